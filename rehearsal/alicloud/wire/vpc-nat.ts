// NAT gateways and their SNAT entries on the wire.
import { ipsOf } from "../cloud-snat.ts";
import type { CloudState, NatGateway, SnatEntry } from "../cloud-state.ts";
import { calling, paged, tagKeyList, type WireAction } from "./action.ts";

export const natActions = {
  CreateNatGateway: (question) =>
    calling(
      question,
      "CreateNatGateway",
      {
        vpcId: question.text("VpcId"),
        vSwitchId: question.text("VSwitchId"),
        natType: question.text("NatType"),
        name: question.text("Name"),
        description: question.text("Description"),
        networkType: question.text("NetworkType"),
        internetChargeType: question.text("InternetChargeType"),
        instanceChargeType: question.text("InstanceChargeType"),
        availabilityMode: question.text("AvailabilityMode"),
        eipBindMode: question.text("EipBindMode"),
        icmpReplyEnabled: question.flag("IcmpReplyEnabled"),
      },
      ({ natGatewayId, snatTableIds }, { natGateways }) => ({
        NatGatewayId: natGatewayId,
        SnatTableIds: { SnatTableId: snatTableIds },
        ForwardTableIds: { ForwardTableId: [natGateways[natGatewayId]?.forwardTableId ?? ""] },
      }),
    ),

  ModifyNatGatewayAttribute: (question) =>
    calling(question, "ModifyNatGatewayAttribute", {
      natGatewayId: question.required("NatGatewayId"),
      name: question.text("Name"),
      description: question.text("Description"),
      eipBindMode: question.text("EipBindMode"),
      icmpReplyEnabled: question.flag("IcmpReplyEnabled"),
    }),

  UpdateNatGatewayNatType: (question) =>
    calling(question, "UpdateNatGatewayNatType", {
      natGatewayId: question.required("NatGatewayId"),
      natType: question.text("NatType"),
      vSwitchId: question.text("VSwitchId"),
    }),

  DeleteNatGateway: (question) =>
    calling(question, "DeleteNatGateway", {
      natGatewayId: question.required("NatGatewayId"),
      force: question.flag("Force"),
    }),

  DescribeNatGateways: (question) => {
    const page = paged<NatGateway>(question, {
      VpcId: ({ vpcId }) => vpcId,
      Name: ({ name }) => name,
      NatType: ({ natType }) => natType,
      Status: ({ status }) => status,
    });
    const request = { natGatewayId: question.text("NatGatewayId") };
    return calling(question, "DescribeNatGateways", request, ({ natGateways }, state) => {
      const { rest, entries } = page(natGateways);
      const NatGateway = entries.map((gateway) => natGatewayOf(gateway, question.region, state));
      return { ...rest, NatGateways: { NatGateway } };
    });
  },

  CreateSnatEntry: (question) =>
    calling(
      question,
      "CreateSnatEntry",
      {
        snatTableId: question.required("SnatTableId"),
        snatIp: question.text("SnatIp"),
        sourceCIDR: question.text("SourceCIDR"),
        sourceVSwitchId: question.text("SourceVSwitchId"),
        snatEntryName: question.text("SnatEntryName"),
        eipAffinity: question.whole("EipAffinity"),
      },
      ({ snatEntryId }) => ({ SnatEntryId: snatEntryId }),
    ),

  ModifySnatEntry: (question) =>
    calling(question, "ModifySnatEntry", {
      snatTableId: question.required("SnatTableId"),
      snatEntryId: question.required("SnatEntryId"),
      snatIp: question.text("SnatIp"),
      snatEntryName: question.text("SnatEntryName"),
      eipAffinity: question.whole("EipAffinity"),
    }),

  DeleteSnatEntry: (question) =>
    calling(question, "DeleteSnatEntry", {
      snatTableId: question.required("SnatTableId"),
      snatEntryId: question.required("SnatEntryId"),
    }),

  DescribeSnatTableEntries: (question) => {
    const natGatewayId = question.text("NatGatewayId");
    const page = paged<SnatEntry>(question, {
      SnatEntryName: ({ snatEntryName }) => snatEntryName,
      SnatIp: ({ snatIp }) => snatIp,
      SourceCIDR: ({ sourceCIDR }) => sourceCIDR,
      SourceVSwitchId: ({ sourceVSwitchId }) => sourceVSwitchId,
    });
    const request = {
      snatTableId: question.text("SnatTableId"),
      snatEntryId: question.text("SnatEntryId"),
    };
    return calling(question, "DescribeSnatTableEntries", request, ({ snatTableEntries }, state) => {
      const all = snatTableEntries.map((entry) => ({ ...entry, gateway: gatewayOf(entry, state) }));
      const { rest, entries } = page(
        all.filter(({ gateway }) => natGatewayId === undefined || gateway === natGatewayId),
      );
      return {
        ...rest,
        SnatTableEntries: { SnatTableEntry: entries.map((entry) => snatEntryOf(entry, state)) },
      };
    });
  },
} satisfies Record<string, WireAction>;

