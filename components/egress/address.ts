import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { cloudName, schoolTags } from "../names.ts";
import { type Retirable, retiredInput } from "../retired.ts";
import { tokens } from "../tokens.ts";

/** Retired, an address stays bound. */
export interface AddressArgs extends Retirable {
  readonly slug: string;
  /** Key of the address, such as `a`: its identity for as long as the school has it. */
  readonly key: string;
  /** An elastic IP that exists; absent: one is allocated. */
  readonly allocationId?: string | undefined;
  /** The NAT gateway it is bound to, standby or active: a swap then needs no binding. */
  readonly natGatewayId: pulumi.Input<string>;
  /** Of an adopted one: id of the NAT gateway that it is bound to already. The binding is adopted with it. */
  readonly boundTo?: string | undefined;
}

// What replaces an EipAddress in the provider. A new address would have to be listed in WeCom by the school first, so
// none of these may ever act; what the console or a later default says of them is not followed.
const replacing = [
  "internetChargeType",
  "paymentType",
  "isp",
  "ipAddress",
  "allocationId",
  "netmode",
  "zone",
  "publicIpAddressPoolId",
  "highDefinitionMonitorLogStatus",
  "securityProtectionTypes",
];
// What an adopted address keeps. Its tags belong to others: the provider would remove every tag that is not given
// here.
const adopted = [
  "addressName",
  "bandwidth",
  "description",
  "mode",
  "resourceGroupId",
  "logProject",
  "logStore",
  "tags",
];

// Not set here, and a binding is replaced for them. The API does not answer them for a NAT gateway today; if it ever did,
// every up would unbind the address.
const replacingBinding = ["vpcId", "privateIpAddress"];

/**
 * One elastic IP of a school, bound to its NAT gateway. Protected twice, until it is retired: Pulumi refuses to unbind,
 * delete or replace it (`protect`), Alibaba Cloud to release it (`deletionProtection`). About 2.2 USD a month, plus traffic.
 */
export class Address extends pulumi.ComponentResource {
  readonly ip: pulumi.Output<string>;
  /** A SNAT entry may use the address once this exists. */
  readonly binding: pulumi.Resource;

  constructor(name: string, args: AddressArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Address, name, retiredInput(args), opts);
    const protect = args.retired !== true;
    const eip = this.#eip(name, args, protect);
    this.ip = eip.ipAddress;
    const existing = existingBinding(args);
    this.binding = new alicloud.ecs.EipAssociation(
      `${name}-binding`,
      { allocationId: eip.id, instanceId: args.natGatewayId, instanceType: "Nat" },
      // An address is bound to one gateway at a time: the new binding can only follow the old. Protected too, because an
      // engine that was told to skip its preview unbinds the address before it finds that it may not release it.
      { parent: this, deleteBeforeReplace: true, protect, ignoreChanges: replacingBinding, ...existing },
    );
    this.registerOutputs({ ip: this.ip });
  }

  #eip(name: string, { slug, key, allocationId }: AddressArgs, protect: boolean): alicloud.ecs.EipAddress {
    if (allocationId !== undefined) {
      return new alicloud.ecs.EipAddress(
        `${name}-eip`,
        // A handed-back address keeps the cloud's protection: its owner decides whether to release it.
        { deletionProtection: true },
        {
          parent: this,
          import: allocationId,
          protect,
          // An adopted address is not ours to release: removed from the file, it is handed back.
          retainOnDelete: true,
          ignoreChanges: [...replacing, ...adopted],
        },
      );
    }
    return new alicloud.ecs.EipAddress(
      `${name}-eip`,
      {
        deletionProtection: protect,
        tags: schoolTags(slug),
        addressName: cloudName(slug, key),
        internetChargeType: "PayByTraffic",
        paymentType: "PayAsYouGo",
        isp: "BGP",
        bandwidth: "5",
      },
      { parent: this, protect, ignoreChanges: replacing },
    );
  }
}

/** A binding that exists is handed back as it was found: an entry that is handed back too may use it. */
function existingBinding({ allocationId, boundTo }: AddressArgs): pulumi.CustomResourceOptions {
  if (allocationId === undefined || boundTo === undefined) return {};
  return { import: `${allocationId}:${boundTo}`, retainOnDelete: true };
}
