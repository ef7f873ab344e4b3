import { isList, isRecord, type Value } from "../../lib/value.ts";
import pack from "../../policies/package.json" with { type: "json" };
import type { Rule, Stack, StackResource } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { type Value as Known, secret, unknown } from "../../policies/value.ts";
import { type DeclaredStack, type Resource, symbolStart, type Violation } from "../model.ts";
import { bodyOf, isSecretBody, replaceSymbols } from "../symbols.ts";
import { oneSchoolAnAddress } from "./between-stacks/addresses.ts";
import { oneSchoolAHost } from "./between-stacks/hosts.ts";
import { platformNames } from "./between-stacks/names.ts";
import type { FleetFacts, FleetRule } from "./between-stacks/rule.ts";
import { sourcesApart } from "./between-stacks/sources.ts";
import { upstreamsStay } from "./between-stacks/upstreams.ts";
import { checked, UnknownValueError } from "./unknown.ts";

/**
 * What of the policy pack's rules a stack breaks, as a preview by Pulumi's engine would tell: by rule, then by resource.
 * A rule that asks for what only an up finds out says so, as advice, and its other findings stay.
 */
export function judge(head: DeclaredStack): Violation[] {
  const sources = new Sources(head);
  const stack: Stack = { resources: head.resources.map((resource) => seen(resource, sources)), outputs: {} };
  return rules.flatMap((rule) => {
    if (!("judge" in rule)) {
      return judged(rule, undefined, (report) => rule.judgeStack(stack, report));
    }
    return stack.resources.flatMap((resource) =>
      judged(rule, resource.urn, (report) =>
        rule.judge(resource, (message) => report(message, resource.urn)),
      ),
    );
  });
}

/**
 * The rules that stacks break together, by stack; sound stacks are absent. Each violation names one other stack.
 *
 * @param facts of all stacks of the head, also of those that the plan is not about
 * @param earlier the same stacks before the change; none where there is no change to judge
 */
export function judgeFleet(
  facts: readonly FleetFacts[],
  earlier: readonly FleetFacts[] = [],
): Map<string, Violation[]> {
  const found = new Map<string, Violation[]>();
  for (const { name, level, judge } of fleetRules) {
    const report = (stack: string, message: string, urn: string): void => {
      found.set(stack, [...(found.get(stack) ?? []), { policy: name, level, urn, message }]);
    };
    judge(facts, report, earlier);
  }
  return found;
}

/** The rules between stacks. */
export const fleetRules: readonly FleetRule[] = [
  oneSchoolAHost,
  oneSchoolAnAddress,
  sourcesApart,
  platformNames,
  upstreamsStay,
];

type Report = (message: string, urn?: string) => void;

function judged(rule: Rule, about: string | undefined, run: (report: Report) => void): Violation[] {
  const found: Violation[] = [];
  const add = (level: Violation["level"], message: string, urn: string | undefined) =>
    found.push({ policy: rule.name, level, ...(urn === undefined ? {} : { urn }), message });
  try {
    run((message, urn) => add(rule.level, message, urn));
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    const from = `policy '${rule.name}' from policy pack 'schoolgate@v${pack.version}'`;
    add("advisory", `can't run ${from} during preview: ${error.message}`, about);
  }
  return found;
}

/** A resource as the rules see it. */
function seen(resource: Resource, sources: Sources): StackResource {
  const { urn, type, name, parent, inputs, options, dependencies } = resource;
  return {
    urn,
    type,
    name,
    ...(parent === undefined ? {} : { parent }),
    inputs: checked(inputs),
    protect: options.protect === true,
    ignoreChanges: options.ignoreChanges ?? [],
    values: () => known(inputs),
    tellsSecrets: true,
    sources: (input) => sources.of(inputs[input]),
    dependencies,
  };
}

/** A value as templates take it. */
function known(value: Value): Known {
  if (typeof value === "string") {
    if (!value.includes(symbolStart)) return value;
    const body = bodyOf(value);
    // The program wrote the text around the unknown value, so a template can refuse it before an up.
    if (body === undefined)
      return replaceSymbols(value, (each) => `‹${isSecretBody(each) ? "secret" : each}›`);
    return isSecretBody(body) ? secret : unknown;
  }
  if (isList(value)) return value.map(known);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, known(child)]));
}

/** The resources of a stack by what stands for their outputs. */
class Sources {
  readonly #byName: ReadonlyMap<string, readonly Resource[]>;
  /** An adopted resource's id is known, and stands for itself. */
  readonly #byId: ReadonlyMap<Value | undefined, readonly Resource[]>;

  constructor({ resources }: DeclaredStack) {
    this.#byName = Map.groupBy(resources, ({ name }) => name);
    this.#byId = Map.groupBy(resources, ({ options }) => options.importId);
  }

  /** URNs of those whose outputs a value is made of. */
  of(value: Value | undefined): readonly string[] {
    if (typeof value !== "string") return [];
    const found = [...(this.#byId.get(value) ?? [])];
    replaceSymbols(value, (body) => {
      for (const output of body.split(", ")) {
        found.push(...(this.#byName.get(output.slice(0, output.lastIndexOf("."))) ?? []));
      }
      return "";
    });
    return found.map(({ urn }) => urn);
  }
}
