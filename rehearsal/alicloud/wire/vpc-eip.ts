// Elastic IPs and what they are bound to on the wire, and the protection that they share with NAT gateways.
import type { Eip } from "../cloud-state.ts";
import { instanceTypeOf } from "../resources/eip-association.ts";
import { calling, paged, tagList, type WireAction } from "./action.ts";
import { WireError } from "./wire-error.ts";

export const eipActions = {
  AllocateEipAddress: (question) =>
    calling(
      question,
      "AllocateEipAddress",
      {
        name: question.text("Name"),
        description: question.text("Description"),
        bandwidth: question.text("Bandwidth"),
        internetChargeType: question.text("InternetChargeType"),
        instanceChargeType: question.text("InstanceChargeType"),
        isp: question.text("ISP"),
        securityProtectionTypes: question.list("SecurityProtectionTypes"),
      },
      ({ allocationId, eipAddress }) => ({ AllocationId: allocationId, EipAddress: eipAddress }),
    ),

  ModifyEipAddressAttribute: (question) =>
    calling(question, "ModifyEipAddressAttribute", {
      allocationId: question.required("AllocationId"),
      name: question.text("Name"),
      description: question.text("Description"),
      bandwidth: question.text("Bandwidth"),
    }),

  ReleaseEipAddress: (question) =>
    calling(question, "ReleaseEipAddress", { allocationId: question.required("AllocationId") }),

  DescribeEipAddresses: (question) => {
    const page = paged<Eip>(question, {
      EipAddress: ({ ipAddress }) => ipAddress,
      EipName: ({ name }) => name,
      Status: ({ status }) => status,
      ISP: ({ isp }) => isp,
      AssociatedInstanceId: ({ instanceId = "" }) => instanceId,
      AssociatedInstanceType: ({ instanceId }) =>
        instanceId === undefined ? "" : instanceTypeOf(instanceId),
    });
    const request = { allocationId: question.text("AllocationId") };
    return calling(question, "DescribeEipAddresses", request, ({ eipAddresses }) => {
      const { rest, entries } = page(eipAddresses);
      return { ...rest, EipAddresses: { EipAddress: entries.map((eip) => eipOf(eip, question.region)) } };
    });
  },

  AssociateEipAddress: (question) =>
    calling(question, "AssociateEipAddress", {
      allocationId: question.required("AllocationId"),
      instanceId: question.required("InstanceId"),
      instanceType: question.text("InstanceType") ?? "EcsInstance",
    }),

  UnassociateEipAddress: (question) => {
    question.text("InstanceType");
    return calling(question, "UnassociateEipAddress", {
      allocationId: question.required("AllocationId"),
      instanceId: question.required("InstanceId"),
      force: question.flag("Force"),
    });
  },

  DeletionProtection: (question) => {
    const type = question.required("Type").toUpperCase();
    if (type !== "NATGW" && type !== "EIP")
      throw new WireError("InvalidParameter", 'The specified parameter "Type" is not valid.');
    return calling(question, "DeletionProtection", {
      instanceId: question.required("InstanceId"),
      type,
      protectionEnable: question.flag("ProtectionEnable") ?? true,
    });
  },
} satisfies Record<string, WireAction>;

function eipOf(eip: Eip, region: string): object {
  return {
    AllocationId: eip.allocationId,
    IpAddress: eip.ipAddress,
    RegionId: region,
    Name: eip.name,
    Description: eip.description,
    Bandwidth: eip.bandwidth,
    EipBandwidth: eip.bandwidth,
    InternetChargeType: eip.internetChargeType,
    ChargeType: eip.instanceChargeType,
    ISP: eip.isp,
    Netmode: "public",
    Mode: eip.mode,
    Status: eip.status,
    BusinessStatus: "Normal",
    InstanceId: eip.instanceId ?? "",
    InstanceType: eip.instanceId === undefined ? "" : instanceTypeOf(eip.instanceId),
    PrivateIpAddress: "",
    VpcId: "",
    AllocationTime: eip.allocationTime,
    DeletionProtection: eip.deletionProtection,
    HDMonitorStatus: "OFF",
    PublicIpAddressPoolId: "",
    ResourceGroupId: "",
    Zone: "",
    SecurityProtectionTypes: { SecurityProtectionType: eip.securityProtectionTypes },
    OperationLocks: { LockReason: [] },
    Tags: tagList(eip.tags),
  };
}
