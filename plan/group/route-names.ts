import { isRecord, type Value } from "../../lib/value.ts";
import type { DeclaredStack, Resource } from "../model.ts";

/** The keys of a stack's routes, which are names that its school chose, and what each is called in the place of it. */
export interface RouteNames {
  /** `route 1` by key. */
  readonly labels: ReadonlyMap<string, string>;
  /** Keys that are called as no upstream is: what is called so can only be the route's. */
  readonly alone: ReadonlySet<string>;
}

/**
 * The routes of both sides, in the order of their upstreams, then of their keys: so the routes of two schools that lead to
 * the same upstreams are called the same.
 */
export function routeNames(base: DeclaredStack | undefined, head: DeclaredStack | undefined): RouteNames {
  const upstreams = new Map<string, string>();
  const called = new Set<string>();
  for (const stack of [base, head]) {
    for (const resource of stack?.resources ?? []) {
      for (const upstream of upstreamsOf(resource.inputs)) called.add(upstream);
    }
    for (const [key, upstream] of routesOf(stack)) if (!upstreams.has(key)) upstreams.set(key, upstream);
  }
  const keys = [...upstreams]
    .sort(([a, toA], [b, toB]) => (toA === toB ? order(a, b) : order(toA, toB)))
    .map(([key]) => key);
  return {
    labels: new Map(keys.map((key, at) => [key, `route ${at + 1}`])),
    alone: new Set(keys.filter((key) => !called.has(key))),
  };
}

/** Keys of a stack's routes, and the upstream of each. */
function routesOf(stack: DeclaredStack | undefined): [key: string, upstream: string][] {
  if (stack === undefined) return [];
  const routes = stack.resources.filter(({ type }) => type === "schoolgate:edge:Route");
  return routes.flatMap((route) => {
    if (!route.name.startsWith(`${stack.name}-`)) return [];
    const own = stack.resources.find(
      ({ name, parent }) => parent === route.urn && name === `${route.name}-https`,
    );
    return [[route.name.slice(stack.name.length + 1), upstreamsOf(own?.inputs ?? {}).join()]];
  });
}

/** Names of the Backends that anything leads to. */
function upstreamsOf(inputs: Resource["inputs"]): string[] {
  const found: string[] = [];
  const visit = (value: Value, key: string): void => {
    if (Array.isArray(value)) for (const each of value as readonly Value[]) visit(each, key);
    if (!isRecord(value)) return;
    if (key === "backendRefs" && typeof value.name === "string") found.push(value.name);
    for (const [name, child] of Object.entries(value)) visit(child, name);
  };
  if (isRecord(inputs.spec)) visit(inputs.spec, "spec");
  return found;
}

function order(a: string, b: string): number {
  return a < b ? -1 : 1;
}
