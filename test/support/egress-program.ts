// A school's egress alone, declared in this process: what a swap is about, without the SDK's second for each run.
import { schoolTags } from "../../components/names.ts";
import type { SchoolStack } from "../../infra/stacks.ts";
import { goalOf, type Registered } from "../../rehearsal/engine/goal.ts";
import type { Runner } from "../../rehearsal/engine/run.ts";
import { Stopped } from "../../rehearsal/engine/work.ts";
import type { Properties } from "../../rehearsal/stand-in.ts";
import { unknown } from "../../rehearsal/values.ts";

const snat = "alicloud:vpc/snatEntry:SnatEntry";
const eip = "alicloud:ecs/eipAddress:EipAddress";
const association = "alicloud:ecs/eipAssociation:EipAssociation";

/**
 * Runs the program of a school at its platform's shared NAT gateway, in the names that the real one has.
 *
 * @param extra declares one more address: what a swap must not bring up along
 */
export function egressProgram({ name, school, platform }: SchoolStack, extra = false): Runner {
  return async (_program, deployment, { dryRun, onProblem }) => {
    const root = `urn:pulumi:${name}::schoolgate::pulumi:pulumi:Stack::schoolgate-${name}`;
    const custom = (type: string, suffix: string, inputs: Properties, from: readonly Registered[] = []) =>
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
      );
    const output = ({ outputs }: Registered, key: string): unknown =>
      outputs[key] ?? (dryRun ? unknown : undefined);
    const id = (resource: Registered): unknown => (resource.id === "" ? unknown : resource.id);
    try {
      await deployment.register(
        goalOf({ type: "pulumi:pulumi:Stack", name: `schoolgate-${name}`, custom: false, inputs: {} }),
      );
      const { sharedNat } = platform.network;
      const ips: Record<string, unknown> = {};
      const bindings: Registered[] = [];
      for (const key of [...Object.keys(school.egress.addresses), ...(extra ? ["extra"] : [])]) {
        const spec = school.egress.addresses[key];
        if (spec !== undefined && "external" in spec) ips[key] = spec.ip;
        else {
          const address = await custom(eip, `${key}-eip`, {
            ...{ addressName: `schoolgate-${name}-${key}`, tags: schoolTags(name) },
            ...{ internetChargeType: "PayByTraffic", paymentType: "PayAsYouGo", isp: "BGP", bandwidth: "5" },
          });
          ips[key] = output(address, "ipAddress");
          const bound = {
            allocationId: id(address),
            instanceId: sharedNat?.natGatewayId,
            instanceType: "Nat",
          };
          bindings.push(await custom(association, `${key}-binding`, bound, [address]));
        }
      }
      const entry = await custom(
        snat,
        "snat",
        {
          ...{ snatTableId: sharedNat?.snatTableId, snatIp: ips[school.egress.active] },
          ...{ sourceCidr: school.egress.source.cidr, snatEntryName: `schoolgate-${name}` },
        },
        bindings,
      );
      const outputs = { egressIps: ips, activeEgressIp: output(entry, "snatIp"), trustedIps: "listed" };
      deployment.registerOutputs(root, outputs);
      return true;
    } catch (error) {
      if (!(error instanceof Stopped)) onProblem({ severity: "error", urn: "", message: String(error) });
      return false;
    }
  };
}
