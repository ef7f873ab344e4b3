import { escapePattern } from "../../lib/escape-pattern.ts";
import { formatPath, pathIn } from "../../lib/property-path.ts";
import { nameOf, qualifiedTypeOf } from "../../lib/urn.ts";
import { isRecord, type Value } from "../../lib/value.ts";
import type { Change, DeclaredStack, PropertyChange, Violation } from "../model.ts";
import { isSecretBody, replaceSymbols } from "../symbols.ts";
import { ownNames } from "./own-names.ts";
import { type RouteNames, routeNames } from "./route-names.ts";

/** A stack, and what it declared and declares: its own names are learnt from there. */
export interface StackSides {
  readonly name: string;
  readonly kind: "school" | "platform";
  readonly base?: DeclaredStack | undefined;
  readonly head?: DeclaredStack | undefined;
}

/**
 * Changes and violations with all that is a stack's own replaced by what it is: `‹slug›`, `‹host api1›`, `‹cidr›`. What
 * differs in kind stays: a time limit of 30 s is not one of 40 s.
 * @returns plain values; equal for stacks to which the same happens, in whatever order they are given
 */
export function normalised(
  stack: StackSides,
  changes: readonly Change[],
  violations: readonly Violation[],
  outputs: readonly PropertyChange[],
): Value {
  const own = new Abstraction(stack);
  return {
    kind: stack.kind,
    changes: inOrder(changes.map((change) => own.change(change))),
    violations: inOrder(violations.map((violation) => own.violation(violation))),
    outputs: inOrder(outputs.map((output) => own.output(output))),
  };
}

/** Lists are sorted by their normalised text, so that a stack's own names do not decide the order. */
function inOrder(values: readonly Value[]): Value {
  return values.map((value) => JSON.stringify(value)).sort();
}

class Abstraction {
  readonly #name: string;
  readonly #whole: ReadonlyMap<string, string>;
  readonly #labels: ReadonlyMap<string, string>;
  readonly #parts: RegExp;
  readonly #routes: RouteNames;
  /** A key of a route at the end of a name, or with what stands for it behind it. */
  readonly #routeKeys: RegExp;
  readonly #sides: StackSides;
  #isWord: boolean | undefined;

