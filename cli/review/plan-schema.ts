import { z } from "zod";
import { type Caveat, type OptionChange, type Plan, symbolEnd, symbolStart } from "../../plan/model.ts";
import { en } from "../../plan/report/texts/en.ts";

/** Text that means nothing but itself: a plan in JSON has no symbols left. */
const text = z
  .string()
  .max(20_000)
  .refine((value) => !value.includes(symbolStart) && !value.includes(symbolEnd));
const count = z.int().min(0).max(1_000_000);

/** A stack's name, which is also safe as an argument and as a file's name. */
const stackName = z.string().regex(/^\w[\w.-]{0,99}$/, "a stack's name has letters, digits, and . _ - in it");

const property = z.object({
  path: text,
  from: z.json().exactOptional(),
  to: z.json().exactOptional(),
  replaces: z.literal(true).exactOptional(),
});
const option = z.object({
  option: z.custom<OptionChange["option"]>(
    (value) => typeof value === "string" && /^[A-Za-z]{1,40}$/.test(value),
  ),
  from: z.json().exactOptional(),
  to: z.json().exactOptional(),
});
const change = z.object({
  operation: z.enum(["create", "update", "replace", "delete", "import", "options"]),
  ...{ urn: text, type: text, name: text },
  properties: z.array(property),
  options: z.array(option),
  mayReplace: z.literal(true).exactOptional(),
  refused: z.literal(true).exactOptional(),
});
const violation = z.object({
  policy: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a policy is named in lower-case letters, digits and hyphens"),
  level: z.enum(["mandatory", "advisory"]),
  urn: text.exactOptional(),
  message: text,
});
const group = z.object({
  fingerprint: text,
  schools: z.array(stackName).min(1),
  changes: z.array(change),
  violations: z.array(violation),
  outputs: z.array(property).exactOptional(),
});
const side = z.object({
  ref: text.exactOptional(),
  states: z.array(text).exactOptional(),
  commit: text.exactOptional(),
  uncommitted: z.array(text).exactOptional(),
});
const note = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all is new") }),
  z.object({ kind: z.literal("gone"), stack: text }),
  z.object({ kind: z.literal("renamed"), stack: text, to: text }),
]);
const caveat = z
  .object({ kind: z.enum(Object.keys(en.caveat) as [Caveat, ...Caveat[]]) })
  .transform(({ kind }) => kind);

/** What `gate plan` writes as JSON, read by who does not trust the writer: all of it is bounded, and nothing else is kept. */
export const planSchema: z.ZodType<Plan> = z
  .object({
    base: side.nullable(),
    head: side,
    totals: z.object({
      ...{ stacks: count, unchanged: count, changed: count, failed: count },
      operations: z.object({
        ...{ create: count, update: count, replace: count, delete: count, import: count, options: count },
      }),
      ...{ mandatory: count, advisory: count },
    }),
    groups: z.array(group).max(10_000),
    problems: z
      .array(z.object({ stack: text.exactOptional(), stacks: z.array(text).exactOptional(), message: text }))
      .max(100_000),
    notes: z.array(note),
    caveats: z.array(caveat),
  })
  .transform(({ base, ...plan }) => ({ ...plan, ...(base !== null && { base }) }));
