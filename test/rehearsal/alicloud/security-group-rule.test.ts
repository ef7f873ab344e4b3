import { describe, expect, it } from "vitest";
import { openCloud, openProvider, urn } from "./support.ts";

const groupInputs = { vpcId: "vpc-hz", securityGroupName: "relay" };
const rule = {
  securityGroupId: "sg-bp10000001",
  type: "ingress",
  ipProtocol: "tcp",
  portRange: "3128/3129",
  cidrIp: "10.20.0.0/16",
  nicType: "intranet",
  policy: "accept",
  priority: 1,
};
const id = "sg-bp10000001:ingress:tcp:3128/3129:intranet:10.20.0.0/16:accept:1";

describe("a rule of a security group", () => {
  it("is made, read, described and deleted; a second delete finds it gone", async () => {
    const { provider, cloud } = await openProvider();
    await provider.create(urn("group"), groupInputs);
    const absent = { ipv6CidrIp: "", prefixListId: "", sourceGroupOwnerId: "", sourceSecurityGroupId: "" };
    const outs = { ...rule, ...absent, description: "", securityGroupRuleId: "sgr-bp10000001" };
    expect(await provider.create(urn("rule"), rule)).toEqual({ id, outs });
    expect(await provider.read(id, urn("rule"), outs)).toEqual({ id, props: outs });
    const news = { ...rule, description: "callers" };
    expect((await provider.update(id, urn("rule"), outs, news)).outs).toEqual({ ...outs, ...news });
    expect((await cloud.snapshot()).securityGroupRules).toEqual({
      "sgr-bp10000001": {
        securityGroupRuleId: "sgr-bp10000001",
        securityGroupId: "sg-bp10000001",
        ipProtocol: "tcp",
        portRange: "3128/3129",
        sourceCidrIp: "10.20.0.0/16",
        nicType: "intranet",
        policy: "accept",
        priority: "1",
        description: "callers",
      },
    });
    await provider.delete(id, urn("rule"), outs);
    await provider.delete(id, urn("rule"), outs);
    expect((await cloud.snapshot()).securityGroupRules).toEqual({});
    expect(await provider.read(id, urn("rule"), outs)).toEqual({ id: "", props: {} });
  });

  it("is made once, however often it is asked for, and goes with its group", async () => {
    const { provider, cloud } = await openProvider();
    const { outs } = await provider.create(urn("group"), groupInputs);
    await provider.create(urn("rule"), rule);
    await provider.create(urn("rule"), rule);
    expect(Object.keys((await cloud.snapshot()).securityGroupRules)).toEqual(["sgr-bp10000001"]);
    await provider.delete("sg-bp10000001", urn("group"), outs);
    expect((await cloud.snapshot()).securityGroupRules).toEqual({});
    expect(await provider.read(id, urn("rule"), {})).toEqual({ id: "", props: {} });
    await provider.delete(id, urn("rule"), {});
  });

  it("has the cloud's and the provider's own default of what is left out", async () => {
    const { provider } = await openProvider();
    await provider.create(urn("group"), groupInputs);
    const { portRange: _ports, policy: _policy, priority: _priority, ...rest } = rule;
    const made = await provider.create(urn("rule"), { ...rest, ipProtocol: "icmp" });
    expect(made.id).toBe("sg-bp10000001:ingress:icmp:-1/-1:intranet:10.20.0.0/16:accept:1");
  });

  it("is replaced for every change but that of its description", async () => {
    const { provider } = await openProvider();
    await provider.create(urn("group"), groupInputs);
    const { outs } = await provider.create(urn("rule"), rule);
    const diff = (news: object) => provider.diff(id, urn("rule"), outs, { ...rule, ...news });
    expect(await diff({ cidrIp: "10.0.0.0/8" })).toMatchObject({ changes: true, replaces: ["cidrIp"] });
    expect(await diff({ description: "callers" })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({})).toMatchObject({ changes: false, replaces: [] });
  });

  it.each([
    [{ nicType: "internet" }, "InvalidNicType.Mismatch: a group in a VPC has intranet, not internet"],
    [{ portRange: "-1/-1" }, 'InvalidPortRange.Malformed: "-1/-1" is no port range of tcp'],
    [{ portRange: "0/80" }, 'InvalidPortRange.Malformed: "0/80" is no port range of tcp'],
    [{ portRange: "81/80" }, 'InvalidPortRange.Malformed: "81/80" is no port range of tcp'],
    [{ ipProtocol: "all" }, 'InvalidPortRange.Malformed: "3128/3129" is no port range of all'],
    [{ sourceCidrIp: "10.20.1.0/16" }, 'InvalidSourceCidrIp.Malformed: "10.20.1.0/16" is not a network'],
    [{ securityGroupId: "sg-none" }, "InvalidSecurityGroupId.NotFound: there is no sg-none"],
  ])("is refused with %j", async (changes, refusal) => {
    const { cloud } = await openCloud();
    const { securityGroupId } = await cloud.call("CreateSecurityGroup", groupInputs);
    const { cidrIp: sourceCidrIp, type: _, ...request } = rule;
    const call = { ...request, securityGroupId, sourceCidrIp, priority: "1", ...changes };
    await expect(cloud.call("AuthorizeSecurityGroup", call)).rejects.toThrow(refusal);
  });

  it("that is not there cannot be described anew", async () => {
    const { cloud } = await openCloud();
    await cloud.call("CreateSecurityGroup", groupInputs);
    const { cidrIp: sourceCidrIp, type: _, ...request } = rule;
    await expect(
      cloud.call("ModifySecurityGroupRule", { ...request, sourceCidrIp, priority: "1", description: "x" }),
    ).rejects.toThrow("InvalidSecurityGroupRule.RuleNotExist: sg-bp10000001 has no such rule");
  });
});
