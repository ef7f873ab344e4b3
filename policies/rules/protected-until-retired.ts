import { tokens } from "../../components/tokens.ts";
import { isAdopted } from "../addresses.ts";
import type { StackResource, StackRule } from "../rule.ts";

const address = "alicloud:ecs/eipAddress:EipAddress";
const natGateway = "alicloud:vpc/natGateway:NatGateway";

/** Types that are protected wherever they stand. */
const protectedTypes: ReadonlySet<string> = new Set([
  address,
  "alicloud:ecs/eipAssociation:EipAssociation",
  natGateway,
  "kubernetes:gateway.networking.k8s.io/v1:Gateway",
  tokens.DestroyGuard,
]);
/** Components all of whose resources of a type are protected. */
const protectedIn: Readonly<Record<string, readonly string[]>> = {
  [tokens.VerifyFile]: [
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter",
  ],
  [tokens.Platform]: ["kubernetes:core/v1:Namespace"],
};
/** Types that Alibaba Cloud protects too. */
const cloudTypes: ReadonlySet<string> = new Set([address, natGateway]);

/**
 * What may not go by a slip is protected by Pulumi, and by Alibaba Cloud where it can; what its component says is retired, by
 * neither.
 */
export const protectedUntilRetired: StackRule = {
  name: "schoolgate-protected-until-retired",
  description:
    "An address that is released, or a verify file that is gone, is on no school's trusted list any more.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    const byUrn = new Map(stack.resources.map((each) => [each.urn, each]));
    for (const resource of stack.resources) {
      const component = resource.type === tokens.DestroyGuard ? resource : byUrn.get(resource.parent ?? "");
      if (!isGuarded(resource, component)) continue;
      const say = (message: string) => report(message, resource.urn);
      judgeGuarded(resource, component?.inputs.retired === true, say);
    }
  },
};

function isGuarded({ type }: StackResource, component: StackResource | undefined): boolean {
  return protectedTypes.has(type) || (protectedIn[component?.type ?? ""] ?? []).includes(type);
}

function judgeGuarded(resource: StackResource, isRetired: boolean, report: (message: string) => void): void {
  const { protect, inputs, type } = resource;
  if (protect === isRetired) {
    report(
      isRetired
        ? `is retired, and Pulumi would refuse to delete it: take protect off; ${retiring}`
        : `Pulumi may delete it: it needs protect: true; ${retiring}`,
    );
  }
  if (!cloudTypes.has(type)) return;
  // An adopted address keeps the cloud's protection, also once it is handed back.
  const mayRelease = isRetired && !isAdopted(resource);
  if ((inputs.deletionProtection === true) !== mayRelease) return;
  report(
    mayRelease
      ? `is retired, and Alibaba Cloud would refuse to delete it: take deletionProtection off; ${retiring}`
      : `Alibaba Cloud may delete it: it needs deletionProtection: true; ${retiring}`,
  );
}

const retiring =
  "what is on its way out is retired in its stack file, which takes all of its protection off together";
