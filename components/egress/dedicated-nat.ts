import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { cloudName, schoolTags } from "../names.ts";
import { type Retirable, retiredInput } from "../retired.ts";
import { tokens } from "../tokens.ts";

export interface DedicatedNatArgs extends Retirable {
  /** The school's: in names and tags. */
  readonly slug: string;
  /** The platform's VPC, such as vpc-bp1…. */
  readonly vpcId: string;
  /** vSwitch in which the gateway gets its private address. */
  readonly natVswitchId: string;
  /** vSwitches whose traffic goes through it, under stable keys. */
  readonly vswitchIds: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * A NAT gateway of a school's own. The VPC's system route table leads to the first NAT gateway only, so the school's
 * vSwitches get a route table that leads to this one. Costs about 25 USD a month (mainland list price, without traffic).
 */
export class DedicatedNat extends pulumi.ComponentResource {
  readonly natGatewayId: pulumi.Output<string>;
  readonly snatTableId: pulumi.Output<string>;

  constructor(name: string, args: DedicatedNatArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.DedicatedNat, name, retiredInput(args), opts);
    const { slug, vpcId, natVswitchId } = args;
    const protect = args.retired !== true;
    const tags = schoolTags(slug);
    const gateway = new alicloud.vpc.NatGateway(
      `${name}-gateway`,
      {
        vpcId,
        vswitchId: natVswitchId,
        natGatewayName: cloudName(slug),
        // The only kind that can still be made; left out, the API answers MissingParameter.
        natType: "Enhanced",
        internetChargeType: "PayByLcu",
        paymentType: "PayAsYouGo",
        deletionProtection: protect,
        tags,
      },
      // Not set here, and a gateway is replaced for it: what the API answers of it is not followed.
      { parent: this, protect, ignoreChanges: ["privateLinkEnabled"] },
    );
    const table = new alicloud.vpc.RouteTable(
      `${name}-routes`,
      { vpcId, routeTableName: cloudName(slug), associateType: "VSwitch", tags },
      { parent: this },
    );
    const route = new alicloud.vpc.RouteEntry(
      `${name}-default-route`,
      {
        routeTableId: table.id,
        destinationCidrblock: "0.0.0.0/0",
        nexthopType: "NatGateway",
        nexthopId: gateway.id,
        // Named here, because Pulumi would name it itself and replace it with every new name.
        name: cloudName(slug),
      },
      // Not set here, and a route is replaced for it.
      { parent: this, ignoreChanges: ["description"] },
    );
    for (const [key, vswitchId] of Object.entries(args.vswitchIds)) {
      new alicloud.vpc.RouteTableAttachment(
        `${name}-attachment-${key}`,
        { routeTableId: table.id, vswitchId },
        // A vSwitch joins the table only once the table has its route out.
        { parent: this, dependsOn: [route] },
      );
    }
    this.natGatewayId = gateway.id;
    this.snatTableId = gateway.snatTableIds.apply(firstOf);
    this.registerOutputs({ natGatewayId: this.natGatewayId, snatTableId: this.snatTableId });
  }
}

/** The provider gives the table ids as one text, joined by commas; a gateway has one table. */
function firstOf(ids: string): string {
  return ids.split(",", 1)[0] ?? ids;
}
