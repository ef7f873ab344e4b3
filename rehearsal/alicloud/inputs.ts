// The inputs of a resource type that the stand-in keeps: which values it accepts of each, as the bridged Terraform
// provider does, and which of them change. What a change does is in providers/alicloud.ts.
import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { closest } from "fastest-levenshtein";
import { type Inputs, isEmpty, isSeen } from "../../providers/rules.ts";
import { isUnknown } from "../values.ts";
import type { ResourceType } from "./resource-type.ts";

interface Kinds {
  string: string;
  number: number;
  boolean: boolean;
  strings: string[];
  tags: Record<string, string>;
}

/** One input. */
export interface Input {
  readonly type: keyof Kinds;
  readonly required?: true;
  readonly oneOf?: readonly string[];
  readonly conflictsWith?: string;
  /** Bounds of a number, or of a text's length. */
  readonly between?: readonly [number, number];
}

/** The inputs of a resource type, by their Pulumi names. */
export type InputTable = Readonly<Record<string, Input>>;

/** The checked inputs of a table, plain: secrets unwrapped, everything known. */
export type InputsOf<Table extends InputTable> = {
  readonly [Name in keyof Table as Table[Name] extends { required: true }
    ? Name
    : never]: Kinds[Table[Name]["type"]];
} & {
  readonly [Name in keyof Table as Table[Name] extends { required: true } ? never : Name]?:
    | Kinds[Table[Name]["type"]]
    | undefined;
};

type Plain = Readonly<Record<string, unknown>>;

/**
 * What is wrong with inputs, each with its property.
 * @param refused inputs that the real provider has and the stand-in does not keep: name to what to do instead.
 * @param inputs plain; an unknown value passes as one of the right type.
 */
export function checkInputs(
  table: InputTable,
  refused: Readonly<Record<string, string>>,
  inputs: Plain,
): pulumi.provider.CheckFailure[] {
  const failures: pulumi.provider.CheckFailure[] = [];
  for (const [property, value] of Object.entries(inputs)) {
    const input = table[property];
    const instead = refused[property];
    if (instead !== undefined)
      failures.push({ property, reason: `"${property}" is not kept by the stand-in: ${instead}` });
    else if (input === undefined)
      failures.push({
        property,
        reason: `there is no input "${property}"; the nearest is "${closest(property, Object.keys(table))}"`,
      });
    else failures.push(...checkValue(property, input, value, inputs));
  }
  for (const [property, input] of Object.entries(table))
    if (input.required && isEmpty(inputs[property]))
      failures.push({ property, reason: `"${property}" is required` });
  return failures;
}

/** The inputs that differ from what the cloud has: those a replacement is needed for, and those changed in place. */
export function changedInputs(
  { inputs: table, rules }: Pick<ResourceType, "inputs" | "rules">,
  state: Plain,
  inputs: Plain,
): { replaces: string[]; updates: string[] } {
  const wanted = { ...rules.defaults, ...inputs };
  const changed = Object.keys(table).filter(
    (input) =>
      !isDeepStrictEqual(state[input], wanted[input]) &&
      isSeen(rules, input, state as Inputs, inputs as Inputs),
  );
  const isReplacing = (input: string): boolean => rules.replaces.includes(input);
  return {
    replaces: changed.filter(isReplacing),
    updates: changed.filter((input) => !isReplacing(input)),
  };
}

function checkValue(
  property: string,
  input: Input,
  value: unknown,
  inputs: Plain,
): pulumi.provider.CheckFailure[] {
  if (value === undefined || value === null || isUnknown(value)) return [];
  if (!hasType(value, input.type))
    return [{ property, reason: `"${property}" must be ${typeNames[input.type]}` }];
  if (input.oneOf !== undefined && typeof value === "string" && !input.oneOf.includes(value))
    return [
      {
        property,
        reason: `"${property}" must be one of ${input.oneOf.join(", ")}; it is "${value}"`,
      },
    ];
  const { conflictsWith, between } = input;
  if (between !== undefined && !isWithin(value, between))
    return [{ property, reason: outOf(property, input, between) }];
  if (conflictsWith !== undefined && !isEmpty(value) && !isEmpty(inputs[conflictsWith]))
    return [{ property, reason: `"${property}" conflicts with "${conflictsWith}"` }];
  return [];
}

/** A length is counted in bytes, as the provider does. */
function isWithin(value: unknown, [least, most]: readonly [number, number]): boolean {
  const size = typeof value === "string" ? Buffer.byteLength(value) : Number(value);
  return least <= size && size <= most;
}

function outOf(property: string, { type }: Input, [least, most]: readonly [number, number]): string {
  return `"${property}" must be ${type === "string" ? "of " : ""}${least} to ${most}${type === "string" ? " characters" : ""}`;
}

const typeNames: Record<keyof Kinds, string> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  strings: "a list of strings",
  tags: "a map of strings",
};

function hasType(value: unknown, type: keyof Kinds): boolean {
  const isText = (member: unknown): boolean => typeof member === "string";
  if (type === "strings") return Array.isArray(value) && value.every(isText);
  if (type === "tags")
    return typeof value === "object" && !Array.isArray(value) && Object.values(value ?? {}).every(isText);
  return typeof value === type;
}
