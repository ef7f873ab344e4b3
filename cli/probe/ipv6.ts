import type { Network } from "./network.ts";
import { ipv6Of } from "./records.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";
import { tryPort } from "./tcp.ts";
import type { ProbeTexts } from "./texts/en.ts";
import { shakeHands } from "./tls.ts";
import { type Unreached, unreached } from "./unreached.ts";

/**
 * Asks whether the gateway is at a host's IPv6 addresses too: browsers that have IPv6 go there first, and all other checks
 * go by IPv4.
 *
 * @returns nothing where the host has no such address, or DNS does not say
 */
export async function ipv6Check(
  host: string,
  gateway: string,
  network: Network,
  texts: ProbeTexts,
): Promise<Result[]> {
  const addresses = await ipv6Of(host, network.system, network, texts);
  if ("reason" in addresses || addresses.length === 0) return [];
  const asked = [...addresses].sort().map(async (address) => ({
    address,
    wrong: await wrongAt(address, host, network, texts),
  }));
  return [judgeIpv6(host, gateway, await Promise.all(asked), texts)];
}

/** What is wrong at one address; `undefined`: the gateway answers there. */
async function wrongAt(
  address: string,
  host: string,
  network: Network,
  texts: ProbeTexts,
): Promise<Unreached | undefined> {
  const ports = await Promise.all([80, 443].map((port) => tryPort(address, port, network, texts)));
  const [closed] = ports.flatMap((each) => ("open" in each ? [] : [each]));
  if (closed !== undefined) {
    const { side, port, reason } = closed;
    return { side, reason: side === "here" ? reason : `:${port} ${reason}` };
  }
  const seen = await shakeHands(host, address, [], network, texts).catch((error: unknown) =>
    unreached(error, texts),
  );
  if ("side" in seen) return seen;
  return seen.namesHost ? undefined : { side: "there", reason: texts.tls.otherNames(seen.names) };
}

/** Judges what was found: the gateway, at every address. */
function judgeIpv6(
  host: string,
  gateway: string,
  asked: readonly { readonly address: string; readonly wrong: Unreached | undefined }[],
  { ipv6, clauses }: ProbeTexts,
): Result {
  const about: About = { check: "ipv6", subject: host, expected: ipv6.expected };
  const there = asked.filter(({ wrong }) => wrong?.side === "there");
  const shown = there.length > 0 ? there : asked.filter(({ wrong }) => wrong !== undefined);
  const found = clauses(
    (shown.length > 0 ? shown : asked).map(
      ({ address, wrong }) => `AAAA ${address}${wrong === undefined ? "" : `: ${wrong.reason}`}`,
    ),
  );
  if (shown.length === 0) return pass(about, found);
  const remedy = ipv6.remedy(gateway);
  if (there.length > 0) return fail(about, { found, next: remedy, whose: "platform" });
  const next = ipv6.fromElsewhere(remedy);
  return couldNotAsk(about, { found, next, whose: "platform" });
}
