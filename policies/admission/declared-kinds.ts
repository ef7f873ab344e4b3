import type { Allowed } from "../allowed/type.ts";
import { ofSchool } from "../allowed.ts";
import { type Fields, Hole } from "../template.ts";

/** A kind that a school's stack declares in the school's own namespace. */
export interface DeclaredKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly ways: readonly Fields[];
}

/** Those of some groups of Kubernetes' API. */
export function declaredKinds(groups: readonly string[]): readonly DeclaredKind[] {
  return Object.entries(ofSchool).flatMap(([type, allowed]) => {
    const [, group = "", kind = ""] = /^kubernetes:(.*)\/.*:(.*)$/.exec(type) ?? [];
    if (!groups.includes(group)) return [];
    const ways = [allowed].flat().flatMap(waysOf).filter(isInOwnNamespace);
    return ways.length === 0 ? [] : [{ group, kind, plural: `${kind.toLowerCase()}s`, ways }];
  });
}

function waysOf({ inputs }: Allowed): readonly Fields[] {
  const templates = inputs instanceof Hole && inputs.kind.is === "oneOf" ? inputs.kind.templates : [inputs];
  return templates as readonly Fields[];
}

function isInOwnNamespace({ metadata }: Fields): boolean {
  return (metadata as Fields).namespace === "school-<stack>";
}
