// Translates a template into CEL, the API server's language. The API's schema has checked the kinds of values by
// then, so `matches` never meets a number.
import { type Fact, type Fields, Hole, isTemplates, type Kind, type Template } from "../template.ts";

/** For each fact from outside of the object, CEL that compares a value with it. */
export type Facts = Readonly<Record<Fact, (value: string) => string>>;

/** The name of the school, of its namespace's label. */
export const school = "variables.school";

/**
 * The expression that holds where a value is as a template says.
 *
 * @param value in CEL; it is there
 * @param depth of comprehensions that it lies in: each names its item by it
 */
export function celOf(template: Template, value: string, facts: Facts, depth = 0): string {
  if (template instanceof Hole) return celOfHole(template.kind, value, facts, depth);
  if (isTemplates(template)) {
    const each = template.map((item, index) => celOf(item, `${value}[${index}]`, facts, depth));
    return all([`size(${value}) == ${template.length}`, ...each]);
  }
  if (typeof template === "object") return celOfFields(template, value, facts, depth);
  return `${value} == ${typeof template === "string" ? textOf(template) : template}`;
}

function celOfHole(hole: Kind, value: string, facts: Facts, depth: number): string {
  switch (hole.is) {
    case "text":
      return `${value}.matches(${JSON.stringify(hole.pattern.source)})`;
    case "known":
      return facts[hole.as](value);
    case "oneOf":
      return any(hole.templates.map((template) => celOf(template, value, facts, depth)));
    case "listOf":
      return celOfList(hole, value, facts, depth);
    case "anything":
    case "encrypted":
    case "encryptedOr":
    case "found":
    case "optional":
    case "wholeNumber":
      throw new Error(`the API server cannot judge what is ${hole.is}`);
  }
}

/** The order does not matter to a proxy. Each of the last templates fits exactly one item. */
function celOfList(
  { each, last }: Extract<Kind, { is: "listOf" }>,
  value: string,
  facts: Facts,
  depth: number,
): string {
  const item = `x${depth}`;
  const is = (template: Template) => celOf(template, item, facts, depth + 1);
  const rest = last.map((template) => `${value}.exists_one(${item}, ${is(template)})`);
  return all([`${value}.all(${item}, ${any([each, ...last].map(is))})`, ...rest]);
}

function celOfFields(templates: Fields, value: string, facts: Facts, depth: number): string {
  const fields = Object.entries(templates).map(([key, template]) => {
    const there = `${JSON.stringify(key)} in ${value}`;
    const field = fieldOf(value, key);
    return template instanceof Hole && template.kind.is === "optional"
      ? any([`!(${there})`, celOf(template.kind.template, field, facts, depth)])
      : all([there, celOf(template, field, facts, depth)]);
  });
  return all([`${value}.all(key, key in ${JSON.stringify(Object.keys(templates))})`, ...fields]);
}

/** A field of an object, in CEL. */
export function fieldOf(value: string, key: string): string {
  return /^[A-Za-z]+$/.test(key) ? `${value}.${key}` : `${value}[${JSON.stringify(key)}]`;
}

function textOf(template: string): string {
  const parts = template.split("<stack>").map((part) => JSON.stringify(part));
  return parts.length === 1 ? parts.join() : `(${parts.join(` + ${school} + `)})`;
}

export const all = (expressions: readonly string[]): string => expressions.join(" && ");

export function any(expressions: readonly string[]): string {
  return expressions.length === 1
    ? expressions.join()
    : `(${expressions.map((each) => `(${each})`).join(" || ")})`;
}
