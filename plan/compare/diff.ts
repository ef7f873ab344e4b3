// What happens to the resources of one stack, as a preview by Pulumi's engine shows it, but without a provider:
// tables tell what a change replaces.

import { isDeepStrictEqual } from "node:util";
import type { Value } from "../../lib/value.ts";
import { asKubernetesTakes } from "../../providers/kubernetes.ts";
import type { Inputs } from "../../providers/rules.ts";
import { rulesOf } from "../../providers/tables.ts";
import { mostDangerousFirst } from "../judge/danger.ts";
import type {
  Change,
  DeclaredStack,
  Operation,
  PropertyChange,
  Resource,
  ResourceOptions,
} from "../model.ts";
import { symbolOf } from "../symbols.ts";
import { matches } from "./aliases.ts";
import { withIgnoredChanges } from "./ignore-changes.ts";
import { optionChanges } from "./option-changes.ts";
import { outputChanges } from "./output-changes.ts";
import { allInputs, propertyChanges } from "./property-changes.ts";
import { References } from "./references.ts";
import { inOrder } from "./registration-order.ts";
import { comparesAgain, isKnown } from "./unsure.ts";

/** What differs between two declarations of one stack. */
export interface StackDiff {
  /** Of its resources, the most dangerous first. */
  readonly changes: Change[];
  /** Of its outputs, by path. */
  readonly outputs: PropertyChange[];
}

/**
 * Compares two declarations of one stack.
 * @param base undefined: the stack is new
 * @param head undefined: the stack is deleted
 */
export function compareStacks(base: DeclaredStack | undefined, head: DeclaredStack | undefined): StackDiff {
  const before = new Map(base?.resources.map((resource) => [resource.urn, resource]));
  const after = inOrder(head?.resources ?? []);
  const found = matches(before, after);
  const kept = new Set(found.values());
  const comparison = new Comparison(base, head, found);
  const changes = after.flatMap((resource) => {
    const old = before.get(found.get(resource.urn) ?? "");
    return (old === undefined ? comparison.added(resource) : comparison.changed(old, resource)) ?? [];
  });
  const gone = [...before.values()].filter(({ urn }) => !kept.has(urn));
  return {
    changes: mostDangerousFirst([...changes, ...gone.map(removed)]),
    outputs: outputChanges(base, head, comparison.references),
  };
}

class Comparison {
  /** URNs of the head by URNs of the base. */
  readonly #successors: ReadonlyMap<string, string>;
  readonly references: References;
  readonly #head: ReadonlyMap<string, Resource>;
  /** Of a base that is a state. */
  readonly #outputs: DeclaredStack["outputs"];
  readonly #replaced = new Set<string>();

  constructor(
    base: DeclaredStack | undefined,
    head: DeclaredStack | undefined,
    found: ReadonlyMap<string, string>,
  ) {
    this.#outputs = base?.outputs;
    this.#successors = new Map([...found].map(([urn, former]) => [former, urn]));
    this.references = new References(base, head, found);
    this.#head = new Map(head?.resources.map((resource) => [resource.urn, resource]));
  }

  /** A resource that the base does not have. */
  added(resource: Resource): Change {
    this.references.madeAnew(resource.urn);
    const operation = resource.options.importId === undefined ? "create" : "import";
    const inputs = this.#inputsOf(resource);
    return {
      ...changeOf(operation, resource),
      properties: allInputs("to", inputs),
      options: optionChanges({}, resource.options),
    };
  }

