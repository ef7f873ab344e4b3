import { readFileSync, statSync } from "node:fs";
import { jsonOf } from "../../lib/json.ts";
import { codeOf } from "../../lib/system-errors.ts";
import type { Plan } from "../../plan/model.ts";
import { planSchema } from "./plan-schema.ts";

// What a plan's run leaves behind was written by the code under review: it is data, and every word of it is doubted.

/** Bytes: a plan of 5,000 schools in 400 groups has a tenth of it. */
export const mostPlanBytes = 64 * 1024 * 1024;

/** The plan that a run left, or why it cannot be used: one clause, of our own words. */
export type Artifact = { readonly plan: Plan } | { readonly why: string };

/** Reads a plan that other code wrote. */
export function readArtifact(file: string): Artifact {
  const read = readText(file);
  if ("why" in read) return read;
  const parsed = parsePlan(read.text);
  if (parsed?.success) return { plan: parsed.data };
  const [issue] = parsed?.error.issues ?? [];
  // Where, and no value: it is not ours.
  const place = (issue?.path ?? []).map(String).filter((part) => /^\w{1,20}$/.test(part));
  return {
    why: `the plan is not what gate plan writes${place.length > 0 ? ` (at ${place.join(".")})` : ""}`,
  };
}

function parsePlan(text: string): ReturnType<typeof planSchema.safeParse> | undefined {
  try {
    return planSchema.safeParse(jsonOf(text));
  } catch (error) {
    // Lists in lists in lists, more than the stack has room for.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readText(file: string): { readonly text: string } | { readonly why: string } {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return { why: "the plan is no file" };
    if (stat.size > mostPlanBytes)
      return { why: `the plan has ${stat.size} bytes, and ${mostPlanBytes} are taken` };
    return { text: readFileSync(file, "utf8") };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { why: "the plan is missing" };
    throw error;
  }
}
