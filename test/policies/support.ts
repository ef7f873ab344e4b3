import { tokens } from "../../components/tokens.ts";
import type { Rule, StackResource } from "../../policies/rule.ts";
import type { Value } from "../../policies/value.ts";

/** What of a resource a test says; the rest is as of an unprotected resource of the school demo that depends on nothing. */
interface Given {
  readonly inputs?: Record<string, unknown>;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  /** Input → names of the resources that its value comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** Names of all that it waits for. */
  readonly after?: readonly string[];
  readonly of?: "School" | "Platform";
  /** Name of the component that it lies in. */
  readonly in?: string;
}

/** A resource as a rule sees it. Its URN ends with its name. */
export function given(type: string, name: string, more: Given = {}): StackResource {
  const { inputs = {}, protect = false, ignoreChanges = [], from = {}, after = [], of = "School" } = more;
  const parent = more.in === undefined ? {} : { parent: urnOf(more.in, of) };
  return {
    urn: `urn:pulumi:demo::schoolgate::schoolgate:index:${of}$${type}::${name}`,
    type,
    name,
    inputs,
    protect,
    ignoreChanges,
    ...parent,
    values: () => inputs as Value,
    tellsSecrets: true,
    // A test names what there is; URNs follow from it.
    sources: (input) => (from[input] ?? []).map((source) => urnOf(source, of)),
    dependencies: after.map((name) => urnOf(name, of)),
  };
}

/** An object of Kubernetes in the namespace school-demo, or that of the platform. */
export function object(type: string, name: string, spec: object, more: Given = {}): StackResource {
  const namespace = more.of === "Platform" ? "edge" : "school-demo";
  const inputs = { metadata: { name, namespace }, ...spec };
  return given(`kubernetes:${type}`, `${name}-object`, { inputs, ...more });
}

export const types = {
  backend: "gateway.envoyproxy.io/v1alpha1:Backend",
  certificate: "cert-manager.io/v1:Certificate",
  configMap: "core/v1:ConfigMap",
  filter: "gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter",
  listenerSet: "gateway.networking.k8s.io/v1:ListenerSet",
  route: "gateway.networking.k8s.io/v1:HTTPRoute",
  secret: "core/v1:Secret",
  service: "core/v1:Service",
  tlsPolicy: "gateway.networking.k8s.io/v1:BackendTLSPolicy",
  eip: "alicloud:ecs/eipAddress:EipAddress",
  binding: "alicloud:ecs/eipAssociation:EipAssociation",
  nat: "alicloud:vpc/natGateway:NatGateway",
  snat: "alicloud:vpc/snatEntry:SnatEntry",
} as const;

/** What a rule says of resources: each finding's text, and the name of the resource that it is about. */
export function findings(
  rule: Rule,
  resources: readonly StackResource[],
  outputs: Readonly<Record<string, unknown>> = {},
): [about: string | undefined, message: string][] {
  const found: [string | undefined, string][] = [];
  if ("judgeStack" in rule) {
    rule.judgeStack({ resources, outputs }, (message, urn) => found.push([urn?.split("::").at(-1), message]));
  } else {
    for (const resource of resources) rule.judge(resource, (message) => found.push([resource.name, message]));
  }
  return found;
}

/** A component, by its name of the form `<…>-component`. */
export function component(type: string, name: string, retired = false): StackResource {
  const inputs = retired ? { retired } : {};
  return { ...given(type, name, { inputs }), urn: urnOf(name, "School") };
}

/** URN of a resource by its name: an address is named `<…>-eip`, its binding `<…>-binding`. */
function urnOf(name: string, of: string): string {
  if (name.endsWith("-component")) return `urn:pulumi:demo::schoolgate::schoolgate:index:${of}::${name}`;
  const type = name.endsWith("-eip") ? types.eip : name.endsWith("-binding") ? types.binding : types.nat;
  return `urn:pulumi:demo::schoolgate::schoolgate:index:${of}$${type}::${name}`;
}

/** An address, its binding and the component that they lie in. */
export function addressed(
  key: string,
  {
    retired = false,
    protect = !retired,
    kept = protect,
  }: { retired?: boolean; protect?: boolean; kept?: boolean } = {},
): StackResource[] {
  const lies = { in: `${key}-component` };
  return [
    given(types.eip, `${key}-eip`, {
      ...lies,
      protect,
      inputs: { addressName: `schoolgate-demo-${key}`, deletionProtection: kept },
    }),
    given(types.binding, `${key}-binding`, { ...lies, protect, from: { allocationId: [`${key}-eip`] } }),
    component(tokens.Address, `${key}-component`, retired),
  ];
}

export function snat(active: string, inputs: Record<string, unknown> = { sourceCidr: "10.20.8.0/24" }) {
  return given(types.snat, "snat", {
    inputs,
    from: { snatIp: [`${active}-eip`] },
    after: [`${active}-eip`, `${active}-binding`],
  });
}
