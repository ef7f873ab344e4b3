import { isList, type Value, valueAt } from "../../lib/value.ts";
import { type DeclaredStack, type Resource, symbolStart } from "../model.ts";
import type { Claim, FleetFacts, UpstreamClaim } from "./between-stacks/rule.ts";

/** Reads the facts that the rules between stacks need. Values that only an up knows cannot collide. */
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
    asks: once(of(filterType).flatMap(({ urn, inputs }) => claim(urn, askedName(inputs)))),
    leadsTo: [...new Set(of(routeType).flatMap(({ inputs }) => backendsOf(inputs)))],
    upstreams: of(backendType).flatMap(upstreamsOf),
    ...(vpc === undefined ? {} : { vpcId: vpc.value }),
    ...(platform === undefined ? {} : { platform: platform.value }),
  };
}

const namespaceType = "kubernetes:core/v1:Namespace";
const routeType = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute";
const filterType = "kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter";
const backendType = "kubernetes:gateway.envoyproxy.io/v1alpha1:Backend";
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
  return listAt(inputs.spec, "hostnames").flatMap((host) => claim(urn, host));
}

function askedName({ spec }: Resource["inputs"]): Value | undefined {
  return valueAt(spec, "urlRewrite", "hostname", "pathRegex", "substitution");
}

/** As routes write them: without the port of HTTPS. */
function upstreamsOf({ urn, inputs }: Resource): UpstreamClaim[] {
  const key = valueAt(inputs.metadata, "name");
  return listAt(inputs.spec, "endpoints").flatMap((endpoint) => {
    const [hostname, port] = [valueAt(endpoint, "fqdn", "hostname"), valueAt(endpoint, "fqdn", "port")];
    if (typeof key !== "string" || typeof hostname !== "string" || typeof port !== "number") return [];
    return [{ key, value: port === 443 ? hostname : `${hostname}:${port}`, urn }];
  });
}

/** Names of the Backends that a route leads to. */
function backendsOf({ spec }: Resource["inputs"]): string[] {
  return listAt(spec, "rules")
    .flatMap((rule) => listAt(rule, "backendRefs"))
    .flatMap((backend) => {
      const name = valueAt(backend, "name");
      return typeof name === "string" ? [name] : [];
    });
}

function listAt(value: Value | undefined, key: string): readonly Value[] {
  const found = valueAt(value, key);
  return found !== undefined && isList(found) ? found : [];
}

function platformLabel({ metadata }: Resource["inputs"]): Value | undefined {
  return valueAt(metadata, "labels", "schoolgate/platform");
}

/** The first claim of each value. */
function once(claims: readonly Claim[]): Claim[] {
  return [...new Map(claims.toReversed().map((each) => [each.value, each])).values()].reverse();
}
