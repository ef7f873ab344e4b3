import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../rehearsal/values.ts";
import type { Declaration, Declared } from "./declare.ts";

/** What became of each resource that is not the same in both: by name, added, removed, or the paths that differ. */
export function difference(before: Declaration, after: Declaration): Record<string, string | string[]> {
  const old = byUrn(before);
  const now = byUrn(after);
  const all = [...new Map([...old, ...now])].map(([urn, { name }]) => {
    const [was, is] = [old.get(urn), now.get(urn)];
    if (was === undefined) return [name, "added"] as const;
    if (is === undefined) return [name, "removed"] as const;
    return [name, [...paths(was.inputs, is.inputs), ...paths(was.options, is.options)]] as const;
  });
  return Object.fromEntries(all.filter(([, change]) => change.length > 0));
}

/** Names alone may repeat: a component and what is in it, or a route and a certificate. */
function byUrn({ resources }: Declaration): Map<string, Declared> {
  return new Map(
    resources.map((resource) => [`${resource.parent}$${resource.type}::${resource.name}`, resource]),
  );
}

/** Dotted paths of what differs, arrays taken as wholes. */
function paths(before: unknown, after: unknown, at: readonly string[] = []): string[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => paths(before[key], after[key], [...at, key]));
  }
  return isDeepStrictEqual(before, after) ? [] : [at.join(".")];
}
