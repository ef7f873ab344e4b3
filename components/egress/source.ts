import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { cloudName, schoolTags } from "../names.ts";
import { tokens } from "../tokens.ts";

/** vSwitches that are made for the school: one a zone, inside one block. */
export interface OwnSource {
  /** Block of the school, such as 10.20.8.0/24. */
  readonly cidr: string;
  /** Zone id → block of the vSwitch there. */
  readonly zones: Readonly<Record<string, string>>;
}

/** vSwitches that exist, with the OAuth service in them. */
export interface AdoptedSource {
  readonly vswitchIds: readonly string[];
  /** Block that covers them; required with more than one. */
  readonly cidr?: string | undefined;
}

export interface SourceArgs {
  readonly slug: string;
  readonly vpcId: string;
  readonly from: OwnSource | AdoptedSource;
  /** Whether pods are placed into them: they need a security group then, also in vSwitches that exist. */
  readonly placed: boolean;
}

/** What a SNAT entry takes its traffic from: a block or one vSwitch, never both. */
export type SnatSource =
  | { readonly sourceCidr: pulumi.Input<string> }
  | { readonly sourceVswitchId: pulumi.Input<string> };

/** The network that a school's OAuth calls come from: what runs in it leaves by the school's active address. */
export class Source extends pulumi.ComponentResource {
  /** vSwitch ids by zone (own) or by themselves (adopted). */
  readonly vswitchIds: Readonly<Record<string, pulumi.Output<string>>>;
  readonly snatSource: SnatSource;
  /** Absent where nothing of ours is placed. */
  readonly securityGroupId: pulumi.Output<string> | undefined;

  constructor(name: string, args: SourceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Source, name, {}, opts);
    const { from, placed } = args;
    this.securityGroupId = "zones" in from || placed ? this.#securityGroup(name, args) : undefined;
    this.vswitchIds =
      "zones" in from
        ? this.#vswitches(name, args, from)
        : Object.fromEntries(from.vswitchIds.map((id) => [id, pulumi.output(id)]));
    this.snatSource = snatSource(from);
    this.registerOutputs({ vswitchIds: this.vswitchIds, snatSource: this.snatSource });
  }

  #securityGroup(name: string, { slug, vpcId }: SourceArgs): pulumi.Output<string> {
    const group = new alicloud.ecs.SecurityGroup(
      `${name}-security-group`,
      { vpcId, securityGroupName: cloudName(slug), securityGroupType: "normal", tags: schoolTags(slug) },
      { parent: this },
    );
    return group.id;
  }

  #vswitches(name: string, args: SourceArgs, from: OwnSource): Record<string, pulumi.Output<string>> {
    const { slug, vpcId } = args;
    const tags = schoolTags(slug);
    return Object.fromEntries(
      Object.entries(from.zones).map(([zoneId, cidrBlock]) => {
        const vswitch = new alicloud.vpc.Switch(
          `${name}-vswitch-${zoneId}`,
          { vpcId, zoneId, cidrBlock, vswitchName: cloudName(slug, zoneId), tags },
          { parent: this },
        );
        return [zoneId, vswitch.id];
      }),
    );
  }
}

/** One entry for all vSwitches, so that a swap is one change: by their block, or by the vSwitch where there is but one. */
function snatSource(from: OwnSource | AdoptedSource): SnatSource {
  if (from.cidr !== undefined) return { sourceCidr: from.cidr };
  const [only] = "vswitchIds" in from ? from.vswitchIds : [];
  if (only === undefined)
    throw new pulumi.InputPropertyError({ propertyPath: "from", reason: "names no vSwitch" });
  return { sourceVswitchId: only };
}
