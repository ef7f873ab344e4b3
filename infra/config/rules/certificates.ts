import { chainRule, namesOf } from "../../../lib/certificate-chain.ts";
import { didYouMean } from "../../../lib/nearest.ts";
import { type Finding, finding, isEncrypted, keyFinding } from "../../../lib/problem.ts";
import { isRecord } from "../../../lib/value.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";

export const certificatesKey = "schoolgate:certificates";

/** The config of a stack as written, where encrypted values are `{ secure: … }`. */
type Config = Readonly<Record<string, unknown>>;

/** Certificates are there exactly when the school brings them, one for each route. */
export function certificatesPresent({ certificateFrom, routeKeys }: SchoolFacts, config: Config): Finding[] {
  const written = Object.hasOwn(config, certificatesKey);
  if (certificateFrom === "issuer" && written) {
    const rule = "certificates are brought only with certificate: { from: secret }";
    return [keyFinding([certificatesKey], rule, "write that into schoolgate:school, or remove this key")];
  }
  if (certificateFrom !== "secret") return [];
  const brought = config[certificatesKey];
  if (!written) {
    const rule = `certificate.from is secret, and ${certificatesKey} is missing`;
    return [finding([schoolKey, "certificate", "from"], "secret", rule, howToBring("<route>"))];
  }
  if (!isRecord(brought) || "secure" in brought) {
    const rule = "certificates are a map of routes, each with chain in the clear and key encrypted";
    return [finding([certificatesKey], undefined, rule, howToBring("<route>"))];
  }
  if (!routeKeys) return [];
  const missing = [...routeKeys]
    .filter((key) => !Object.hasOwn(brought, key))
    .map((key) =>
      finding([certificatesKey, key], undefined, `the route ${key} has no certificate`, howToBring(key)),
    );
  const unknown = Object.keys(brought)
    .filter((key) => !routeKeys.has(key))
    .map((key) => keyFinding([certificatesKey, key], "no route has this key", didYouMean(key, routeKeys)));
  return [...missing, ...unknown];
}

/** A certificate's private key is encrypted. */
export function keysEncrypted(_facts: SchoolFacts, config: Config): Finding[] {
  return broughtBy(config).flatMap(([route, entry]) => {
    const unknown = Object.keys(entry)
      .filter((key) => key !== "chain" && key !== "key")
      .map((key) =>
        keyFinding(
          [certificatesKey, route, key],
          "this key is not known here",
          didYouMean(key, ["chain", "key"]),
        ),
      );
    if (isEncrypted(entry.key)) return unknown;
    const rule = Object.hasOwn(entry, "key")
      ? "a private key is encrypted"
      : "a certificate has its private key";
    return [...unknown, finding([certificatesKey, route, "key"], undefined, rule, setSecret(`${route}.key`))];
  });
}

/** A chain is readable, in order, for the route's host, and in date. */
export function chainsServe({ routes }: SchoolFacts, config: Config, now: Date): Finding[] {
  return broughtBy(config).flatMap(([route, { chain }]) => {
    const path = [certificatesKey, route, "chain"];
    if (typeof chain !== "string") {
      const rule = "a certificate has its chain in the clear, as PEM text";
      return [finding(path, undefined, rule, howToBring(route))];
    }
    const rule = chainRule(chain, routes[route]?.host, now);
    return rule === undefined ? [] : [finding(path, undefined, ...rule)];
  });
}

/** The names of each brought certificate, by the key of its route; none when the chain cannot be read. */
export function certificateNames(config: Config): ReadonlyMap<string, readonly string[]> {
  return new Map(
    broughtBy(config).map(([route, { chain }]) => [route, typeof chain === "string" ? namesOf(chain) : []]),
  );
}

function broughtBy(config: Config): [string, Record<string, unknown>][] {
  const brought = config[certificatesKey];
  if (!isRecord(brought) || "secure" in brought) return [];
  return Object.entries(brought).map(([route, entry]) => [route, isRecord(entry) ? entry : {}]);
}

const setSecret = (path: string): string =>
  `pulumi config set --secret --path '${certificatesKey}.${path}' -s <school> < key.pem`;
const howToBring = (route: string): string =>
  `pulumi config set --path '${certificatesKey}.${route}.chain' -s <school> < chain.pem, and ${setSecret(`${route}.key`)}`;
