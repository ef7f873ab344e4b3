// A school's egress alone, declared in this process: what a swap is about, without the SDK's second for each run.
import { cloudName, schoolTags } from "../../components/names.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { goalOf, type Registered } from "../../rehearsal/engine/goal.ts";
import type { Runner } from "../../rehearsal/engine/run.ts";
import { Stopped } from "../../rehearsal/engine/work.ts";
import type { Properties } from "../../rehearsal/stand-in.ts";
import { unknown } from "../../rehearsal/values.ts";

const snat = "alicloud:vpc/snatEntry:SnatEntry";
const eip = "alicloud:ecs/eipAddress:EipAddress";
const association = "alicloud:ecs/eipAssociation:EipAssociation";

/** Registers resources of one school as the SDK would. */
interface Registrar {
  readonly slug: string;
  /** A resource in the name that the real program gives it; `from`: what it waits for. */
  readonly add: (
    type: string,
    suffix: string,
    inputs: Properties,
    from?: readonly Registered[],
  ) => Promise<Registered>;
  /** An output as the SDK would see it: in a plan, what is not there is unknown. */
  readonly output: (resource: Registered, key: string) => unknown;
  readonly id: (resource: Registered) => unknown;
}

/**
 * Runs the egress of a school's program, in the names that the real one has.
 *
 * @param extra declares one more address: what a swap must not bring up along
 */
export function egressProgram(stack: SchoolStack, extra = false): Runner {
  const { name, school } = stack;
  return async (_program, deployment, { dryRun, onProblem }) => {
    const root = `urn:pulumi:${name}::schoolgate::pulumi:pulumi:Stack::schoolgate-${name}`;
    const it: Registrar = {
      slug: name,
      add: (type, suffix, inputs, from = []) =>
        deployment.register(
          goalOf({
            ...{
              type,
              name: `${name}-egress-${suffix}`,
              custom: true,
              inputs,
              parent: root,
              version: "3.108.0",
            },
            dependencies: from.map(({ urn }) => urn),
          }),
        ),
      output: ({ outputs }, key) => outputs[key] ?? (dryRun ? unknown : undefined),
      id: ({ id }) => (id === "" ? unknown : id),
    };
    try {
      await deployment.register(
        goalOf({ type: "pulumi:pulumi:Stack", name: `schoolgate-${name}`, custom: false, inputs: {} }),
      );
      const nat =
        school.egress.nat === "dedicated" ? await dedicatedNat(it, stack) : stack.platform.network.sharedNat;
      const ips: Record<string, unknown> = {};
      const bindings: Registered[] = [];
      for (const key of [...Object.keys(school.egress.addresses), ...(extra ? ["extra"] : [])]) {
        const spec = school.egress.addresses[key];
        if (spec !== undefined && "external" in spec) ips[key] = spec.ip;
        else {
          const address = await it.add(eip, `${key}-eip`, {
            ...{ addressName: cloudName(name, key), tags: schoolTags(name), deletionProtection: true },
            ...{ internetChargeType: "PayByTraffic", paymentType: "PayAsYouGo", isp: "BGP", bandwidth: "5" },
          });
          ips[key] = it.output(address, "ipAddress");
          const bound = { allocationId: it.id(address), instanceId: nat?.natGatewayId, instanceType: "Nat" };
          bindings.push(await it.add(association, `${key}-binding`, bound, [address]));
        }
      }
      const entry = await it.add(
        snat,
        "snat",
        {
          ...{ snatTableId: nat?.snatTableId, snatIp: ips[school.egress.active] },
          ...{ sourceCidr: school.egress.source.cidr, snatEntryName: cloudName(name) },
        },
        bindings,
      );
      const outputs = { egressIps: ips, activeEgressIp: it.output(entry, "snatIp"), trustedIps: "listed" };
      deployment.registerOutputs(root, outputs);
      return true;
    } catch (error) {
      if (!(error instanceof Stopped)) onProblem({ severity: "error", urn: "", message: String(error) });
      return false;
    }
  };
}

/** A school's own vSwitches, its NAT gateway, and the way from the one to the other. */
async function dedicatedNat(it: Registrar, { school, platform }: SchoolStack) {
  const { vpcId, natVswitchId } = platform.network;
  const { source } = school.egress;
  const [tags, name] = [schoolTags(it.slug), cloudName(it.slug)];
  await it.add("alicloud:ecs/securityGroup:SecurityGroup", "source-security-group", {
    ...{ vpcId, securityGroupName: name, securityGroupType: "normal", tags },
  });
  const gateway = await it.add("alicloud:vpc/natGateway:NatGateway", "nat-gateway", {
    ...{ vpcId, vswitchId: natVswitchId, natGatewayName: name, natType: "Enhanced", tags },
    ...{ internetChargeType: "PayByLcu", paymentType: "PayAsYouGo", deletionProtection: true },
  });
  const table = await it.add("alicloud:vpc/routeTable:RouteTable", "nat-routes", {
    ...{ vpcId, routeTableName: name, associateType: "VSwitch", tags },
  });
  const route = await it.add(
    "alicloud:vpc/routeEntry:RouteEntry",
    "nat-default-route",
    {
      ...{ routeTableId: it.id(table), destinationCidrblock: "0.0.0.0/0", name },
      ...{ nexthopType: "NatGateway", nexthopId: it.id(gateway) },
    },
    [table, gateway],
  );
  for (const [zoneId, cidrBlock] of Object.entries("zones" in source ? source.zones : {})) {
    const vswitch = await it.add("alicloud:vpc/switch:Switch", `source-vswitch-${zoneId}`, {
      ...{ vpcId, zoneId, cidrBlock, vswitchName: cloudName(it.slug, zoneId), tags },
    });
    await it.add(
      "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
      `nat-attachment-${zoneId}`,
      { routeTableId: it.id(table), vswitchId: it.id(vswitch) },
      [vswitch, route],
    );
  }
  return { natGatewayId: it.id(gateway), snatTableId: it.output(gateway, "snatTableIds") };
}
