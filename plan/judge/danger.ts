import type { Change, OptionChange } from "../model.ts";

/**
 * The worst to lose. A released address goes to somebody else while WeCom still trusts it; a deleted namespace takes
 * all that a school, or the platform, has in the cluster.
 */
const vitalTypes: ReadonlySet<string> = new Set([
  "alicloud:ecs/eipAddress:EipAddress",
  "alicloud:ecs/eipAssociation:EipAssociation",
  "alicloud:vpc/natGateway:NatGateway",
  "kubernetes:core/v1:Namespace",
  "kubernetes:gateway.networking.k8s.io/v1:Gateway",
]);

/** That of a stack to which nothing happens. */
export const leastDanger = 9;

/** How much a change endangers, from 0, the worst, to 8. */
export function dangerOf(change: Change): number {
  const { operation, type, mayReplace } = change;
  const takesAway = operation === "delete" || operation === "replace";
  if (vitalTypes.has(type) && (takesAway || mayReplace || losesGuard(change))) return 0;
  if (swaps(change)) return 1;
  if (operation === "delete") return 2;
  if (operation === "replace" || mayReplace) return 3;
  if (losesGuard(change)) return 4;
  return ["update", "import", "create", "options"].indexOf(operation) + 5;
}

/** What a school enters elsewhere: with a wrong one it is cut off, or trusts a stranger. */
const entered: ReadonlySet<string> = new Set(["trustedIps", "cnameTarget", "entryUrl"]);

/** How much the change of a stack's output endangers, in the same numbers. */
export function dangerOfOutput(path: string): number {
  return entered.has(path) ? 3 : 8;
}

/** Changes in the order in which a reviewer reads them: the most dangerous first, then by URN. */
export function mostDangerousFirst(changes: readonly Change[]): Change[] {
  return changes.toSorted((a, b) => dangerOf(a) - dangerOf(b) || (a.urn < b.urn ? -1 : 1));
}

/** Calls leave from another address. */
function swaps({ operation, type, properties }: Change): boolean {
  const changes = operation === "update" || operation === "replace";
  return (
    changes && type === "alicloud:vpc/snatEntry:SnatEntry" && properties.some(({ path }) => path === "snatIp")
  );
}

/** Whether the engine no longer refuses to delete the resource. */
export function losesProtection(change: Change): boolean {
  return loses(change, "protect");
}

/** Whether the resource no longer stays in the cloud when the program has it no more. */
export function losesRetention(change: Change): boolean {
  return loses(change, "retainOnDelete");
}

function losesGuard(change: Change): boolean {
  return losesProtection(change) || losesRetention(change);
}

function loses({ options }: Change, guard: OptionChange["option"]): boolean {
  return options.some(({ option, from, to }) => option === guard && from === true && to !== true);
}
