import type { NameServer, Network } from "./network.ts";
import { type Caa, caaOf, recordsOf, type Unasked } from "./records.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";

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
  texts: ProbeTexts,
): Promise<Result> {
  const labels = host.split(".");
  const names = labels.map((_, index) => labels.slice(index).join("."));
  const all = await Promise.all(names.map((name) => caaOf(name, server, network, texts)));
  const decisive = all.findIndex((records) => "reason" in records || records.length > 0);
  const [name = "", records = []] = [names[decisive], all[decisive]];
  const judged = judgeCaa(host, authority, { at: name, whose: schoolAdmin }, records, texts);
  if (judged.state === "pass" || "reason" in records) return judged;
  return judgeCaa(host, authority, await ownerOf(name, server, network, texts), records, texts);
}

const schoolAdmin = "school network admin" as const;

/** Who has the records that a name answers with: behind a CNAME, its target, which is the gateway. */
interface Owner {
  readonly at: string;
  readonly whose: "school network admin" | "platform";
}

async function ownerOf(
  name: string,
  server: NameServer,
  network: Network,
  texts: ProbeTexts,
): Promise<Owner> {
  const records = await recordsOf(name, server, network, texts);
  const target = "reason" in records ? undefined : records.cname[0];
  return target === undefined ? { at: name, whose: schoolAdmin } : { at: target, whose: "platform" };
}

/** Properties that say nothing of who may issue a server's certificate. */
const harmless = ["issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"];

/**
 * Judges the deciding records: there are none, or they let the authority issue by the way that the platform's issuer takes
 * (HTTP-01).
 */
function judgeCaa(
  host: string,
  authority: string | undefined,
  { at, whose }: Owner,
  records: readonly Caa[] | Unasked,
  { caa, list }: ProbeTexts,
): Result {
  const about: About = {
    check: "caa",
    subject: host,
    expected: caa.expected(authority),
  };
  if ("reason" in records) {
    const next = caa.look;
    return couldNotAsk(about, { found: `${at}: ${records.reason}`, next, whose: "platform" });
  }
  // Node names each record's type beside its property.
  const [unknown] = records.flatMap(({ critical, type: _, ...properties }: Caa & { type?: string }) =>
    critical === 0 ? [] : Object.keys(properties).filter((tag) => !harmless.includes(tag)),
  );
  if (unknown !== undefined) {
    const found = caa.critical(at, unknown);
    return fail(about, { found, next: caa.takeOff(unknown, at), whose });
  }
  const allowed = records.flatMap(({ issue }) => (issue === undefined ? [] : [permissionOf(issue)]));
  if (allowed.length === 0) return pass(about, caa.none);
  const named = [...new Set(allowed.map(({ name }) => name).filter((name) => name !== ""))];
  const found = named.length === 0 ? caa.nobody(at) : caa.lets(at, list(named));
  if (authority === undefined) {
    const next = caa.compare;
    return couldNotAsk(about, { found, next, whose: "platform" });
  }
  const own = allowed.filter(({ name }) => name === authority);
  if (own.length === 0) {
    return fail(about, { found, next: caa.add(at, authority), whose });
  }
  const byHttp = own.filter(({ methods }) => methods === undefined || methods.includes("http-01"));
  if (byHttp.length === 0) {
    const methods = list(own.flatMap(({ methods }) => methods ?? []));
    const next = caa.byHttp(at, authority);
    return fail(about, { found: caa.byAlone(found, methods), next, whose });
  }
  const [account] = byHttp.every(({ account }) => account !== undefined) ? byHttp : [];
  if (account !== undefined) {
    const next = caa.compareAccount;
    return couldNotAsk(about, {
      found: caa.accountAlone(found, account.account ?? ""),
      next,
      whose: "platform",
    });
  }
  return pass(about, found);
}

/** One authority that may issue, and under which conditions (RFC 8657). */
interface Permission {
  /** Empty: nobody. */
  readonly name: string;
  readonly methods: readonly string[] | undefined;
  readonly account: string | undefined;
}

function permissionOf(issue: string): Permission {
  const [name = "", ...parameters] = issue.split(";").map((part) => part.trim());
  const values = new Map(
    parameters.map((parameter) => {
      const [key = "", ...value] = parameter.split("=");
      return [key.trim().toLowerCase(), value.join("=").trim()] as const;
    }),
  );
  return {
    name: name.toLowerCase(),
    methods: values
      .get("validationmethods")
      ?.toLowerCase()
      .split(",")
      .map((method) => method.trim()),
    account: values.get("accounturi"),
  };
}
