// The rules as a policy pack of Pulumi's engine: `pulumi preview --policy-pack policies`.
import {
  PolicyPack,
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
} from "@pulumi/policy";
import type { Resource, ResourceRule, Stack, StackResource, StackRule } from "./rule.ts";
import { rules } from "./rules.ts";
import { unknown, type Value } from "./value.ts";

/**
 * The inputs of each resource, by URN. The engine shows them with each resource by itself, and of the whole stack only
 * the outputs: those hold what a provider made of the inputs, and in a preview of a new resource may hold nothing.
 */
const inputsByUrn = new Map<string, Record<string, unknown>>();

new PolicyPack("schoolgate", {
  policies: rules.map((rule) => ("judge" in rule ? resourcePolicy(rule) : stackPolicy(rule))),
});

function resourcePolicy(rule: ResourceRule): ResourceValidationPolicy {
  const { name, description, level } = rule;
  return {
    name,
    description,
    enforcementLevel: level,
    validateResource: (args, report) => {
      inputsByUrn.set(args.urn, args.props);
      rule.judge(resourceOf(args, args.props), (message) => report(message));
    },
  };
}

function stackPolicy(rule: StackRule): StackValidationPolicy {
  const { name, description, level } = rule;
  return {
    name,
    description,
    enforcementLevel: level,
    validateStack: (args, report) => rule.judgeStack(stackOf(args), report),
  };
}

function resourceOf(
  { urn, type, name, opts }: ResourceValidationArgs | PolicyResource,
  inputs: Record<string, unknown>,
): Resource {
  return {
    urn,
    type,
    name,
    inputs,
    protect: opts.protect,
    ignoreChanges: opts.ignoreChanges,
    values: () => readable(() => inputs),
    tellsSecrets: false,
  };
}

/** A value of the SDK, which throws when an unknown part is read. */
function readable(read: () => unknown): Value {
  let value: unknown;
  try {
    value = read();
  } catch {
    return unknown;
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return Array.from({ length: items.length }, (_, index) => readable(() => items[index]));
  }
  if (typeof value !== "object" || value === null) return value as Value;
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(fields).map((key) => [key, readable(() => fields[key])]));
}

function stackOf({ resources }: StackValidationArgs): Stack {
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return { resources: resources.map(stackResourceOf), outputs: known(root?.props ?? {}) };
}

function stackResourceOf(resource: PolicyResource): StackResource {
  return {
    ...resourceOf(resource, inputsByUrn.get(resource.urn) ?? resource.props),
    ...(resource.parent === undefined ? {} : { parent: resource.parent.urn }),
    sources: (input) => (resource.propertyDependencies[input] ?? []).map(({ urn }) => urn),
    dependencies: resource.dependencies.map(({ urn }) => urn),
  };
}

/** The known properties: the SDK throws when an unknown one is read. */
function known(props: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(props).flatMap((key) => {
      try {
        return [[key, props[key]]];
      } catch {
        return [];
      }
    }),
  );
}
