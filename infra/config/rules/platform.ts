import { blockOf, isInside, isPrivate } from "../../../lib/cidr-block.ts";
import { didYouMean } from "../../../lib/nearest.ts";
import { type Finding, finding, keyFinding, type Path } from "../../../lib/problem.ts";
import type { Partly } from "../inspect.ts";
import type { PlatformConfig } from "../platform-schema.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";

/** The key of a platform's facts in its stack's config. */
export const platformKey = "schoolgate:platform";

/** A platform's facts as far as they can be read. */
export type PlatformFacts = Partly<PlatformConfig>;

/** A platform without upstreams has nothing for a school to route to. */
export function someUpstream({ upstreams }: PlatformFacts): Finding[] {
  if (!upstreams || Object.keys(upstreams).length > 0) return [];
  const fix = "add one, such as hub: { host: hub.17wanxiao.com, port: 8080 }";
  return [finding([platformKey, "upstreams"], undefined, "a platform has at least one upstream", fix)];
}

/** A school's ReferenceGrant names the upstreams that it uses, at most 16 (Gateway API). */
export function upstreamsFit({ upstreams = {} }: PlatformFacts): Finding[] {
  const count = Object.keys(upstreams).length;
  if (count <= 16) return [];
  const rule = `a platform has at most 16 upstreams, and these are ${count}`;
  return [finding([platformKey, "upstreams"], undefined, rule, "make a second platform of some")];
}

/** The gateway is no upstream of its own: a request would go round for ever. */
export function upstreamsBeyondGateway({ upstreams = {}, gateway }: PlatformFacts): Finding[] {
  return Object.entries(upstreams)
    .filter(([, upstream]) => upstream?.host !== undefined && upstream.host === gateway?.address)
    .map(([key, upstream]) => {
      const rule = "an upstream lies behind the gateway, and this is the gateway's own address";
      return finding(
        [platformKey, "upstreams", key, "host"],
        upstream?.host,
        rule,
        "write the vendor's host",
      );
    });
}

/** A platform makes and protects its gateway's namespace, so it cannot be one that exists already, nor a school's. */
export function namespaceOwn({ gateway: { namespace = "" } = {} }: PlatformFacts): Finding[] {
  const isClusters = namespace === "default" || namespace.startsWith("kube-");
  if (!isClusters && !namespace.startsWith("school-")) return [];
  const rule = `a gateway's namespace is the platform's own, and this is ${isClusters ? "the cluster's" : "a school's"}`;
  return [finding([platformKey, "gateway", "namespace"], namespace, rule, "write one like edge")];
}

/** An issuer signs by one authority. */
export function oneAuthority({ acme, ca }: PlatformFacts): Finding[] {
  if (!acme || !ca) return [];
  const rule = "an issuer is either of an ACME account (acme) or of an authority of one's own (ca)";
  return [keyFinding([platformKey, "ca"], rule, "remove one of the two")];
}

/** The VPC's block is one that Alibaba Cloud makes: private, /8 to /24, at its network address. */
export function networkBlock({ network: { cidr = "" } = {} }: PlatformFacts): Finding[] {
  const block = blockOf(cidr);
  const path = [platformKey, "network", "cidr"];
  if (!block) return [];
  if (block.aligned !== cidr) {
    return [finding(path, cidr, "a block begins at its network address", `write ${block.aligned}`)];
  }
  if (isPrivate(block) && block.prefix <= 24) return [];
  const rule = "a VPC's block is private, of /8 to /24";
  return [finding(path, cidr, rule, "copy it from the VPC's page in the console")];
}

/** A school goes only to the platform's upstreams. */
export function upstreamsKnown({ routes }: SchoolFacts, { upstreams }: PlatformConfig): Finding[] {
  const known = Object.keys(upstreams);
  return Object.entries(routes)
    .filter(([, { upstream }]) => !known.includes(upstream))
    .map(([key, { upstream }]) =>
      finding(
        [schoolKey, "routes", key, "upstream"],
        upstream,
        "an upstream is one of the platform's",
        didYouMean(upstream, known),
      ),
    );
}

/** A school's host is not one that the platform itself uses: requests would go round, or past the school. */
export function hostsOwn({ routes }: SchoolFacts, { upstreams, gateway }: PlatformConfig): Finding[] {
  const taken = new Map(Object.entries(upstreams).map(([key, { host }]) => [host, `the upstream ${key}`]));
  taken.set(gateway.address, "the gateway");
  return Object.entries(routes).flatMap(([key, { host }]) => {
    const owner = taken.get(host);
    if (owner === undefined) return [];
    const rule = `a host is the school's own, and this is the host of ${owner}`;
    return [
      finding([schoolKey, "routes", key, "host"], host, rule, "write a host under the school's domain"),
    ];
  });
}

/** The school's vSwitches lie in the platform's VPC. */
export function sourceInNetwork({ source: { cidr } }: SchoolFacts, { network }: PlatformConfig): Finding[] {
  const block = cidr === undefined ? undefined : blockOf(cidr);
  const outer = blockOf(network.cidr);
  if (!block || !outer || isInside(block, outer)) return [];
  const rule = `a source lies in the VPC's block ${network.cidr}`;
  return [
    finding([schoolKey, "egress", "source", "cidr"], cidr, rule, "choose a free part of the VPC's block"),
  ];
}

/** A zone is one of the platform's region. */
export function zonesInRegion(
  { source: { zones = {} } }: SchoolFacts,
  { region }: PlatformConfig,
): Finding[] {
  // A region that ends in a number has its zones' letters right behind it: ap-southeast-1a.
  const before = /\d$/.test(region) ? region : `${region}-`;
  return Object.keys(zones)
    .filter((zone) => !zone.startsWith(before))
    .map((zone) => {
      const path: Path = [schoolKey, "egress", "source", "zones", zone];
      return keyFinding(
        path,
        `a zone is one of the platform's region ${region}`,
        `write it like ${before}${before === region ? "a" : "i"}`,
      );
    });
}

/** The shared NAT gateway is one that the platform has. */
export function sharedNatThere({ nat }: SchoolFacts, { network }: PlatformConfig): Finding[] {
  if (nat !== "shared" || network.sharedNat !== undefined) return [];
  const rule = "nat: shared is the platform's NAT gateway, and this platform has none";
  const fix = "write nat: dedicated, or add network.sharedNat to the platform's file";
  return [finding([schoolKey, "egress", "nat"], nat, rule, fix)];
}

/** A school adopts a NAT gateway that is its own alone. */
export function adoptedNatOwn({ nat }: SchoolFacts, { network }: PlatformConfig): Finding[] {
  if (typeof nat !== "object" || nat.natGatewayId !== network.sharedNat?.natGatewayId) return [];
  const rule = "an adopted NAT gateway is one school's, and this one is the platform's for all";
  return [finding([schoolKey, "egress", "nat", "natGatewayId"], nat.natGatewayId, rule, "write nat: shared")];
}