function natGatewayOf(
  gateway: NatGateway,
  region: string,
  { eips, snatEntries, vswitches }: CloudState,
): object {
  const entries = Object.values(snatEntries).filter(({ snatTableId }) => snatTableId === gateway.snatTableId);
  const used = new Set(entries.flatMap(({ snatIp }) => ipsOf(snatIp)));
  const bound = Object.values(eips).filter(({ instanceId }) => instanceId === gateway.natGatewayId);
  return {
    NatGatewayId: gateway.natGatewayId,
    VpcId: gateway.vpcId,
    RegionId: region,
    Name: gateway.name,
    Description: gateway.description,
    NatType: gateway.natType,
    NetworkType: gateway.networkType,
    InternetChargeType: gateway.internetChargeType,
    InstanceChargeType: gateway.instanceChargeType,
    AvailabilityMode: gateway.availabilityMode,
    EipBindMode: gateway.eipBindMode,
    IcmpReplyEnabled: gateway.icmpReplyEnabled,
    DeletionProtection: gateway.deletionProtection,
    PrivateLinkEnabled: false,
    Spec: "",
    Status: gateway.status,
    BusinessStatus: "Normal",
    ResourceGroupId: "",
    SnatTableIds: { SnatTableId: [gateway.snatTableId] },
    ForwardTableIds: { ForwardTableId: [gateway.forwardTableId] },
    FullNatTableIds: { FullNatTableId: [] },
    NatGatewayPrivateInfo: {
      VswitchId: gateway.vSwitchId,
      IzNo: vswitches[gateway.vSwitchId]?.zoneId ?? "",
    },
    IpLists: {
      IpList: bound.map(({ allocationId, ipAddress }) => ({
        AllocationId: allocationId,
        IpAddress: ipAddress,
        SnatEntryEnabled: true,
        UsingStatus: used.has(ipAddress) ? "UsedBySnatTable" : "Idle",
      })),
    },
    Tags: tagKeyList(gateway.tags),
  };
}

function gatewayOf({ snatTableId }: SnatEntry, { natGateways }: CloudState): string {
  const gateway = Object.values(natGateways).find((nat) => nat.snatTableId === snatTableId);
  return gateway?.natGatewayId ?? "";
}

function snatEntryOf(entry: SnatEntry, state: CloudState): object {
  return {
    SnatEntryId: entry.snatEntryId,
    SnatTableId: entry.snatTableId,
    NatGatewayId: gatewayOf(entry, state),
    SnatEntryName: entry.snatEntryName,
    SnatIp: entry.snatIp,
    SourceCIDR: entry.sourceCIDR,
    SourceVSwitchId: entry.sourceVSwitchId,
    EipAffinity: `${entry.eipAffinity}`,
    Status: entry.status,
  };
}
