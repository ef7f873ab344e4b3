import { blockOf } from "../../../lib/cidr-block.ts";
import { type Finding, finding, type Path } from "../../../lib/problem.ts";
import { overlaps, shared } from "../conflicts.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";
import { certificatesKey } from "./certificates.ts";

/** A school among others. */
export interface Member {
  readonly facts: SchoolFacts;
  /** VPC of its platform; absent when the platform cannot be read. */
  readonly vpcId?: string;
  /** The names that each brought certificate is for, by the key of its route. */
  readonly certificateNames?: ReadonlyMap<string, readonly string[]>;
}

/** Findings of each school, by slug. */
export type FleetFindings = ReadonlyMap<string, Finding[]>;

/**
 * What schools break together. Each school concerned gets a finding that names another one, so that whoever looks at
 * either file sees it. Time is linear in the schools, but for sorting their blocks.
 */
export function fleetFindings(members: readonly Member[]): FleetFindings {
  const found = new Map<string, Finding[]>();
  const add = (slug: string, item: Finding): void => {
    found.set(slug, [...(found.get(slug) ?? []), item]);
  };
  for (const rule of [
    hostsOfOneSchool,
    certificatesOfOneSchool,
    vswitchesOfOneSchool,
    addressesOfOneSchool,
    natGatewaysOfOneSchool,
    snatEntriesOfOneSchool,
    sourcesApart,
  ])
    rule(members, add);
  return found;
}

type Add = (slug: string, item: Finding) => void;

/** A host is served for one school. */
function hostsOfOneSchool(members: readonly Member[], add: Add): void {
  const claims = members.flatMap(({ facts: { slug, routes } }) =>
    Object.entries(routes).map(([key, { host }]) => ({
      slug,
      path: [schoolKey, "routes", key],
      value: host,
    })),
  );
  shared(claims, (claim, other) => {
    const rule = `a host belongs to one school, and ${other} has it too`;
    add(claim.slug, finding(claim.path, claim.value, rule, "give one of the schools another host"));
  });
}

const noNames: NonNullable<Member["certificateNames"]> = new Map();

/**
 * A certificate names no other school's host: Envoy Gateway serves hosts that a certificate has in common over HTTP/1.1
 * alone, and the other school could not see why.
 */
function certificatesOfOneSchool(members: readonly Member[], add: Add): void {
  const hosts = members.flatMap(({ facts: { slug, routes } }) =>
    Object.values(routes).map(({ host }) => ({ slug, host })),
  );
  const byHost = Map.groupBy(hosts, ({ host }) => host);
  // A wildcard stands for one label.
  const byParent = Map.groupBy(hosts, ({ host }) => `*${host.slice(host.indexOf("."))}`);
  for (const { facts, certificateNames = noNames } of members) {
    for (const [route, names] of certificateNames) {
      const other = names
        .flatMap((name) => [...(byHost.get(name) ?? []), ...(byParent.get(name) ?? [])])
        .find(({ slug }) => slug !== facts.slug);
      if (other === undefined) continue;
      const rule = `a certificate is for no other school's host, and this one is for ${other.host} of ${other.slug} too: both would lose HTTP/2`;
      add(
        facts.slug,
        finding([certificatesKey, route, "chain"], undefined, rule, "have one issued without it"),
      );
    }
  }
}

/** A vSwitch's calls leave from one school's address. */
function vswitchesOfOneSchool(members: readonly Member[], add: Add): void {
  const claims = members.flatMap(({ facts: { slug, source } }) =>
    (source.vswitchIds ?? []).map((value, index) => ({
      slug,
      path: [schoolKey, "egress", "source", "vswitchIds", index],
      value,
    })),
  );
  shared(claims, (claim, other) => {
    const rule = `a vSwitch belongs to one school, and ${other} has it too`;
    add(claim.slug, finding(claim.path, claim.value, rule, "give each school vSwitches of its own"));
  });
}

/**
 * An elastic IP is one school's: WeCom takes an address that many schools list for a third party's, and a swap would
 * take it from the others. External addresses are no school's and may be in many lists, as the vendor's server is.
 */
function addressesOfOneSchool(members: readonly Member[], add: Add): void {
  const claims = members.flatMap(({ facts: { slug, addresses } }) =>
    Object.entries(addresses).flatMap(([key, address]) => {
      if (!("allocationId" in address) || address.allocationId === undefined) return [];
      const path: Path = [schoolKey, "egress", "addresses", key, "allocationId"];
      return [{ slug, path, value: address.allocationId }];
    }),
  );
  shared(claims, (claim, other) => {
    const rule = `an elastic IP belongs to one school, and ${other} has it too`;
    add(claim.slug, finding(claim.path, claim.value, rule, "give one of the schools another address"));
  });
}

/** A NAT gateway that many schools use is the platform's: one school that leaves would take it along. */
function natGatewaysOfOneSchool(members: readonly Member[], add: Add): void {
  const claims = members.flatMap(({ facts: { slug, nat } }) =>
    typeof nat === "object" && nat.natGatewayId !== undefined
      ? [{ slug, path: [schoolKey, "egress", "nat", "natGatewayId"], value: nat.natGatewayId }]
      : [],
  );
  shared(claims, (claim, other) => {
    const rule = `an adopted NAT gateway belongs to one school, and ${other} has it too`;
    const fix = "make it the platform's network.sharedNat, and write nat: shared in both";
    add(claim.slug, finding(claim.path, claim.value, rule, fix));
  });
}

/** A SNAT entry is one school's: a swap of one would move the calls of both. */
function snatEntriesOfOneSchool(members: readonly Member[], add: Add): void {
  const claims = members.flatMap(({ facts: { slug, snatEntryId } }) =>
    snatEntryId === undefined
      ? []
      : [{ slug, path: [schoolKey, "egress", "snatEntryId"], value: snatEntryId }],
  );
  shared(claims, (claim, other) => {
    const rule = `a SNAT entry belongs to one school, and ${other} has it too`;
    add(claim.slug, finding(claim.path, claim.value, rule, "give one of the schools an entry of its own"));
  });
}

/** In one VPC, no two schools' sources share an address: one's calls would leave from the other's address. */
function sourcesApart(members: readonly Member[], add: Add): void {
  const byVpc = Map.groupBy(
    members.filter(({ vpcId }) => vpcId !== undefined),
    ({ vpcId }) => vpcId,
  );
  for (const inVpc of byVpc.values()) {
    const blocks = inVpc
      .flatMap(({ facts: { slug, source } }) => {
        const block = source.cidr === undefined ? undefined : blockOf(source.cidr);
        return block ? [{ slug, cidr: source.cidr ?? "", block }] : [];
      })
      .sort((a, b) => a.block.start - b.block.start || b.block.end - a.block.end);
    overlaps(blocks, (one, other) => {
      const rule = `schools' sources share no address, and ${other.slug} has ${other.cidr}`;
      const path = [schoolKey, "egress", "source", "cidr"];
      add(one.slug, finding(path, one.cidr, rule, "choose a part of the VPC's block that no school has"));
    });
  }
}
