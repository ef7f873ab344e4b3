// What an account of Alibaba Cloud has, read with Alibaba's own client; nothing is changed.
import { createRequire } from "node:module";
import type { Deps } from "../../deps.ts";
import { asked } from "./asked.ts";

/** An elastic IP, and what it is bound to; an empty id is nothing. */
export interface Eip {
  readonly allocationId: string;
  readonly ip: string;
  readonly instanceId: string;
  readonly instanceType: string;
}

export interface Gateway {
  readonly vpcId: string;
  readonly snatTableId: string;
  /** Allocation ids of the addresses that are bound to it, and that no entry uses. */
  readonly idle: readonly string[];
}

export interface Entry {
  readonly snatEntryId: string;
  readonly ips: readonly string[];
  readonly cidr: string;
  /** Empty: the entry was made for a block. */
  readonly vswitchId: string;
}

export interface Vswitch {
  readonly vswitchId: string;
  readonly cidr: string;
}

/** The questions that taking over a school's egress asks. */
export interface Account {
  eips(ip: string): Promise<Eip[]>;
  gateway(natGatewayId: string): Promise<Gateway | undefined>;
  entries(snatTableId: string): Promise<Entry[]>;
  vswitches(vpcId: string): Promise<Vswitch[]>;
}

const pageSize = 50;

/**
 * The account that the surroundings log in to, as Alibaba's tools find it: variables, `~/.aliyun/config.json`, OIDC, the
 * role of a machine. The endpoint is the region's, or `ALIBABA_CLOUD_ENDPOINT_VPC`, as Pulumi's plugin has it.
 */
export function accountIn(regionId: string, env: Deps["env"]): Account {
  // CommonJS with a default export, and a second to load: only where an account is read.
  const require = createRequire(import.meta.url);
  const sdk = require("@alicloud/vpc20160428") as typeof import("@alicloud/vpc20160428");
  const { $OpenApiUtil } = require("@alicloud/openapi-core") as typeof import("@alicloud/openapi-core");
  const { default: Credential } = require("@alicloud/credentials") as typeof import("@alicloud/credentials");
  const endpoint = env.ALIBABA_CLOUD_ENDPOINT_VPC || undefined;
  const credential = new Credential();
  const config = new $OpenApiUtil.Config({
    regionId,
    credential,
    protocol: "HTTPS",
    ...(endpoint && { endpoint }),
  });
  const client = new sdk.default(config);
  return {
    async eips(ip) {
      const request = new sdk.DescribeEipAddressesRequest({ regionId, eipAddress: ip, pageSize });
      const { body } = await asked("vpc:DescribeEipAddresses", () => client.describeEipAddresses(request));
      return (body?.eipAddresses?.eipAddress ?? []).map((eip) => ({
        allocationId: eip.allocationId ?? "",
        ip: eip.ipAddress ?? "",
        instanceId: eip.instanceId ?? "",
        instanceType: eip.instanceType ?? "",
      }));
    },

    async gateway(natGatewayId) {
      const request = new sdk.DescribeNatGatewaysRequest({ regionId, natGatewayId });
      const { body } = await asked("vpc:DescribeNatGateways", () => client.describeNatGateways(request));
      const [found] = body?.natGateways?.natGateway ?? [];
      return (
        found && {
          vpcId: found.vpcId ?? "",
          snatTableId: found.snatTableIds?.snatTableId?.[0] ?? "",
          idle: (found.ipLists?.ipList ?? [])
            .filter(({ usingStatus }) => usingStatus === "Idle")
            .map(({ allocationId = "" }) => allocationId),
        }
      );
    },

    entries: (snatTableId) =>
      allPages(async (pageNumber) => {
        const request = new sdk.DescribeSnatTableEntriesRequest({
          regionId,
          snatTableId,
          pageSize,
          pageNumber,
        });
        const { body } = await asked("vpc:DescribeSnatTableEntries", () =>
          client.describeSnatTableEntries(request),
        );
        return (body?.snatTableEntries?.snatTableEntry ?? []).map((entry) => ({
          snatEntryId: entry.snatEntryId ?? "",
          ips: (entry.snatIp ?? "").split(","),
          cidr: entry.sourceCIDR ?? "",
          vswitchId: entry.sourceVSwitchId ?? "",
        }));
      }),

    vswitches: (vpcId) =>
      allPages(async (pageNumber) => {
        const request = new sdk.DescribeVSwitchesRequest({ regionId, vpcId, pageSize, pageNumber });
        const { body } = await asked("vpc:DescribeVSwitches", () => client.describeVSwitches(request));
        return (body?.vSwitches?.vSwitch ?? []).map((vswitch) => ({
          vswitchId: vswitch.vSwitchId ?? "",
          cidr: vswitch.cidrBlock ?? "",
        }));
      }),
  };
}

async function allPages<Item>(ask: (pageNumber: number) => Promise<Item[]>): Promise<Item[]> {
  const all: Item[] = [];
  for (let pageNumber = 1; ; pageNumber += 1) {
    const page = await ask(pageNumber);
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}
