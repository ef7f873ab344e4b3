import { z } from "zod";
import { didYouMean, nearest } from "../../lib/nearest.ts";
import { type Finding, finding, keyFinding, kindOf, type Path } from "../../lib/problem.ts";
import { isRecord } from "../../lib/value.ts";
import { lowerFirst } from "./yaml-errors.ts";

type Schema = z.core.$ZodType;

/** The sound parts of a value, and all that is wrong with it. */
export interface Inspection {
  /** The parts that keep the schema: maps without their wrong entries; `undefined` when nothing is left. */
  readonly kept: unknown;
  readonly findings: Finding[];
}

/** What is kept of a value of this type: every part may be missing. */
export type Partly<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: Partly<T[K]> }
    : T;

/**
 * Says everything that is wrong with a value. zod alone reports a union by its first option and a missing key by its
 * type; this walk follows the option that was meant, names the nearest key, and keeps the sound parts, so that the
 * rules between fields still run on a file with a typo in it.
 */
export function inspect(schema: Schema, value: unknown, path: Path): Inspection {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return { kept: parsed.data, findings: [] };
  const inner = unwrap(schema);
  if (isRecord(value) && inner instanceof z.ZodObject) return inspectObject(inner, value, path);
  if (isRecord(value) && inner instanceof z.ZodRecord) return inspectRecord(inner, value, path);
  if (inner instanceof z.ZodUnion) {
    const option = meantOption(inner, value);
    if (option) return inspect(option, value, path);
    const expected = inner.options.map((each) => expectation(unwrap(each))).filter(isFirst);
    return { kept: undefined, findings: [wrongKind(path, value, expected.join(" or "))] };
  }
  return {
    kept: undefined,
    findings: parsed.error.issues.map((issue) => fromIssue(issue, inner, value, path)),
  };
}

function inspectObject(schema: z.ZodObject, value: Record<string, unknown>, path: Path): Inspection {
  const known = Object.keys(schema.shape);
  const kept: Record<string, unknown> = {};
  const findings: Finding[] = [];
  for (const [key, child] of Object.entries(schema.shape)) {
    if (!Object.hasOwn(value, key)) {
      const filled = z.safeParse(child, undefined);
      if (!filled.success) findings.push(missing([...path, key], schema.shape[key]));
      else if (filled.data !== undefined) kept[key] = filled.data;
      continue;
    }
    const inspection = inspect(child, value[key], [...path, key]);
    findings.push(...inspection.findings);
    if (inspection.kept !== undefined) kept[key] = inspection.kept;
  }
  for (const key of Object.keys(value).filter((each) => !known.includes(each))) {
    const near = known.length === 0 ? "remove it" : didYouMean(key, known);
    findings.push(keyFinding([...path, key], "this key is not known here", near));
  }
  return { kept, findings };
}

function inspectRecord(schema: z.ZodRecord, value: Record<string, unknown>, path: Path): Inspection {
  const kept: Record<string, unknown> = {};
  const findings: Finding[] = [];
  for (const [key, child] of Object.entries(value)) {
    const at = [...path, key];
    const keyFindings = inspect(schema.keyType, key, at).findings.map((each) =>
      keyFinding(at, each.rule, each.fix),
    );
    const inspection = inspect(schema.valueType as Schema, child, at);
    findings.push(...keyFindings, ...inspection.findings);
    if (keyFindings.length === 0 && inspection.kept !== undefined) kept[key] = inspection.kept;
  }
  return { kept, findings };
}

/** The option of a union that a value was meant to be: of the value's kind, and among maps the one that knows most of its keys. */
function meantOption(union: z.ZodUnion, value: unknown): Schema | undefined {
  const options = union.options.filter((option) => expectation(unwrap(option)) === kindOf(value));
  if (!isRecord(value)) return options[0];
  const knownKeys = (option: Schema): number => {
    const inner = unwrap(option);
    const known = inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
    const keys = Object.keys(value);
    // A misspelt key counts half: it hints at the option that was meant.
    return keys.reduce(
      (sum, key) => sum + (known.includes(key) ? 1 : nearest(key, known).length > 0 ? 0.5 : 0),
      0,
    );
  };
  return options.reduce<Schema | undefined>(
    (best, option) => (best === undefined || knownKeys(option) > knownKeys(best) ? option : best),
    undefined,
  );
}

/** A schema without the wrappers that only fill in a value. */
function unwrap(schema: Schema): Schema {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? unwrap(schema.def.innerType)
    : schema;
}

/** What a schema takes, in words. */
function expectation(schema: Schema): string {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return "a map";
  if (schema instanceof z.ZodArray) return "a list";
  if (schema instanceof z.ZodNumber) return "a whole number";
  if (schema instanceof z.ZodBoolean || schema instanceof z.ZodLiteral) return "true or false";
  if (schema instanceof z.ZodUnion) {
    return schema.options
      .map((each) => expectation(unwrap(each)))
      .filter(isFirst)
      .join(" or ");
  }
  return "a text";
}

function fromIssue(issue: z.core.$ZodIssue, schema: Schema, root: unknown, path: Path): Finding {
  const at = [...path, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  const value = issue.path.reduce<unknown>(
    (parent, part) => (parent as Record<PropertyKey, unknown>)[part],
    root,
  );
  const arrow = issue.message.indexOf(" → ");
  if (arrow >= 0) return finding(at, value, issue.message.slice(0, arrow), issue.message.slice(arrow + 3));
  if (issue.code === "invalid_type") {
    return wrongKind(at, value, issue.path.length === 0 ? expectation(schema) : "a text");
  }
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    return finding(at, value, `this is one of ${values.join(", ")}`, didYouMean(String(value), values));
  }
  if (issue.code === "too_small") {
    return finding(
      at,
      value,
      `at least ${amount(issue.minimum, issue.origin)}`,
      "write more, or remove the key",
    );
  }
  if (issue.code === "too_big") {
    return finding(at, value, `at most ${amount(issue.maximum, issue.origin)}`, "write less");
  }
  return finding(at, value, lowerFirst(issue.message), "correct it");
}

function amount(limit: number | bigint, origin: string): string {
  const units: Record<string, string> = { string: " characters", array: " entries" };
  return `${limit}${units[origin] ?? ""}`;
}

function wrongKind(path: Path, value: unknown, expected: string): Finding {
  if (value === null) {
    return finding(
      path,
      undefined,
      `expected ${expected}, but nothing is written here`,
      "write a value, or remove the key",
    );
  }
  if (isRecord(value) && "secure" in value) {
    return finding(
      path,
      undefined,
      `expected ${expected}, but this is encrypted`,
      "write it in the clear: it is reviewed",
    );
  }
  const numeric = /^a text\b/.test(expected) && (typeof value === "number" || typeof value === "boolean");
  const fix = numeric ? "put it in quotes" : `write ${expected}`;
  return finding(path, value, `expected ${expected}, found ${kindOf(value)}`, fix);
}

/** A key that must be there and is not; the first sentence of its description says what to write. */
function missing(path: Path, schema: z.ZodType | undefined): Finding {
  const key = String(path.at(-1));
  const [meaning = ""] = /^.*?\.(?= |$)/.exec(schema?.meta()?.description ?? "") ?? [];
  return finding(
    path,
    undefined,
    `${key} is required`,
    `add ${key}${meaning === "" ? "" : `: ${meaning.replaceAll("`", "")}`}`,
  );
}

const isFirst = <T>(value: T, index: number, all: T[]): boolean => all.indexOf(value) === index;
