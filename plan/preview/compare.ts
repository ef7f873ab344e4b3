// Whether what the engine previews is what a plan says of a stack: the same operations on the same resources, from the
// same values to the same. A part of it that the state has already is no difference, so that a cut-off up can go on.

import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { pathIn } from "../../lib/property-path.ts";
import { isProviderType, nameOf, typeOf, urnOfReference } from "../../lib/urn.ts";
import { isRecord, type Value } from "../../lib/value.ts";
import { asKubernetesTakes } from "../../providers/kubernetes.ts";
import type { Inputs } from "../../providers/rules.ts";
import { rulesOf } from "../../providers/tables.ts";
import { propertyChanges } from "../compare/property-changes.ts";
import { plain } from "../declare/state.ts";
import type { Change, PropertyChange, StackPlan } from "../model.ts";
import { Agreement, hasSecret, outputValues } from "./agreement.ts";
import { isChanging, operationsOf } from "./operations.ts";
import { changedKeys } from "./outputs.ts";
import { inputAt, otherValue } from "./values.ts";

/** What the engine's preview of a stack told. */
export interface Preview {
  readonly steps: readonly StepEventMetadata[];
  /** Of the stack itself, once its outputs are registered; absent where none are. */
  readonly root: StepEventMetadata | undefined;
}

/** A preview beside what was reviewed. */
export interface PreviewComparison {
  /** What is other or more than was reviewed, a sentence each. */
  readonly differences: readonly string[];
  /** Nothing is left to be done. */
  readonly isUp: boolean;
}

export function comparePreview(
  reviewed: Pick<StackPlan, "changes" | "outputs">,
  preview: Preview,
): PreviewComparison {
  return new Comparison(preview).of(reviewed);
}

class Comparison {
  readonly #preview: Preview;
  readonly #byUrn: ReadonlyMap<string, readonly StepEventMetadata[]>;
  readonly #operations: Readonly<Record<string, string>>;
  readonly #agreement: Agreement;

