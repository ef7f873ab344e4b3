import { isIP } from "node:net";
import type { NameServer, Network } from "./network.ts";
import { type Records, recordsOf, type Unasked } from "./records.ts";
import { type About, couldNotAsk, fail, notYet, pass, type Result } from "./result.ts";

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
): Promise<Result> {
  const seen = await Promise.all(
    servers.map(async (server) => {
      const [ofHost, ofGateway] = await Promise.all([
        recordsOf(host, server, network),
        recordsOf(gateway, server, network),
      ]);
      return { server: server.name, host: ofHost, gateway: ofGateway };
    }),
  );
  return judgeDns(host, gateway, seen);
}

/** Judges what the servers say: everywhere, the host leads to the gateway and nowhere else. */
function judgeDns(host: string, gateway: string, seen: readonly Seen[]): Result {
  const about: About = { check: "dns", subject: host, expected: `CNAME ${gateway}` };
  const opinions = seen.map((each) => ({ server: each.server, ...opinionOf(each, gateway) }));
  const asked = opinions.filter(({ kind }) => kind !== "unasked");
  // Servers that say the same are named together.
  const found = [...new Set(opinions.map(({ says }) => says))]
    .map((says) => ({ says, by: opinions.filter((each) => each.says === says).map(({ server }) => server) }))
    .map(({ says, by }) => `${says} (${by.join(", ")})`)
    .join("; ");
  const has = (kind: string): boolean => asked.some((each) => each.kind === kind);
  if (asked.length === 0) {
    const next = "look at this machine's network, or give DNS servers that it reaches by --resolvers";
    return couldNotAsk(about, { found, next, whose: "platform" });
  }
  if (has("lost")) {
    const next = `give ${gateway} the address of the gateway's load balancer`;
    return fail(about, { found, next, whose: "platform" });
  }
  if (has("elsewhere")) {
    const next = `make ${host} a CNAME to ${gateway}, and remove its other records, AAAA included`;
    return fail(about, { found, next, whose: "school network admin" });
  }
  if (has("none")) {
    const next = has("right")
      ? "wait until the new record is known everywhere"
      : `make ${host} a CNAME to ${gateway}`;
    return notYet(about, { found, next, whose: "school network admin" });
  }
  return pass(about, found);
}

interface Opinion {
  readonly kind: "right" | "none" | "elsewhere" | "lost" | "unasked";
  readonly says: string;
}

function opinionOf({ host, gateway }: Seen, target: string): Opinion {
  if ("reason" in host) return { kind: "unasked", says: host.reason };
  const addresses = [...host.a, ...host.aaaa];
  const says = [
    ...host.cname.map((name) => `CNAME ${name}`),
    ...addresses.map((ip) => `${isIP(ip) === 6 ? "AAAA" : "A"} ${ip}`),
  ].join(", ");
  if (says === "") return { kind: "none", says: "no record" };
  const pointsThere = host.cname.includes(target);
  if (addresses.length === 0) {
    return pointsThere
      ? { kind: "lost", says: `${says}, which has no address` }
      : { kind: "elsewhere", says };
  }
  if (pointsThere) return { kind: "right", says: `CNAME ${target}` };
  // A name above a zone cannot be a CNAME, and some DNS services answer with the target's addresses instead.
  if ("reason" in gateway) return { kind: "unasked", says: `${says}; ${target}: ${gateway.reason}` };
  const known = new Set([...gateway.a, ...gateway.aaaa]);
  return { kind: addresses.every((ip) => known.has(ip)) ? "right" : "elsewhere", says };
}
