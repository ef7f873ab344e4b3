import { textAt } from "./read.ts";
import type { Resource, Stack, StackResource } from "./rule.ts";

/** The kind of a Kubernetes object; `undefined` of any other resource. */
export function kindOf({ type }: Resource): string | undefined {
  return type.startsWith("kubernetes:") ? type.slice(type.lastIndexOf(":") + 1) : undefined;
}

/** Sorted once per stack, because every rule asks. */
const byKind = new WeakMap<Stack, Map<string | undefined, StackResource[]>>();

/** The objects of a kind. */
export function objects(stack: Stack, kind: string): readonly StackResource[] {
  const sorted = byKind.get(stack) ?? Map.groupBy(stack.resources, kindOf);
  byKind.set(stack, sorted);
  return sorted.get(kind) ?? [];
}

/** The object of a kind and name, in the namespace of another object. */
export function sibling(
  stack: Stack,
  of: Resource,
  kind: string,
  name: string | undefined,
): StackResource | undefined {
  return objects(stack, kind).find(
    (object) => nameOf(object) === name && namespaceOf(object) === namespaceOf(of),
  );
}

export const nameOf = ({ inputs }: Resource): string | undefined => textAt(inputs, "metadata", "name");

export const namespaceOf = ({ inputs }: Resource): string | undefined =>
  textAt(inputs, "metadata", "namespace");