  /** A resource of both, in the order in which the engine meets them; nothing where it stays as it is. */
  changed(old: Resource, resource: Resource): Change | undefined {
    const { type, options } = resource;
    const before = this.#chosenToo(old, resource);
    const declared = this.#inputsOf(resource);
    const changes = optionChanges(this.#inHeadWords(old.options), options, this.#outputs !== undefined);
    const isImported = this.#importsAnother(old, resource);
    const isReplacedAnyway = isImported || this.#isReplacedByOptions(old, resource);
    // A shortcut: most resources do not change.
    if (!isReplacedAnyway && changes.length === 0 && isDeepStrictEqual(before, declared)) return undefined;
    const olds = asKubernetesTakes(type, before);
    const wanted = asKubernetesTakes(type, declared);
    const news = asKubernetesTakes(type, withIgnoredChanges(declared, before, options.ignoreChanges ?? []));
    const rules = rulesOf(type, olds, news, this.#head.get(options.provider ?? "")?.inputs ?? {});
    const properties = propertyChanges(olds, news, rules, options.replaceOnChanges);
    const isReplaced = isReplacedAnyway || properties.some(({ replaces }) => replaces === true);
    if (properties.length + changes.length === 0 && !isReplaced) return undefined;
    const operation = isReplaced ? "replace" : properties.length > 0 ? "update" : "options";
    const isKnownToTables = rules !== undefined && properties.every(({ path }) => isKnown(path, rules.known));
    const mayReplace =
      (operation === "update" && !isKnownToTables) ||
      this.#mayTrigger(old, resource) ||
      (this.#outputs === undefined && comparesAgain(old.options, options, rules));
    const change = { ...changeOf(operation, resource), properties, options: changes };
    if (!isReplaced) return mayReplace ? { ...change, mayReplace } : change;
    this.#replaced.add(resource.urn);
    this.references.madeAnew(resource.urn);
    // A new resource gets all of the program's inputs, ignored ones too.
    const all = propertyChanges(olds, wanted, rules, options.replaceOnChanges);
    const forcing = new Set(properties.filter(({ replaces }) => replaces).map(({ path }) => path));
    return {
      ...change,
      // The engine allows an import in the place of a protected resource, and an up that both unprotects and
      // replaces; it refuses one that both unprotects and deletes.
      ...(!isImported && old.options.protect && options.protect && { refused: true as const }),
      properties: all.map(({ replaces: _, ...each }) =>
        forcing.has(each.path) ? { ...each, replaces: true } : each,
      ),
    };
  }

  /** Replaced along with another resource, or because its trigger changed. */
  #isReplacedByOptions(old: Resource, resource: Resource): boolean {
    const { provider, replaceWith = [], deletedWith } = resource.options;
    if ([provider, deletedWith, ...replaceWith].some((urn) => this.#replaced.has(urn ?? ""))) return true;
    const [before, after] = this.#triggersOf(old, resource);
    return before !== undefined && after !== undefined && !isDeepStrictEqual(before, after);
  }

  /** Whether a trigger holds a value that only an up knows, so that it may have changed. */
  #mayTrigger(old: Resource, resource: Resource): boolean {
    const [before, after] = this.#triggersOf(old, resource);
    return before !== undefined && JSON.stringify(after)?.includes(symbolOf("unknown")) === true;
  }

  /** Absent: there is none, and the engine compares nothing. */
  #triggersOf(old: Resource, resource: Resource): [Value | undefined, Value | undefined] {
    const { replacementTrigger: after } = resource.options;
    return [
      old.options.replacementTrigger,
      after === undefined ? undefined : this.references.inBaseWords(after, resource),
    ];
  }

  #inputsOf(resource: Resource): Inputs {
    return this.references.inBaseWords(resource.inputs, resource) as Inputs;
  }

  /** The old inputs; of a state, with what the cloud chose where the program left it out. */
  #chosenToo(old: Resource, resource: Resource): Inputs {
    const taken = old.inputs;
    const outputs = this.#outputs?.[old.urn];
    if (outputs === undefined) return taken;
    const { computed = [] } = rulesOf(resource.type, taken, taken, {}) ?? {};
    const chosen = [...computed].filter(
      (input) => taken[input] === undefined && input in resource.inputs && input in outputs,
    );
    return { ...taken, ...Object.fromEntries(chosen.map((input) => [input, outputs[input] ?? null])) };
  }

  /** An option that names a provider is no change where it is the same one under another name. */
  #inHeadWords(options: ResourceOptions): ResourceOptions {
    const urn = this.#successors.get(options.provider ?? "");
    return urn === undefined ? options : { ...options, provider: urn };
  }

  /** The engine replaces a resource when it is told to import another than the one it has. */
  #importsAnother(old: Resource, { options }: Resource): boolean {
    if (options.importId === undefined) return false;
    const id = this.#outputs?.[old.urn]?.id ?? old.options.importId ?? madeId(old);
    return id !== options.importId;
  }
}

/** The id of a resource whose inputs tell it. */
function madeId({ type, inputs }: Resource): string | undefined {
  const parts = rulesOf(type, inputs, inputs, {})?.id?.map((input) => inputs[input]);
  return parts?.filter((part) => typeof part === "string").join(":");
}

function removed(resource: Resource): Change {
  return {
    ...changeOf("delete", resource),
    properties: allInputs("from", resource.inputs),
    options: optionChanges(resource.options, {}),
    ...(resource.options.protect && { refused: true as const }),
  };
}

function changeOf(
  operation: Operation,
  { urn, type, name }: Resource,
): Pick<Change, "operation" | "urn" | "type" | "name"> {
  return { operation, urn, type, name };
}
