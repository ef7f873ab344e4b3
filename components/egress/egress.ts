import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { cloudName } from "../names.ts";
import type { Retirable } from "../retired.ts";
import { tokens } from "../tokens.ts";
import { Address } from "./address.ts";
import { AdoptedNat, type ExistingNat } from "./adopted-nat.ts";
import { DedicatedNat } from "./dedicated-nat.ts";
import { type AdoptedSource, type OwnSource, Source } from "./source.ts";

/** An address of a school: allocated (nothing given), adopted, or one that is not ours and only named. */
export type AddressSpec =
  | {
      readonly allocationId?: string | undefined;
      /** Of an adopted one: it is bound to the school's NAT gateway already. */
      readonly bound?: true | undefined;
      /** Retired; true: the school has already taken it off WeCom's list. */
      readonly retired?: true | "still-trusted" | undefined;
    }
  | { readonly ip: string; readonly external: true };

/** The platform's network, as far as egress needs it. */
export interface EgressNetwork {
  readonly vpcId: string;
  readonly natVswitchId: string;
  /** The NAT gateway of the schools that have none of their own. */
  readonly sharedNat?: ExistingNat | undefined;
}

/** Retired: of all addresses, and of the NAT gateway, the protection is off. */
export interface EgressArgs extends Retirable {
  readonly slug: string;
  readonly network: EgressNetwork;
  /** One of the school's own, the platform's, or one of the school's own that exists. */
  readonly nat: "dedicated" | "shared" | ExistingNat;
  /** A SNAT entry that exists, in the table of a NAT gateway that exists; absent: one is made. */
  readonly snatEntryId?: string | undefined;
  readonly source: OwnSource | AdoptedSource;
  /** Addresses by stable key. */
  readonly addresses: Readonly<Record<string, AddressSpec>>;
  /** Key of the address that calls leave from; not an external one. */
  readonly active: string;
  /** Whether a relay is placed into the source. */
  readonly relay: boolean;
}

/**
 * Pins the IP from which a school's OAuth calls reach WeCom. Every address stays bound to the NAT gateway, and one SNAT
 * entry says which is used: a swap changes `snatIp` in place, and nothing else.
 */
export class Egress extends pulumi.ComponentResource {
  /** IPs by address key, in the file's order. */
  readonly ips: Readonly<Record<string, pulumi.Output<string>>>;
  /** The IP of the SNAT entry; after a failed swap still the former one. */
  readonly activeIp: pulumi.Output<string>;
  /**
   * The IPs joined by `;`, as WeCom's console takes its trusted IPs. One that the school has taken off its list stays
   * off: somebody else may get it once it is released.
   */
  readonly trustedIps: pulumi.Output<string>;
  readonly source: Source;

  constructor(name: string, args: EgressArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Egress, name, {}, opts);
    const { slug, network, addresses, active } = args;
    const source = new Source(
      `${name}-source`,
      { slug, vpcId: network.vpcId, from: args.source, placed: args.relay },
      { parent: this },
    );
    this.source = source;
    const nat = this.#nat(name, args, source);
    const own = new Map<string, Address>();
    const ips: Record<string, pulumi.Output<string>> = {};
    for (const [key, spec] of Object.entries(addresses)) {
      if ("external" in spec) {
        ips[key] = pulumi.output(spec.ip);
        continue;
      }
      const { allocationId, bound: isBound, retired } = spec;
      const bound = {
        slug,
        key,
        allocationId,
        retired: args.retired === true || retired !== undefined,
        natGatewayId: nat.natGatewayId,
        boundTo: isBound ? existing("addresses", nat.natGatewayId) : undefined,
      };
      const address = new Address(`${name}-${key}`, bound, { parent: this });
      own.set(key, address);
      ips[key] = address.ip;
    }
    const used = own.get(active);
    if (used === undefined) {
      throw new pulumi.InputPropertyError({
        propertyPath: "active",
        reason: `"${active}" is not an address of the school's own`,
      });
    }
    this.ips = ips;
    const listed = Object.keys(ips).filter((key) => !isOffTheList(addresses[key]));
    this.trustedIps = pulumi.all(listed.map((key) => ips[key])).apply((ips) => ips.join(";"));
    const { snatTableId } = nat;
    const entry = new alicloud.vpc.SnatEntry(
      `${name}-snat`,
      {
        ...{ snatTableId, snatIp: used.ip, ...source.snatSource },
        ...(args.snatEntryId === undefined ? { snatEntryName: cloudName(slug) } : {}),
      },
      {
        parent: this,
        // An entry may only use an address that is bound; waiting for all of them keeps a swap free of bindings.
        dependsOn: [...own.values()].map(({ binding }) => binding),
        ...adoptedEntry(args.snatEntryId, snatTableId),
      },
    );
    this.activeIp = entry.snatIp;
    this.registerOutputs({ ips: this.ips, activeIp: this.activeIp, trustedIps: this.trustedIps });
  }

  #nat(
    name: string,
    args: EgressArgs,
    source: Source,
  ): { natGatewayId: pulumi.Input<string>; snatTableId: pulumi.Input<string> } {
    const { slug, network, nat, retired } = args;
    if (nat === "dedicated") {
      const { vpcId, natVswitchId } = network;
      return new DedicatedNat(
        `${name}-nat`,
        { slug, vpcId, natVswitchId, vswitchIds: source.vswitchIds, retired },
        { parent: this },
      );
    }
    if (nat !== "shared") {
      const { natGatewayId, snatTableId } = nat;
      new AdoptedNat(`${name}-nat`, { natGatewayId, vpcId: network.vpcId, retired }, { parent: this });
      return { natGatewayId, snatTableId };
    }
    if (network.sharedNat === undefined) {
      throw new pulumi.InputPropertyError({
        propertyPath: "nat",
        reason: "the platform has no shared NAT gateway",
      });
    }
    return network.sharedNat;
  }
}

function isOffTheList(spec: AddressSpec | undefined): boolean {
  return spec !== undefined && "retired" in spec && spec.retired === true;
}

/** An entry that exists keeps its name, and is handed back: the calls of its source go on. */
function adoptedEntry(
  snatEntryId: string | undefined,
  snatTableId: pulumi.Input<string>,
): pulumi.CustomResourceOptions {
  if (snatEntryId === undefined) return {};
  return {
    import: `${existing("snatEntryId", snatTableId)}:${snatEntryId}`,
    retainOnDelete: true,
    ignoreChanges: ["snatEntryName", "eipAffinity"],
  };
}

/** An id that is known before anything is made, as what exists has it. */
function existing(propertyPath: string, id: pulumi.Input<string>): string {
  if (typeof id === "string") return id;
  const reason = "what exists is adopted at a NAT gateway that exists, and this one is made";
  throw new pulumi.InputPropertyError({ propertyPath, reason });
}
