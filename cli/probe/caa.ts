import type { NameServer, Network } from "./network.ts";
import { type Caa, caaOf, type Unasked } from "./records.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";

/** How certificate authorities call themselves in CAA records, by the host of their ACME server. */
const authorities: Readonly<Record<string, string>> = {
  "acme-v02.api.letsencrypt.org": "letsencrypt.org",
  "acme-staging-v02.api.letsencrypt.org": "letsencrypt.org",
  "acme.zerossl.com": "sectigo.com",
  "dv.acme-v02.api.pki.goog": "pki.goog",
};

/** The name in CAA records of the authority behind an ACME server; `undefined` where it is not known. */
export function authorityOf(acmeServer: string | undefined): string | undefined {
  const host = acmeServer === undefined ? "" : new URL(acmeServer).host;
  return Object.hasOwn(authorities, host) ? authorities[host] : undefined;
}

/** Asks whether the platform's authority may issue for a host: the nearest name with CAA records decides (RFC 8659). */
export async function caaCheck(
  host: string,
  authority: string | undefined,
  server: NameServer,
  network: Network,
): Promise<Result> {
  const labels = host.split(".");
  const names = labels.map((_, index) => labels.slice(index).join("."));
  const all = await Promise.all(names.map((name) => caaOf(name, server, network)));
  const decisive = all.findIndex((records) => "reason" in records || records.length > 0);
  return judgeCaa(host, authority, names[decisive] ?? "", all[decisive] ?? []);
}

/**
 * Judges the deciding records: there are none, or they name the authority.
 *
 * @param at the name that has them
 */
function judgeCaa(
  host: string,
  authority: string | undefined,
  at: string,
  records: readonly Caa[] | Unasked,
): Result {
  const about: About = {
    check: "caa",
    subject: host,
    expected: `${authority ?? "the platform's authority"} may issue`,
  };
  if ("reason" in records) {
    const next = "look at this machine's network, or at the school's DNS servers";
    return couldNotAsk(about, { found: `${at}: ${records.reason}`, next, whose: "platform" });
  }
  // Other properties, such as iodef, forbid nothing.
  const allowed = records.flatMap(({ issue }) =>
    issue === undefined ? [] : [issue.split(";", 1)[0]?.trim() ?? ""],
  );
  if (allowed.length === 0) return pass(about, "no CAA record: any authority may");
  const named = allowed.filter((each) => each !== "");
  const found = named.length === 0 ? `${at} lets no authority issue` : `${at} lets ${named.join(", ")} issue`;
  if (authority === undefined) {
    const next = "compare with the authority behind the platform's issuer";
    return couldNotAsk(about, { found, next, whose: "platform" });
  }
  if (named.includes(authority)) return pass(about, found);
  const next = `add a CAA record to ${at}: 0 issue "${authority}"`;
  return fail(about, { found, next, whose: "school network admin" });
}