  constructor(stack: StackSides) {
    this.#sides = stack;
    this.#name = stack.name;
    this.#routes = routeNames(stack.base, stack.head);
    const keys = [...this.#routes.labels.keys()].sort((a, b) => b.length - a.length).map(escapePattern);
    this.#routeKeys = new RegExp(`^(${keys.join("|") || none})(?=-|$)`);
    const { whole, parts } = ownNames(stack.base, stack.head, this.#routes.labels);
    this.#whole = whole;
    this.#labels = parts;
    const own = [...parts].sort(([a], [b]) => b.length - a.length);
    const patterns = own.map(([value, label]) => `${leftOf(label)}${escapePattern(value)}${right}`);
    this.#parts = new RegExp([`(?<=school(?:gate)?-)${stack.name}${right}`, ...patterns].join("|"), "g");
  }

  change({ operation, urn, properties, options, mayReplace }: Change): Value {
    return {
      operation,
      urn: this.#urn(urn),
      properties: properties.map(({ path, from, to, replaces }) => ({
        path: this.#text(path),
        ...(from !== undefined && { from: this.#value(from, path) }),
        ...(to !== undefined && { to: this.#value(to, path) }),
        ...(replaces && { replaces }),
      })),
      options: options.map(({ option, from, to }) => ({
        option,
        ...(from !== undefined && { from: this.#value(from, option) }),
        ...(to !== undefined && { to: this.#value(to, option) }),
      })),
      ...(mayReplace && { mayReplace }),
    };
  }

  output({ path, from, to }: PropertyChange): Value {
    // By route: its host, and where its verify files are.
    const parts = (pathIn(path) ?? [path]).map((part) => {
      const route = this.#routes.labels.get(String(part));
      return route === undefined ? part : `‹${route}›`;
    });
    return {
      path: this.#text(formatPath(parts)),
      ...(from !== undefined && { from: this.#value(from, path) }),
      ...(to !== undefined && { to: this.#value(to, path) }),
    };
  }

  violation({ policy, level, urn, message }: Violation): Value {
    return {
      ...{ policy, level, message: this.#sentence(message) },
      ...(urn !== undefined && { urn: this.#urn(urn) }),
    };
  }

  /** @param key what the value stands under, or its path */
  #value(value: Value, key: string): Value {
    if (typeof value === "string") return this.#string(value, key);
    if (Array.isArray(value)) return value.map((each: Value) => this.#value(each, key));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [this.#text(name), this.#value(child, name)]),
    );
  }

  #string(text: string, key: string): string {
    const label = this.#whole.get(text);
    if (label !== undefined) return `‹${label}›`;
    if (text.startsWith("urn:pulumi:")) return this.#urn(text);
    if (text === this.#name && /schoolgate[/:][\w-]+("\])?$/.test(key)) return "‹slug›";
    const [found = ""] = isRouteName.test(key) ? (this.#routeKeys.exec(text) ?? []) : [];
    if (this.#routes.alone.has(found)) return this.#routeNamed(text);
    const symbols = replaceSymbols(text, (body) => `‹${this.#symbol(body)}›`);
    const told = this.#text(symbols);
    // Once is enough: in `schoolgate-a-a` the school is the first, the second its address.
    return isName(told) && !told.includes("‹slug›") ? this.#sentence(told) : told;
  }

  /** Two secrets of two schools are never equal: that a secret changes is what they have in common. */
  #symbol(body: string): string {
    if (isSecretBody(body)) return "secret";
    const [, fresh = "", name = body] = /^(new )?(.*)$/s.exec(body) ?? [];
    return fresh + this.#ofStack(name);
  }

  #urn(urn: string): string {
    return `${qualifiedTypeOf(urn)}::${this.#text(this.#ofStack(nameOf(urn)))}`;
  }

  /** Names of resources begin with their stack's. */
  #ofStack(name: string): string {
    if (name !== this.#name && !name.startsWith(`${this.#name}-`)) return name;
    return `‹slug›${this.#routeNamed(name.slice(this.#name.length + 1), "-")}`;
  }

  /** Replaces a route's key in a name by the route's label. */
  #routeNamed(text: string, before = ""): string {
    const named = text.replace(this.#routeKeys, (key) => `‹${this.#routes.labels.get(key) ?? key}›`);
    return text === "" ? "" : before + named;
  }

  #text(text: string): string {
    return text.replace(this.#parts, (found) => `‹${this.#labels.get(found) ?? "slug"}›`);
  }

  /** The stack's name wherever it is a word of its own, unless it is one that every school uses. */
  #sentence(text: string): string {
    if (!text.includes(this.#name)) return this.#text(text);
    this.#isWord ??= wordsOf(this.#sides).has(this.#name);
    if (this.#isWord) return this.#text(text);
    const slug = new RegExp(`(?<![A-Za-z0-9])${escapePattern(this.#name)}(?![A-Za-z0-9])`, "g");
    return this.#text(text).replace(slug, "‹slug›");
  }
}

/** Under these stands what a route, its listener, its certificate or their Secret is called. */
const isRouteName = /(^|[.])(name|sectionName|secretName)$/;

/** Matches nothing. */
const none = "(?!)";

// No part of a longer name: `b.cn` is not meant by `a.b.cn`, nor `vsw-1` by `vsw-12`.
const right = "(?![A-Za-z0-9]|[.][A-Za-z0-9])";

function leftOf(label: string): string {
  return /^(new )?host /.test(label) ? "(?<![A-Za-z0-9.-])" : "(?<![A-Za-z0-9])";
}

/** Whether a text is a name, and no sentence, pattern or script. */
function isName(text: string): boolean {
  return /^[\w.:/@‹›-]+$/.test(text);
}

/** What a stack's declaration calls things, apart from the stack's own name. */
function wordsOf({ name, base, head }: StackSides): Set<string> {
  const words = new Set<string>();
  const visit = (value: Value, key: string): void => {
    if (typeof value === "string" && referring.has(key)) words.add(value);
    else if (Array.isArray(value)) for (const each of value as readonly Value[]) visit(each, key);
    else if (isRecord(value)) for (const [child, each] of Object.entries(value)) visit(each, child);
  };
  for (const resource of [...(base?.resources ?? []), ...(head?.resources ?? [])]) {
    const role = resource.name.startsWith(`${name}-`) ? resource.name.slice(name.length) : "";
    for (const word of [...resource.type.split(/[:/.]/), ...role.split("-")]) words.add(word);
    visit(resource.inputs.spec ?? null, "");
  }
  return words;
}

/** Under these stand words of the program, or names of what all schools share. */
const referring: ReadonlySet<string> = new Set(
  "group kind name namespace sectionName type scheme mode from".split(" "),
);
