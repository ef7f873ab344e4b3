import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { jsonOf } from "../../lib/json.ts";
import { codeOf } from "../../lib/system-errors.ts";

// What a plan's run leaves behind was written by the code under review: it is data, and every word of it is doubted.

/** Bytes: a plan of 5,000 schools in 400 groups has a tenth of it. */
export const mostPlanBytes = 64 * 1024 * 1024;
/** Bytes: what `gate plan` keeps a comment under. */
export const mostCommentBytes = 262_144;

/** A stack's name, which is also safe as an argument and as a file's name. */
const stackName = z.string().regex(/^\w[\w.-]{0,99}$/, "a stack's name has letters, digits, and . _ - in it");
const text = z.string().max(20_000);
const count = z.int().min(0).max(1_000_000);

const violation = z.object({
  policy: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a policy is named in lower-case letters, digits and hyphens"),
  level: z.enum(["mandatory", "advisory"]),
  message: text,
});

const group = z.object({
  schools: z.array(stackName).min(1),
  changes: z.array(
    z.object({
      operation: z.enum(["create", "update", "replace", "delete", "import", "options"]),
      urn: text,
    }),
  ),
  violations: z.array(violation),
});

const plan = z.object({
  base: z.object({ ref: text.optional() }).nullish(),
  totals: z.object({ stacks: count, changed: count, failed: count }),
  groups: z.array(group).max(10_000),
  problems: z
    .array(z.object({ stack: text.optional(), stacks: z.array(text).optional(), message: text }))
    .max(100_000),
});

/** The part of a plan that a review reads. */
export type ReviewedPlan = z.infer<typeof plan>;

/** A group of such a plan. */
export type ReviewedGroup = ReviewedPlan["groups"][number];

/** What a plan's run left, or why it cannot be used: one clause, of our own words. */
export type Artifact = { readonly plan: ReviewedPlan; readonly comment: string } | { readonly why: string };

/** Reads what a plan's run left behind. */
export function readArtifact(planFile: string, commentFile: string): Artifact {
  const read = readPlan(planFile);
  if ("why" in read) return read;
  const comment = readText(commentFile, "the comment", mostCommentBytes);
  return "why" in comment ? comment : { plan: read.plan, comment: comment.text };
}

/** Reads a plan that other code wrote. */
export function readPlan(file: string): { readonly plan: ReviewedPlan } | { readonly why: string } {
  const read = readText(file, "the plan", mostPlanBytes);
  if ("why" in read) return read;
  const parsed = plan.safeParse(jsonOf(read.text));
  if (parsed.success) return { plan: parsed.data };
  const [issue] = parsed.error.issues;
  // Where, and no value: it is not ours.
  const place = (issue?.path ?? []).map(String).filter((part) => /^\w{1,20}$/.test(part));
  return {
    why: `the plan is not what gate plan writes${place.length > 0 ? ` (at ${place.join(".")})` : ""}`,
  };
}

function readText(
  file: string,
  what: string,
  most: number,
): { readonly text: string } | { readonly why: string } {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return { why: `${what} is no file` };
    if (stat.size > most) return { why: `${what} has ${stat.size} bytes, and ${most} are taken` };
    return { text: readFileSync(file, "utf8") };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { why: `${what} is missing` };
    throw error;
  }
}
