import * as alicloud from "@pulumi/alicloud";
import { expect, test } from "vitest";
import { AdoptedNat } from "../../../components/egress/adopted-nat.ts";
import { declare, named, outline } from "../../support/declare.ts";

const declared = (retired?: boolean) =>
  declare(() => {
    new AdoptedNat("demo-nat", { natGatewayId: "ngw-1", vpcId: "vpc-1", retired });
  });
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
// Old names of others, what a subscription is bought with, and how a delete is done, which is never done.
const unused = ["name", "instanceChargeType", "specification", "period", "force", "dryRun"];

test("is imported with its VPC and its protection, keeps the rest, and is handed back", async () => {
  const declaration = await declared();
  expect(outline(declaration)).toBe(
    `schoolgate:egress:AdoptedNat demo-nat
  alicloud:vpc/natGateway:NatGateway demo-nat-gateway`,
  );
  const { inputs, options } = named(declaration, "demo-nat-gateway");
  expect(inputs).toEqual({ vpcId: "vpc-1", deletionProtection: true });
  expect(options).toEqual({ importId: "ngw-1", protect: true, retainOnDelete: true, ignoreChanges: kept });
});

test("retired, it keeps the cloud's protection: it is not deleted", async () => {
  const { inputs, options } = named(await declared(true), "demo-nat-gateway");
  expect(inputs).toEqual({ vpcId: "vpc-1", deletionProtection: true });
  expect(options).toEqual({ importId: "ngw-1", retainOnDelete: true, ignoreChanges: kept });
});

test("every input that the provider takes is known here, so that a new one that replaces is not missed", async () => {
  const asked = new Set<string>();
  const probe = new Proxy(
    { vpcId: "vpc-1" },
    {
      get: (target, key) => {
        asked.add(String(key));
        return Reflect.get(target, key);
      },
    },
  );
  await declare(() => {
    new alicloud.vpc.NatGateway("probe", probe);
  });
  expect([...asked].sort()).toEqual(["vpcId", "deletionProtection", ...kept, ...unused].sort());
});
