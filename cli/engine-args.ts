import { didYouMean } from "../lib/nearest.ts";
import { Refusal } from "../lib/refusal.ts";

const engines = ["rehearsal", "pulumi"] as const;

/** The flags that say which engine rehearses. */
export const engineArgs = {
  engine: {
    type: "string",
    valueHint: "rehearsal|pulumi",
    description:
      "Whose engine: the rehearsal's own, or Pulumi's CLI, with a state apart; with --edge, with Pulumi's Kubernetes provider. Default: rehearsal",
  },
  yes: { type: "boolean", description: "Do not ask: build what Pulumi's engine needs and is not installed" },
} as const;

/** Whether Pulumi's own engine is asked for. @throws {Refusal} when there is no such engine */
export function isPulumi(engine: string | undefined): boolean {
  if (engine === undefined || engines.some((each) => each === engine)) return engine === "pulumi";
  throw new Refusal(`--engine is rehearsal or pulumi, and ${engine} is neither`, didYouMean(engine, engines));
}
