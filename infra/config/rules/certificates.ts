import { X509Certificate } from "node:crypto";
import { didYouMean } from "../../../lib/nearest.ts";
import { type Finding, finding, isEncrypted, isMap, keyFinding } from "../../../lib/problem.ts";
import type { RouteConfig } from "../schema.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";

export const certificatesKey = "schoolgate:certificates";
const days = 24 * 60 * 60 * 1000;

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
  if (!isMap(brought) || "secure" in brought) {
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
    const rule = chainRule(chain, routes[route], now);
    return rule === undefined ? [] : [finding(path, undefined, ...rule)];
  });
}

/** The names that each brought certificate is for, by the key of its route; of a chain that cannot be read none. */
export function certificateNames(config: Config): ReadonlyMap<string, readonly string[]> {
  return new Map(
    broughtBy(config).map(([route, { chain }]) => {
      const [leaf] = typeof chain === "string" ? (parseChain(chain) ?? []) : [];
      return [route, leaf?.subjectAltName?.match(/(?<=DNS:)[^,\s]+/g) ?? []];
    }),
  );
}

/** The rule that a PEM chain breaks, and the way out; `undefined` when it serves. */
function chainRule(
  chain: string,
  route: RouteConfig | undefined,
  now: Date,
): [rule: string, fix: string] | undefined {
  const certificates = parseChain(chain);
  const [leaf, ...issuers] = certificates ?? [];
  if (!leaf)
    return ["a chain is PEM certificates, the host's own first", "paste the chain as the issuer sent it"];
  const unfit = keyRule(leaf);
  if (unfit !== undefined)
    return [unfit, "have one issued for a key of RSA of 2048 to 4096 bits, or of P-256 or P-384"];
  // Node's name for the extended key usage.
  const usages: readonly string[] | undefined = leaf.keyUsage;
  if (usages !== undefined && !usages.some((usage) => serverUsages.includes(usage)))
    return [
      "a certificate is for servers, and this one is for other uses alone",
      "bring one for TLS servers",
    ];
  if (issuers.length === 0 && !leaf.verify(leaf.publicKey))
    return [
      "a chain has the issuers between the host's own certificate and the root, and this is one certificate alone",
      "append the intermediate certificates, as the issuer hands them out beside it",
    ];
  const stray = issuers.findIndex((issuer, index) => !(certificates?.[index] ?? leaf).checkIssued(issuer));
  if (stray >= 0) {
    const rule = `each certificate of a chain is issued by the next, and number ${stray + 1} is not issued by number ${stray + 2}`;
    return [rule, "put the host's own certificate first, then its issuers in order"];
  }
  // Browsers and WeCom's client ignore the common name: only the alternative names count.
  if (route && leaf.checkHost(route.host, { subject: "never" }) === undefined) {
    return [
      `a certificate is for its route's host ${route.host}, and this one is for ${namesOf(leaf)}`,
      "bring one for that host",
    ];
  }
  if (leaf.validToDate < now) {
    return [
      `a certificate is in date, and this one ended on ${dateOf(leaf.validToDate)}`,
      "bring its successor",
    ];
  }
  if (leaf.validFromDate.getTime() > now.getTime() + days) {
    return [
      `a certificate is in date, and this one begins on ${dateOf(leaf.validFromDate)}`,
      "bring one that is valid now",
    ];
  }
  return undefined;
}

/** TLS servers, and any use. */
const serverUsages = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/** What is said of a key that Envoy or clients refuse: Envoy then takes no change of any listener. */
function keyRule({ publicKey }: X509Certificate): string | undefined {
  const type = publicKey.asymmetricKeyType ?? "an unknown kind";
  const { modulusLength = 0, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  const rule = "a certificate's key is one that Envoy and phones take";
  if (type === "rsa")
    return modulusLength >= 2048 && modulusLength <= 4096
      ? undefined
      : `${rule}, and this one is RSA of ${modulusLength} bits`;
  if (type === "ec")
    return namedCurve === "prime256v1" || namedCurve === "secp384r1"
      ? undefined
      : `${rule}, and this one is on the curve ${namedCurve}`;
  return `${rule}, and this one is ${type}`;
}

/** The certificates of a PEM text; `undefined` when a part of it is none. */
function parseChain(chain: string): X509Certificate[] | undefined {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const rest = blocks.reduce((text, block) => text.replace(block, ""), chain);
  if (rest.trim() !== "") return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

function broughtBy(config: Config): [string, Record<string, unknown>][] {
  const brought = config[certificatesKey];
  if (!isMap(brought) || "secure" in brought) return [];
  return Object.entries(brought).map(([route, entry]) => [route, isMap(entry) ? entry : {}]);
}

const namesOf = ({ subjectAltName }: X509Certificate): string =>
  subjectAltName?.replaceAll("DNS:", "") ?? "no host at all";
const dateOf = (date: Date): string => date.toISOString().slice(0, 10);
const setSecret = (path: string): string =>
  `pulumi config set --secret --path '${certificatesKey}.${path}' -s <school> < key.pem`;
const howToBring = (route: string): string =>
  `pulumi config set --path '${certificatesKey}.${route}.chain' -s <school> < chain.pem, and ${setSecret(`${route}.key`)}`;
