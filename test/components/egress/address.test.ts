import * as alicloud from "@pulumi/alicloud";
import { expect, test } from "vitest";
import { Address } from "../../../components/egress/address.ts";
import { declare, named, outline } from "../../support/declare.ts";

const address = (allocationId?: string, retired?: boolean) =>
  declare(() => {
    const { ip } = new Address("demo-egress-a", {
      slug: "demo",
      key: "a",
      allocationId,
      retired,
      natGatewayId: "ngw-1",
    });
    return { ip };
  });
const tags = { "schoolgate:school": "demo" };

// The provider's rules for each input of an elastic IP: what a changed one would do.
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
const updating = [
  "addressName",
  "bandwidth",
  "deletionProtection",
  "description",
  "logProject",
  "logStore",
  "mode",
  "resourceGroupId",
  "tags",
];
// Old names of others above, or asked for once when a subscription is bought; never set here.
const unused = ["activityId", "autoPay", "instanceChargeType", "name", "period", "pricingCycle"];

test("an address of its own is allocated and bound to the NAT gateway", async () => {
  const declaration = await address();
  expect(outline(declaration)).toBe(
    `schoolgate:egress:Address demo-egress-a
  alicloud:ecs/eipAssociation:EipAssociation demo-egress-a-binding
  alicloud:ecs/eipAddress:EipAddress demo-egress-a-eip`,
  );
  expect(named(declaration, "demo-egress-a-eip").inputs).toEqual({
    addressName: "schoolgate-demo-a",
    internetChargeType: "PayByTraffic",
    paymentType: "PayAsYouGo",
    isp: "BGP",
    bandwidth: "5",
    deletionProtection: true,
    tags,
  });
  expect(declaration.outputs).toEqual({ ip: "203.0.113.1" });
});

test("it is protected twice, and no input can replace it", async () => {
  const { options, inputs } = named(await address(), "demo-egress-a-eip");
  expect(options).toEqual({ protect: true, ignoreChanges: replacing });
  expect(inputs.deletionProtection).toBe(true);
});

test("an adopted one is imported, keeps what it was, and is handed back rather than released", async () => {
  const { inputs, options } = named(await address("eip-1"), "demo-egress-a-eip");
  // Were there tags of ours, the provider would take off those of others.
  expect(inputs).toEqual({ deletionProtection: true });
  expect(options).toEqual({
    importId: "eip-1",
    protect: true,
    retainOnDelete: true,
    ignoreChanges: [
      ...replacing,
      "addressName",
      "bandwidth",
      "description",
      "mode",
      "resourceGroupId",
      "logProject",
      "logStore",
      "tags",
    ],
  });
});

test("every input that the provider takes is known here, so that a new one that replaces is not missed", async () => {
  const asked = new Set<string>();
  const probe = new Proxy({}, { get: (_, key) => void asked.add(String(key)) });
  await declare(() => {
    new alicloud.ecs.EipAddress("probe", probe);
  });
  expect([...asked].sort()).toEqual([...replacing, ...updating, ...unused].sort());
});

test("it stays bound, and to one gateway at a time: the old binding goes first, never by force", async () => {
  const { inputs, options, dependencies } = named(await address(), "demo-egress-a-binding");
  expect(inputs).toEqual({
    allocationId: "demo-egress-a-eip-id",
    instanceId: "ngw-1",
    instanceType: "Nat",
  });
  expect(options).toEqual({
    ...{ deleteBeforeReplace: true, protect: true },
    ignoreChanges: ["vpcId", "privateIpAddress"],
  });
  expect(dependencies).toEqual(["demo-egress-a-eip"]);
});

test("a retired one stays bound, and is protected by nobody any more", async () => {
  const declaration = await address(undefined, true);
  const eip = named(declaration, "demo-egress-a-eip");
  expect(eip.inputs).toEqual({
    ...named(await address(), "demo-egress-a-eip").inputs,
    deletionProtection: false,
  });
  expect(eip.options).toEqual({ ignoreChanges: replacing });
  const binding = named(declaration, "demo-egress-a-binding");
  expect(binding.inputs).toEqual(named(await address(), "demo-egress-a-binding").inputs);
  expect(binding.options).toEqual({
    deleteBeforeReplace: true,
    ignoreChanges: ["vpcId", "privateIpAddress"],
  });
});

test("a retired one that was adopted keeps the cloud's protection: it is handed back, not released", async () => {
  const eip = named(await address("eip-1", true), "demo-egress-a-eip");
  const { inputs, options } = named(await address("eip-1"), "demo-egress-a-eip");
  const { protect, ...others } = options;
  expect(protect).toBe(true);
  expect({ inputs: eip.inputs, options: eip.options }).toEqual({ inputs, options: others });
});
