import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { type Retirable, retiredInput } from "../retired.ts";
import { tokens } from "../tokens.ts";

/** A NAT gateway that exists, by the ids that the console shows. */
export interface ExistingNat {
  readonly natGatewayId: string;
  readonly snatTableId: string;
}

export interface AdoptedNatArgs extends Retirable {
  readonly natGatewayId: string;
  /** The platform's VPC: an import of a gateway in another one is refused. */
  readonly vpcId: string;
}

// All that a gateway has besides its VPC and its protection stays as it was found: its owner made it, and some of these
// would replace it.
const kept = [
  "vswitchId",
  "natType",
  "networkType",
  "internetChargeType",
  "paymentType",
  "availabilityMode",
  "accessMode",
  "privateLinkEnabled",
  "natGatewayName",
  "description",
  "eipBindMode",
  "icmpReplyEnabled",
  "tags",
];

/**
 * The NAT gateway that one school's calls use already. Its route tables are not touched: the school's vSwitches lead to it
 * as they are. Handed back, it keeps the cloud's protection: its owner decides whether to delete it.
 */
export class AdoptedNat extends pulumi.ComponentResource {
  constructor(name: string, args: AdoptedNatArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.AdoptedNat, name, retiredInput(args), opts);
    const { natGatewayId, vpcId, retired } = args;
    new alicloud.vpc.NatGateway(
      `${name}-gateway`,
      { vpcId, deletionProtection: true },
      {
        parent: this,
        import: natGatewayId,
        protect: retired !== true,
        retainOnDelete: true,
        ignoreChanges: kept,
      },
    );
    this.registerOutputs();
  }
}
