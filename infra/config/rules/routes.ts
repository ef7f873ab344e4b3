import { didYouMean } from "../../../lib/nearest.ts";
import { type Finding, finding, keyFinding, type Path } from "../../../lib/problem.ts";
import { domainOf } from "../domains.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";

const at = (key: string): Path => [schoolKey, "routes", key];

/** Every host is under an ICP-filed domain of the school: WeCom trusts no other. */
export function hostsUnderDomain({ domain, otherDomains, routes }: SchoolFacts): Finding[] {
  if (domain === undefined) return [];
  const domains = [domain, ...otherDomains];
  const whose = otherDomains.length === 0 ? `the school's domain ${domain}` : `one of ${domains.join(", ")}`;
  return Object.entries(routes)
    .filter(([, { host }]) => domainOf(host, domains) === undefined)
    .map(([key, { host }]) =>
      finding(
        [...at(key), "host"],
        host,
        `a host is under ${whose}`,
        `write it like ${key}.${domain}, or write the filed domain that it is under into otherDomains`,
      ),
    );
}

/** A domain is filed once. */
export function domainsOnce({ domain, otherDomains }: SchoolFacts): Finding[] {
  return otherDomains
    .filter((other) => other === domain)
    .map((other) =>
      keyFinding([schoolKey, "otherDomains", other], "this is the school's domain already", "remove it here"),
    );
}

/** One host has one route. */
export function hostsOnce({ routes }: SchoolFacts): Finding[] {
  const first = new Map<string, string>();
  return Object.entries(routes).flatMap(([key, { host }]) => {
    const other = first.get(host);
    if (other === undefined) {
      first.set(host, key);
      return [];
    }
    return [
      finding(
        at(key),
        host,
        `a host has one route, and ${other} has it already`,
        "give one of them another host",
      ),
    ];
  });
}

/** A ListenerSet, which a school has one of, holds 64 listeners (Gateway API). */
export function routesFit({ routeKeys }: SchoolFacts): Finding[] {
  if (!routeKeys || routeKeys.size <= 64) return [];
  const rule = `a school has at most 64 routes, and these are ${routeKeys.size}`;
  return [finding([schoolKey, "routes"], undefined, rule, "make a second school of some")];
}

/** A written host is measured where it stands; one that is made of key and domain is measured here. */
export function hostsFit({ routes }: SchoolFacts): Finding[] {
  return Object.entries(routes)
    .filter(([, { host }]) => host.length > 253)
    .map(([key, { host }]) => {
      const rule = `a DNS name has at most 253 characters, and ${key} under the domain has ${host.length}`;
      return keyFinding(at(key), rule, "choose a shorter key");
    });
}

/** Without a route there is nothing to serve. */
export function someRoute({ routeKeys }: SchoolFacts): Finding[] {
  if (!routeKeys || routeKeys.size > 0) return [];
  const fix = "write routes: { api1: hub, api2: open }, or remove the key, which says the same";
  return [finding([schoolKey, "routes"], undefined, "a school has at least one route", fix)];
}

/** One route at least stays: a school that leaves whole is retired whole. */
export function someRouteStays({ routes, routeKeys }: SchoolFacts): Finding[] {
  const each = Object.values(routes);
  if (each.length === 0 || each.length !== routeKeys?.size) return [];
  if (each.some(({ retired }) => retired !== true)) return [];
  const fix = "take retired out of one; a school that leaves whole is retired whole: ./gate retire <school>";
  return [finding([schoolKey, "routes"], undefined, "one route at least is not retired", fix)];
}

/** The app's home page is on a host that stays. */
export function entryStays({ entry, routes }: SchoolFacts): Finding[] {
  if (entry === undefined) return [];
  const [hub] = Object.entries(routes).find(([, { upstream }]) => upstream === "hub") ?? [];
  const key = entry.route ?? hub ?? "";
  if (!Object.hasOwn(routes, key) || routes[key]?.retired !== true) return [];
  const rule = "the entry URL is on this route's host, so it is not retired";
  const fix = "first name another in entry.route, and have the school enter the new URL in WeCom";
  return [finding([...at(key), "retired"], true, rule, fix)];
}

/** The app's home page is on the host of one route. */
export function entryOnRoute({ entry, routeKeys, routes }: SchoolFacts): Finding[] {
  if (entry === undefined || routeKeys === undefined) return [];
  const keys = [...routeKeys];
  if (entry.route !== undefined) {
    if (routeKeys.has(entry.route)) return [];
    const rule = "the entry URL is on the host of a route, and there is none of this key";
    return [finding([schoolKey, "entry", "route"], entry.route, rule, didYouMean(entry.route, keys))];
  }
  const isReadable = routeKeys.size === Object.keys(routes).length;
  const toHub = Object.values(routes).some(({ upstream }) => upstream === "hub");
  if (!isReadable || keys.length < 2 || toHub) return [];
  const rule = "the entry URL is on the host of the route to hub, or of the only route, and there is neither";
  return [keyFinding([schoolKey, "entry"], rule, `name its route, such as route: ${keys[0]}, beside flag`)];
}
