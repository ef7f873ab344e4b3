import type { ResourceRule } from "../rule.ts";

/** A NAT gateway is protected by Pulumi and by Alibaba Cloud. */
export const protectedNatGateways: ResourceRule = {
  name: "schoolgate-protected-nat-gateways",
  description:
    "Every address is bound to its NAT gateway: without it no call reaches WeCom from a trusted one.",
  level: "mandatory",
  judge: ({ type, protect, inputs }, report) => {
    if (type !== "alicloud:vpc/natGateway:NatGateway") return;
    if (!protect) report("Pulumi may delete it: it needs protect: true");
    if (inputs.deletionProtection !== true) {
      report("Alibaba Cloud may delete it: it needs deletionProtection: true");
    }
  },
};
