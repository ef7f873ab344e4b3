// An exported state (`pulumi stack export`) as something to compare with: what the engine did last, instead of what a
// commit declares.

import { z } from "zod";
import { jsonOf } from "../../lib/json.ts";
import { secretSignature, signatureKey } from "../../lib/secret-mark.ts";
import { isDefaultProvider, nameOf, project, rootStackType, urnOfReference } from "../../lib/urn.ts";
import { isRecord, type Value } from "../../lib/value.ts";
import type { DeclaredStack, PlanProblem, Resource, ResourceOptions } from "../model.ts";
import { incomparable } from "../symbols.ts";

const properties = z.record(z.string(), z.json());
const flag = z.boolean().default(false);
const resource = z.object({
  urn: z.string().regex(/^urn:pulumi:([^:]+)::([^:]+)::/),
  type: z.string(),
  id: z.string().optional(),
  inputs: properties.default({}),
  outputs: properties.default({}),
  parent: z.string().default(""),
  dependencies: z.array(z.string()).nullish(),
  provider: z.string().default(""),
  protect: flag,
  retainOnDelete: flag,
  deletedWith: z.string().default(""),
  replaceWith: z.array(z.string()).default([]),
  replacementTrigger: z.json().optional(),
  /** Only read, never made. */
  external: flag,
  /** Replaced by another of the same URN, still to be deleted. */
  delete: flag,
  /** Deleted, still to be made again. */
  pendingReplacement: flag,
});
const file = z.object({
  version: z.literal(3),
  deployment: z.object({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.object({ type: z.string(), resource })).nullish(),
  }),
});

type ResourceState = z.infer<typeof resource>;

/**
 * The stack that a state holds. What is secret in it is encrypted and stays so: it cannot be compared.
 * @param text as `pulumi stack export` prints it
 * @returns or, in one sentence, why there is nothing to compare with, and the way out
 */
export function declaredFromState(text: string): DeclaredStack | PlanProblem {
  return declaredFromExport(jsonOf(text));
}

/** The same of an export that was parsed. */
export function declaredFromExport(exported: unknown): DeclaredStack | PlanProblem {
  const parsed = file.safeParse(exported);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    return {
      message: `this is no state${where}: write one with \`pulumi stack export --stack <school> --file <file>\``,
    };
  }
  const { resources, pending_operations: pending } = parsed.data.deployment;
  const own = (resources ?? []).filter((each) => !isLeftOut(each));
  const [, stack = "", of = ""] = /^urn:pulumi:([^:]+)::([^:]+)::/.exec(own[0]?.urn ?? "") ?? [];
  if (own.length === 0) {
    return { message: "the state holds no resources: leave --state out to see what the stack declares" };
  }
  if (of !== project)
    return { stack, message: `the state belongs to the project ${of}, and not to ${project}` };
  if (pending && pending.length > 0) {
    const operations = pending.map(({ type, resource: { urn } }) => `${type} ${nameOf(urn)}`).join(", ");
    const fix = `run \`pulumi refresh --stack ${stack}\` and export it again`;
    return {
      stack,
      message: `an up was cut off, and what came of it is not in the state (${operations}): ${fix}`,
    };
  }
  return {
    name: stack,
    kind: own.some(({ type }) => type === "schoolgate:index:Platform") ? "platform" : "school",
    resources: own.map(declared).sort((a, b) => (a.urn < b.urn ? -1 : 1)),
    stackOutputs: stackOutputsOf(resources ?? []),
    outputs: Object.fromEntries(own.map((state) => [state.urn, outputsOf(state)])),
  };
}

/** Resources that the program does not declare, or that the engine makes new in any case. */
function isLeftOut(state: ResourceState): boolean {
  return (
    state.type === rootStackType ||
    isDefaultProvider(state.urn) ||
    state.external ||
    state.delete ||
    state.pendingReplacement
  );
}

function declared(state: ResourceState): Resource {
  const { urn, type, parent, dependencies } = state;
  return {
    ...{ urn, type, name: nameOf(urn) },
    ...(parent === "" || parent.includes(`::${rootStackType}::`) ? {} : { parent }),
    inputs: inputsOf(state),
    dependencies: [...(dependencies ?? [])].sort(),
    options: optionsOf(state),
  };
}

function optionsOf(state: ResourceState): ResourceOptions {
  const { protect, retainOnDelete, provider, deletedWith, replaceWith, replacementTrigger = null } = state;
  const urn = urnOfReference(provider);
  return {
    ...(protect && { protect: true }),
    ...(retainOnDelete && { retainOnDelete: true }),
    ...(replaceWith.length > 0 && { replaceWith: replaceWith.toSorted() }),
    ...(replacementTrigger !== null && { replacementTrigger: plain(replacementTrigger) }),
    ...(deletedWith !== "" && { deletedWith }),
    ...(urn !== "" && !isDefaultProvider(urn) && { provider: urn }),
  };
}

/** The inputs that the program gave: without what the engine and the provider's defaults added. */
function inputsOf({ inputs }: ResourceState): Readonly<Record<string, Value>> {
  const given = plain(inputs);
  return isRecord(given) ? given : {};
}

function stackOutputsOf(states: readonly ResourceState[]): Readonly<Record<string, Value>> {
  const root = states.find(({ type }) => type === rootStackType);
  const given = plain(root?.outputs ?? {});
  return isRecord(given) ? given : {};
}

function outputsOf({ id, outputs }: ResourceState): Readonly<Record<string, Value>> {
  const known = plain(outputs);
  return { ...(isRecord(known) && known), ...(id !== undefined && { id }) };
}

/** A value as a plan holds it. Bridged providers list in `__defaults` what they added, at every level. */
export function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (value[signatureKey] === secretSignature) return incomparable;
  const added = Array.isArray(value.__defaults) ? value.__defaults : [];
  const given = Object.entries(value).filter(([key]) => !key.startsWith("__") && !added.includes(key));
  return Object.fromEntries(given.map(([key, child]) => [key, plain(child)]));
}
