import pack from "../policies/package.json" with { type: "json" };
import type { Rule, Resource as Seen, StackResource } from "../policies/rule.ts";
import { rules } from "../policies/rules.ts";
import { textsOf } from "../policies/texts.ts";
import { oneSchoolAnAddress } from "./fleet-rules/addresses.ts";
import { oneSchoolAHost } from "./fleet-rules/hosts.ts";
import type { FleetFacts, FleetRule } from "./fleet-rules/rule.ts";
import { sourcesApart } from "./fleet-rules/sources.ts";
import { type DeclaredStack, type Resource, symbolStart, type Value, type Violation } from "./model.ts";
import { bodyOf, isSecretBody, replaceSymbols } from "./symbols.ts";
import { checked, UnknownValueError } from "./unknown.ts";

/**
 * What of the policy pack's rules a stack breaks, as a preview by Pulumi's engine would tell: by rule, then by resource.
 * A rule that asks for what only an up finds out says so, as advice, and its other findings stay.
 */
export function judge(head: DeclaredStack): Violation[] {
  const resources = head.resources.map((resource) => seen(resource, head));
  return rules.flatMap((rule) => {
    if (!("judge" in rule)) {
      return judged(rule, undefined, (report) => rule.judgeStack({ resources, outputs: {} }, report));
    }
    return resources.flatMap((resource) =>
      judged(rule, resource.urn, (report) =>
        rule.judge(resource, (message) => report(message, resource.urn)),
      ),
    );
  });
}

/**
 * What stacks break together, by name: those that break nothing are absent. A stack is told of one other at a time.
 *
 * @param facts of all stacks of the head, also of those that the plan is not about
 */
export function judgeFleet(facts: readonly FleetFacts[]): Map<string, Violation[]> {
  const found = new Map<string, Violation[]>();
  for (const { name, level, judge } of fleetRules) {
    judge(facts, (stack, message, urn) => {
      found.set(stack, [...(found.get(stack) ?? []), { policy: name, level, urn, message }]);
    });
  }
  return found;
}

const fleetRules: readonly FleetRule[] = [oneSchoolAHost, oneSchoolAnAddress, sourcesApart];

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
function seen(resource: Resource, stack: DeclaredStack): StackResource {
  const { urn, type, name, options, dependencies } = resource;
  return {
    urn,
    type,
    name,
    inputs: checked(resource.inputs),
    protect: options.protect === true,
    texts: () => new Map([...textsOf(resource.inputs)].filter(([, text]) => !text.includes(symbolStart))),
    secrets: () => secretsOf(resource),
    sources: (input) => sourcesOf(resource.inputs[input], stack),
    dependencies,
  };
}

function secretsOf({ inputs }: Resource): ReturnType<NonNullable<Seen["secrets"]>> {
  return [...textsOf(inputs)].filter(([, text]) => isSecretBody(bodyOf(text) ?? "")).map(([path]) => path);
}

/** The resources whose outputs a value is made of; an adopted one's id is known, and stands there itself. */
function sourcesOf(value: Value | undefined, { resources }: DeclaredStack): readonly string[] {
  if (typeof value !== "string") return [];
  const outputs: string[] = [];
  replaceSymbols(value, (body) => {
    outputs.push(...body.split(", "));
    return "";
  });
  return resources
    .filter(
      ({ name, options }) =>
        outputs.some((output) => output.startsWith(`${name}.`)) || options.importId === value,
    )
    .map(({ urn }) => urn);
}
