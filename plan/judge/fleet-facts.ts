import { isRecord, type Value } from "../../lib/value.ts";
import { type DeclaredStack, type Resource, symbolStart } from "../model.ts";
import type { Claim, FleetFacts } from "./fleet-rules/rule.ts";

/** Reads what the rules between stacks need from what a stack declares; what only an up finds out is nobody else's. */
export function fleetFacts({ name, resources }: DeclaredStack): FleetFacts {
  const of = (...types: readonly string[]) => resources.filter(({ type }) => types.includes(type));
  const claims = (input: string, ...types: readonly string[]): Claim[] =>
    of(...types).flatMap(({ urn, inputs }) => claim(urn, inputs[input]));
  const [vpc] = claims("vpcId", ...inVpc);
  const [platform] = of(namespaceType).flatMap(({ urn, inputs }) => claim(urn, platformLabel(inputs)));
  return {
    name,
    hosts: once(of(routeType).flatMap(hostsOf)),
    addresses: once([
      ...of("alicloud:ecs/eipAddress:EipAddress").flatMap(({ urn, options }) => claim(urn, options.importId)),
      ...claims("allocationId", "alicloud:ecs/eipAssociation:EipAssociation"),
      ...claims("snatIp", snatType),
    ]),
    blocks: once(claims("sourceCidr", snatType)),
    vswitches: once(claims("sourceVswitchId", snatType)),
    ...(vpc === undefined ? {} : { vpcId: vpc.value }),
    ...(platform === undefined ? {} : { platform: platform.value }),
  };
}

const namespaceType = "kubernetes:core/v1:Namespace";
const routeType = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute";
const snatType = "alicloud:vpc/snatEntry:SnatEntry";
const inVpc = [
  "alicloud:vpc/switch:Switch",
  "alicloud:vpc/natGateway:NatGateway",
  "alicloud:vpc/routeTable:RouteTable",
];

/** A claim of a text that is known. */
function claim(urn: string, value: Value | undefined): Claim[] {
  return typeof value === "string" && !value.includes(symbolStart) ? [{ urn, value }] : [];
}

function hostsOf({ urn, inputs }: Resource): Claim[] {
  const hosts = isRecord(inputs.spec) ? inputs.spec.hostnames : undefined;
  return Array.isArray(hosts) ? hosts.flatMap((host: Value) => claim(urn, host)) : [];
}

function platformLabel({ metadata }: Resource["inputs"]): Value | undefined {
  const labels = isRecord(metadata) ? metadata.labels : undefined;
  return isRecord(labels) ? labels["schoolgate/platform"] : undefined;
}

/** The first claim of each value. */
function once(claims: readonly Claim[]): Claim[] {
  return [...new Map(claims.toReversed().map((each) => [each.value, each])).values()].reverse();
}
