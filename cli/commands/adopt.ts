import { resolve } from "node:path";
import { inspect } from "../../infra/config/inspect.ts";
import { ipv4 } from "../../infra/config/shapes.ts";
import { readNamedBytes } from "../../lib/read-file.ts";
import { Refusal } from "../../lib/refusal.ts";
import { takeOver } from "../adopt/account/take-over.ts";
import { nginxConfig } from "../adopt/nginx-files.ts";
import { hostsUnder } from "../adopt/nginx-hosts.ts";
import { type AdoptedSite, adoptSite } from "../adopt/nginx-site.ts";
import type { Directive } from "../adopt/nginx-text.ts";
import { certificatesText, siteText } from "../adopt/report.ts";
import { command, type ExitCode } from "../command.ts";
import { type Found, type Gathered, gatherSchool, newSchoolArgs, writeSchool } from "../new-school.ts";

/** `gate adopt`: a school that is live already: the nginx that serves it, then the egress that its calls leave by. */
export const adopt = command(
  {
    name: "adopt",
    description:
      "Write the stack file of a school that is live: from the nginx that serves it; then what its calls use in the account",
  },
  {
    ...newSchoolArgs,
    nginx: {
      type: "string",
      valueHint: "file",
      description:
        "What `nginx -T` prints on the old server (/dev/stdin: from a pipe), or one file without includes",
    },
    "egress-ip": {
      type: "string",
      valueHint: "IP",
      description:
        "The IP that its OAuth calls leave from: the stack file, which exists, adopts what they use in the account",
    },
    "snat-entry": {
      type: "string",
      valueHint: "snat-…",
      description: "Of several SNAT entries that use --egress-ip, the school's",
    },
  },
  [
    "./gate adopt lakeside --nginx nginx.txt --name 湖滨学院 --domain lakeside.example.cn --platform hz",
    "./gate adopt lakeside --egress-ip 47.111.68.103",
    "ssh old nginx -T | ./gate adopt lakeside --nginx /dev/stdin --name 湖滨学院 --domain lakeside.example.cn --platform hz",
  ],
  async (args, deps): Promise<ExitCode> => {
    const { cwd, stdout } = deps;
    const { nginx, "egress-ip": ip, "snat-entry": snatEntryId } = args;
    if (ip !== undefined) {
      refuseOthers(args);
      await takeOver({ school: args.school, ip: egressIp(ip), snatEntryId }, deps);
      return 0;
    }
    if (nginx === undefined || snatEntryId !== undefined)
      throw new Refusal("adopt needs --nginx <file> or --egress-ip <IP>", help);
    const config = nginxConfig(readNamedBytes(resolve(cwd, nginx)), nginx);
    const school = await gatherSchool(args, deps);
    const site = adopted(config, school, nginx);
    const file = writeSchool(school, foundIn(site, school.domain), deps);
    stdout.write(`${siteText(site)}\nWrote ${file}.\n${certificatesText(args.school, site.hosts)}`);
    stdout.write(`Next: ./gate rehearse ${args.school}\n`);
    return 0;
  },
);

const help = "./gate adopt --help shows what it takes";

/** What a stack file that exists says already is not given again. */
function refuseOthers(args: Readonly<Record<string, unknown>>): void {
  const [other] = ["nginx", ...Object.keys(newSchoolArgs)].filter(
    (flag) => flag !== "school" && args[flag] !== undefined,
  );
  if (other === undefined) return;
  throw new Refusal(
    `--egress-ip goes into a stack file that exists, and --${other} is for a new one`,
    `first ./gate adopt ${String(args.school)} --nginx …, or ./gate new; then --egress-ip alone`,
  );
}

function egressIp(ip: string): string {
  const [wrong] = inspect(ipv4, ip, []).findings;
  if (wrong !== undefined) throw new Refusal(`--egress-ip ${ip}: ${wrong.rule}`, wrong.fix);
  return ip;
}

/** @throws {Refusal} with all that is in the way of a stack file */
function adopted(config: readonly Directive[], { domain, upstreams }: Gathered, source: string): AdoptedSite {
  const found = hostsUnder(config, domain);
  if (found.hosts.length + found.unread.length === 0) {
    throw new Refusal(
      `${source} has no server_name under ${domain}`,
      "give what nginx -T prints on the server that serves the school, or another --domain",
    );
  }
  const site = adoptSite(found, domain, upstreams);
  if (site.problems.length > 0)
    throw new Refusal(
      `${source} does not say all that a stack file needs`,
      "correct this first",
      site.problems,
    );
  return site;
}

function foundIn({ hosts }: AdoptedSite, domain: string): Found {
  const verifyFiles = hosts.filter((each) => Object.keys(each.verifyFiles).length > 0);
  return {
    routes: Object.fromEntries(
      hosts.map(({ key, host, upstream }) => [
        key,
        host === `${key}.${domain}` ? upstream : { host, upstream },
      ]),
    ),
    ...(verifyFiles.length > 0 && {
      verifyFiles: Object.fromEntries(verifyFiles.map((each) => [each.key, each.verifyFiles])),
    }),
    isServed: hosts.some(({ certificate }) => certificate !== undefined),
  };
}