  constructor(preview: Preview) {
    this.#preview = preview;
    this.#byUrn = Map.groupBy(preview.steps, ({ urn }) => urn);
    const looks = new Set(preview.steps.filter((step) => this.#onlyLooksAgain(step)));
    this.#operations = operationsOf(preview.steps.filter((step) => !looks.has(step)));
    const resources = preview.steps.map(({ urn, old }) => ({
      name: nameOf(urn),
      outputs: old ? { ...inputsIn(old.outputs), id: old.id } : undefined,
      isChanging: urn in this.#operations,
    }));
    this.#agreement = new Agreement(outputValues(resources));
  }

  of({ changes, outputs = [] }: Pick<StackPlan, "changes" | "outputs">): PreviewComparison {
    const planned = new Set(changes.map(({ urn }) => urn));
    const others = Object.entries(this.#operations).filter(([urn]) => !planned.has(urn));
    const known = new Set(outputs.map(({ path }) => /^[^.[]*/.exec(path)?.[0]));
    const { old, new: root } = this.#preview.root ?? {};
    const [before, after] = [old?.outputs, root?.outputs].map(inputsIn);
    return {
      differences: [
        ...changes.flatMap((change) => this.#differences(change)),
        ...others.map(([urn, operation]) => `${operation} of ${described(urn)} was not reviewed`),
        // Of a new stack a plan names none.
        ...(old ? changedKeys(before, after) : [])
          .filter((name) => !known.has(name))
          .map((name) => `the output ${name} changes, which was not reviewed`),
      ],
      isUp:
        changedKeys(before, after).length === 0 &&
        !this.#preview.steps.some(isChanging) &&
        // Of another option of a resource the engine says nothing, so whether it is up is not known.
        changes.every(({ options, operation }) => isWhole.has(operation) || options.length === 0),
    };
  }

  #differences(change: Change): string[] {
    const { urn, operation } = change;
    const found = this.#operations[urn];
    const what = described(urn);
    const steps = this.#byUrn.get(urn) ?? [];
    if (operation === "options")
      return found === undefined ? [] : [`${found} of ${what} was not reviewed: only its options change`];
    if (found !== undefined && found !== operation)
      return [`${found} of ${what}, and ${operation} was reviewed`];
    // What the engine changes once it has read the resource, no plan has seen.
    if (operation === "import" && steps.some(({ op }) => op === "update"))
      return [`update of ${what} after its import: the resource is not as it is declared`];
    if (found === undefined && !this.#isMade(change))
      return [`${operation} of ${what} was reviewed, and the preview does not have it`];
    if (operation === "delete") return this.#notCovered(change, "from", steps[0]);
    if (operation === "create" || operation === "import") return this.#notCovered(change, "to", steps[0]);
    return this.#changeDifferences(change, steps);
  }

  /** Whether the state has a change already that the preview does not have. */
  #isMade({ urn, operation }: Change): boolean {
    return this.#byUrn.has(urn) !== (operation === "delete");
  }

  /** Values of a resource that comes, or goes, which the preview has otherwise. */
  #notCovered(
    { urn, type, properties }: Change,
    side: "from" | "to",
    step: StepEventMetadata | undefined,
  ): string[] {
    if (step === undefined) return [];
    const whole = properties.map((property) => [pathIn(property.path)?.[0], property[side]]);
    const planned = asKubernetesTakes(type, Object.fromEntries(whole) as Inputs);
    const found = taken(step, (side === "from" ? step.old : step.new)?.inputs);
    return Object.keys(planned)
      .filter((key) => !this.#agreement.covers(planned[key], found[key]))
      .map((key) => otherValue(described(urn), key, planned[key], found[key]));
  }

  /** How an update or a replacement differs, or what the state has otherwise where it is made already. */
  #changeDifferences({ urn, properties }: Change, steps: readonly StepEventMetadata[]): string[] {
    const what = described(urn);
    const step = steps.find((each) => each.old && each.new) ?? steps[0];
    if (step === undefined) return [];
    const found = new Map(this.#changesOf(step).map((each) => [each.path, each]));
    const news = taken(step, step.new?.inputs);
    const differences = properties.flatMap(({ path, from, to }) => {
      const each = found.get(path);
      found.delete(path);
      const value = each === undefined ? inputAt(news, path) : each.to;
      return [
        ...(each !== undefined && !this.#agreement.isSame(from, each.from)
          ? [`${otherValue(what, path, from, each.from)} as the value from which it changes`]
          : []),
        ...(this.#agreement.isSame(to, value) ? [] : [otherValue(what, path, to, value)]),
      ];
    });
    const more = [...found.keys()].map((path) => `${path} of ${what} changes, which was not reviewed`);
    const keys = new Set([...properties, ...found.values()].map(({ path }) => /^[^.[]*/.exec(path)?.[0]));
    const unseen = providersDifferences(step).filter((key) => !keys.has(key));
    return [
      ...differences,
      ...more,
      ...unseen.map((key) => `${key} of ${what} changes, which was not reviewed`),
    ];
  }

  /** What changes of a resource's inputs, as a plan would say it. */
  #changesOf(step: StepEventMetadata): PropertyChange[] {
    const [olds, news] = [taken(step, step.old?.inputs), taken(step, step.new?.inputs)];
    const provider = this.#byUrn.get(urnOfReference(step.new?.provider ?? ""))?.[0]?.new?.inputs;
    return propertyChanges(olds, news, rulesOf(step.type, olds, news, inputsIn(provider)));
  }

  /**
   * An update in which nothing differs: the engine makes it of what was not ready when it was last looked at. Of a secret
   * both sides look the same, so a resource that has one may change.
   */
  #onlyLooksAgain(step: StepEventMetadata): boolean {
    const { op } = step;
    if (op !== "update" || isProviderType(step.type)) return false;
    return (
      !hasSecret(taken(step, step.new?.inputs)) &&
      providersDifferences(step).length === 0 &&
      this.#changesOf(step).length === 0
    );
  }
}

/** Operations that take a resource's options along. */
const isWhole: ReadonlySet<Change["operation"]> = new Set(["create", "import", "delete"]);

/** Inputs that differ to the provider, where it names them. */
function providersDifferences({ diffs, detailedDiff }: StepEventMetadata): string[] {
  const paths = [...(diffs ?? []), ...Object.keys(detailedDiff ?? {})];
  return [...new Set(paths.map((path) => /^[^.[]*/.exec(path)?.[0] ?? path))];
}

function taken({ type }: StepEventMetadata, inputs: unknown): Inputs {
  return asKubernetesTakes(type, inputsIn(inputs));
}

function inputsIn(inputs: unknown): Inputs {
  const given = plain((inputs ?? {}) as Value);
  return isRecord(given) ? given : {};
}

const described = (urn: string): string => `${typeOf(urn).split(":").at(-1)} ${nameOf(urn)}`;
