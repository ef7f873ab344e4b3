// Faults on demand: a plan says which call of a stand-in goes wrong, when, and how. The stand-in that keeps the plan
// asks `struck` at each call and counts in its own file, so that a run after a kill goes on counting.

import { readFile } from "node:fs/promises";
import { closest } from "fastest-levenshtein";
import { parse } from "yaml";
import { z } from "zod";
import { messageOf } from "../lib/system-errors.ts";

/** How a call goes wrong; a fault is one of them. */
const ways = ["error", "timeout", "disconnect", "throttle", "unready", "kill"] as const;

const faultSchema = z
  .strictObject({
    /** A cloud call ("CreateSnatEntry"), or a provider's method on a type ("create alicloud:vpc/snatEntry:SnatEntry"). */
    call: z.string(),
    /** The first call that goes wrong, counted from 1. */
    nth: z.int().positive().default(1),
    /** How many calls in a row go wrong. */
    times: z.int().positive().default(1),
    /** before: it took no effect. after: it took effect, and the caller does not learn of it. */
    when: z.enum(["before", "after"]),
    error: z.string().min(1).optional(),
    /** No answer comes: at a cloud's wire front the connection stays open, and silent. */
    timeout: z.literal(true).optional(),
    /** The connection breaks before an answer comes. */
    disconnect: z.literal(true).optional(),
    throttle: z.literal(true).optional(),
    /** A Kubernetes object that is there does not become ready as long as the provider waits for it. */
    unready: z.literal(true).optional(),
    kill: z.literal(true).optional(),
  })
  .refine((fault) => ways.filter((way) => fault[way] !== undefined).length === 1, {
    error: `say exactly one of ${ways.map((way) => `"${way}"`).join(", ")}`,
  })
  .refine(
    ({ unready, call, when }) =>
      unready === undefined || (when === "after" && /^(create|update) kubernetes:/.test(call)),
    { error: '"unready" is what a Kubernetes object is after a create or an update', path: ["unready"] },
  );

export type Fault = z.output<typeof faultSchema>;
/** A fault as one writes it in a plan. */
export type FaultInput = z.input<typeof faultSchema>;

/** The names that a plan may use. */
export interface KnownCalls {
  /** Calls to a cloud, e.g. "CreateSnatEntry". */
  readonly calls: readonly string[];
  /** Resource types whose provider methods may be named. */
  readonly types: readonly string[];
  /** Packages whose types another stand-in checks, e.g. "kubernetes". */
  readonly otherPackages?: readonly string[];
}

const methods = ["check", "diff", "create", "read", "update", "delete"] as const;
/** A provider's method, as far as a plan may name it. */
export type Method = (typeof methods)[number];

/** How a plan names a provider's method on a type. */
export function methodCall(method: Method, type: string): string {
  return `${method} ${type}`;
}

/**
 * Checks a plan.
 * @param plan what the file or the caller says.
 * @param known every name that some stand-in answers to.
 * @param source where the plan comes from, for the error text.
 * @throws with every problem, one a line: where in the plan, what is wrong, the nearest name.
 */
export function parseFaults(plan: unknown, known: KnownCalls, source = "the fault plan"): Fault[] {
  const parsed = z.array(faultSchema).safeParse(plan);
  const problems = parsed.success
    ? parsed.data.flatMap((fault, index) =>
        nameProblem(fault.call, known).map((text) => `[${index}].call: ${text}`),
      )
    : parsed.error.issues.map(issueText);
  if (problems.length > 0)
    throw new Error(`${source} is wrong:\n${problems.map((text) => `  ${text}`).join("\n")}`);
  return parsed.data ?? [];
}

/** Reads a plan from a YAML or JSON file; no file, no faults. */
export async function loadFaults(file: string, known: KnownCalls): Promise<Fault[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  let plan: unknown;
  try {
    plan = parse(text);
  } catch (error) {
    throw new Error(`${file} is not YAML: ${messageOf(error)}`);
  }
  return parseFaults(plan ?? [], known, file);
}

/**
 * Counts a call that the plan names and says what goes wrong with it. A call that no fault names is not counted.
 * @param counts how often each named call was made; changed in place.
 */
export function struck(
  plan: readonly Fault[],
  counts: Record<string, number>,
  call: string,
): Fault | undefined {
  const named = plan.filter((fault) => fault.call === call);
  if (named.length === 0) return undefined;
  const count = (counts[call] ?? 0) + 1;
  counts[call] = count;
  return named.find((fault) => count >= fault.nth && count < fault.nth + fault.times);
}

/** Ends the process as a crash does: nothing gets to clean up. */
export function killOwnProcess(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal is delivered before this process runs on; what follows only tells TypeScript so.
  throw new Error("the process survived its own SIGKILL");
}

function nameProblem(call: string, known: KnownCalls): string[] {
  const [method = "", type, ...rest] = call.split(" ");
  if (type === undefined) return known.calls.includes(call) ? [] : [unknownName("call", call, known.calls)];
  if (rest.length > 0) return [`"${call}" is neither a call nor a method and a type`];
  return [
    ...(methods.some((name) => name === method) ? [] : [unknownName("method", method, methods)]),
    ...(known.types.includes(type) || known.otherPackages?.includes(type.split(":", 1)[0] ?? "")
      ? []
      : [unknownName("type", type, known.types)]),
  ];
}

function issueText(issue: z.core.$ZodIssue): string {
  const at = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const text =
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownName("field", key, Object.keys(faultSchema.shape))).join("; ")
      : issue.message;
  return at === "" ? text : `${at}: ${text}`;
}

function unknownName(kind: string, name: string, known: readonly string[]): string {
  const nearest = known.length === 0 ? "" : `; the nearest is "${closest(name, [...known])}"`;
  return `there is no ${kind} "${name}"${nearest}`;
}
