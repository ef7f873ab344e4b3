import { isIP } from "node:net";
import { resolve } from "node:path";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { readNamed } from "../../lib/read-file.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Outputs } from "../outputs.ts";
import type { NameServer } from "./network.ts";
import type { ProbePlan } from "./probe.ts";
import { parseVia } from "./via.ts";

/** The flags that say by what means to probe; `handover --with-probe` takes them too. */
export const probeArgs = {
  via: {
    type: "string",
    valueHint: "http://host:port",
    description:
      "The school's relay, or direct on a machine in the pinned vSwitches: asks what IP WeCom sees",
  },
  "token-file": {
    type: "string",
    valueHint: "file",
    description:
      "File with an access token of the app (/dev/stdin: from a pipe): asks whether the IP is trusted",
  },
  resolvers: {
    type: "string",
    valueHint: "ip,ip",
    description: "DNS servers to ask besides this machine's",
    default: "223.5.5.5,119.29.29.29",
  },
} as const;

/** The values of those flags. */
export interface ProbeFlags {
  readonly via?: string | undefined;
  readonly "token-file"?: string | undefined;
  readonly resolvers: string;
}

/**
 * What to probe of a school, and by what means.
 *
 * @throws {Refusal} when a flag's value has no meaning
 */
export function probePlan(stack: SchoolStack, outputs: Outputs, flags: ProbeFlags, cwd: string): ProbePlan {
  const values = outputs.from === "none" ? undefined : outputs.values;
  const tokenFile = flags["token-file"];
  if (tokenFile !== undefined && flags.via === undefined) {
    throw new Refusal(
      "--token-file is given without --via",
      "say how to reach WeCom from the school's address: --via",
    );
  }
  return {
    slug: stack.name,
    school: stack.school,
    platform: stack.platform,
    egress: { activeIp: values?.activeEgressIp, ips: values?.egressIps ?? {} },
    trustedIps: values?.trustedIps,
    resolvers: flags.resolvers.split(",").map(nameServer),
    via: flags.via === undefined ? undefined : parseVia(flags.via),
    token: tokenFile === undefined ? undefined : readToken(resolve(cwd, tokenFile)),
  };
}

function nameServer(text: string): NameServer {
  const address = text.trim();
  const [, ip = address, port = "53"] = /^(.*):(\d+)$/.exec(isIP(address) === 6 ? "" : address) ?? [];
  if (isIP(ip.replace(/^\[(.*)\]$/, "$1")) === 0 || Number(port) > 65_535 || Number(port) === 0) {
    throw new Refusal(
      `--resolvers is IPs joined by commas, and ${JSON.stringify(address)} is none`,
      "write it like 223.5.5.5,119.29.29.29",
    );
  }
  return { name: address, address };
}

/** The token in a file. No message holds any of it. */
function readToken(path: string): string {
  const token = readNamed(path).trim();
  if (/^[\w-]+$/.test(token)) return token;
  throw new Refusal(
    `${path} does not hold an access token: letters, digits, _ and - on one line`,
    "write the access_token of WeCom's gettoken answer into it, without quotes",
  );
}
