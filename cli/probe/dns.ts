import { isIP } from "node:net";
import type { NameServer, Network } from "./network.ts";
import { type Records, recordsOf, type Unasked } from "./records.ts";
import { type About, couldNotAsk, fail, notYet, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";

/** What one DNS server says about a host, and about the gateway that it should lead to. */
export interface Seen {
  readonly server: string;
  readonly host: Records | Unasked;
  readonly gateway: Records | Unasked;
}

/** Asks every DNS server for a host. */
export async function dnsCheck(
  host: string,
  gateway: string,
  servers: readonly NameServer[],
  network: Network,
  texts: ProbeTexts,
): Promise<Result> {
  const seen = await Promise.all(
    servers.map(async (server) => {
      const [ofHost, ofGateway] = await Promise.all([
        recordsOf(host, server, network, texts),
        recordsOf(gateway, server, network, texts),
      ]);
      const name = server.address === undefined ? texts.dns.thisMachine : server.name;
      return { server: name, host: ofHost, gateway: ofGateway };
    }),
  );
  return judgeDns(host, gateway, seen, texts);
}

/** Judges what the servers say: everywhere, the host leads to the gateway and nowhere else. */
function judgeDns(host: string, gateway: string, seen: readonly Seen[], texts: ProbeTexts): Result {
  const { dns, list, clauses } = texts;
  const about: About = { check: "dns", subject: host, expected: `CNAME ${gateway}` };
  const opinions = seen.map((each) => ({ server: each.server, ...opinionOf(each, gateway, texts) }));
  const asked = opinions.filter(({ kind }) => kind !== "unasked");
  // Servers that say the same are named together.
  const found = clauses(
    [...new Set(opinions.map(({ says }) => says))]
      .map((says) => ({
        says,
        by: opinions.filter((each) => each.says === says).map(({ server }) => server),
      }))
      .map(({ says, by }) => dns.by(says, list(by))),
  );
  const has = (kind: string): boolean => asked.some((each) => each.kind === kind);
  if (asked.length === 0) {
    const next = dns.otherServers;
    return couldNotAsk(about, { found, next, whose: "platform" });
  }
  if (has("lost")) {
    const next = dns.giveAddress(gateway);
    return fail(about, { found, next, whose: "platform" });
  }
  if (has("elsewhere")) {
    const next = dns.onlyCname(host, gateway);
    return fail(about, { found, next, whose: "school network admin" });
  }
  if (has("none")) {
    const next = has("right") ? dns.wait : dns.cname(host, gateway);
    return notYet(about, { found, next, whose: "school network admin" });
  }
  return pass(about, found);
}

interface Opinion {
  readonly kind: "right" | "none" | "elsewhere" | "lost" | "unasked";
  readonly says: string;
}

function opinionOf({ host, gateway }: Seen, target: string, { dns, list, clauses }: ProbeTexts): Opinion {
  if ("reason" in host) return { kind: "unasked", says: host.reason };
  const addresses = [...host.a, ...host.aaaa];
  const says = list([
    ...host.cname.map((name) => `CNAME ${name}`),
    ...addresses.map((ip) => `${isIP(ip) === 6 ? "AAAA" : "A"} ${ip}`),
  ]);
  if (says === "") return { kind: "none", says: dns.noRecord };
  const pointsThere = host.cname.includes(target);
  if (addresses.length === 0) {
    return pointsThere ? { kind: "lost", says: dns.hasNoAddress(says) } : { kind: "elsewhere", says };
  }
  if (pointsThere) return { kind: "right", says: `CNAME ${target}` };
  // A name above a zone cannot be a CNAME, and some DNS services answer with the target's addresses instead.
  if ("reason" in gateway) return { kind: "unasked", says: clauses([says, `${target}: ${gateway.reason}`]) };
  const known = new Set([...gateway.a, ...gateway.aaaa]);
  return { kind: addresses.every((ip) => known.has(ip)) ? "right" : "elsewhere", says };
}
