import * as pulumi from "@pulumi/pulumi";
import { platform } from "./platform.ts";
import type { Problem } from "./problem.ts";
import { type BroughtCertificates, type SchoolOutputs, school } from "./school.ts";
import { type ProgramConfig, programConfig } from "./stack-config.ts";
import { type Stack, stackLoader } from "./stacks.ts";

/** Declares a stack's resources on the engine that the SDK is connected to, with the config that this one was given. */
export function declare(stack: Stack): SchoolOutputs | ReturnType<typeof platform> {
  if (stack.kind === "platform") return platform(stack.name, stack.platform);
  const certificates = new pulumi.Config("schoolgate").getSecretObject<BroughtCertificates>("certificates");
  return school(stack.name, stack.school, stack.platform, certificates);
}

/** One stack's program for whoever plays the engine: a plan runs those of all stacks in one process. */
export interface Program extends ProgramConfig {
  readonly kind: Stack["kind"];
  /** Declares the stack; the SDK has to be given the config before. */
  readonly run: () => unknown;
}

/**
 * The programs of a project's stacks, by name. A plan asks those of two commits for them, each by the module of its own
 * commit: what is changed here, a plan between the commits before and after has to bear.
 *
 * @param root the project's folder
 * @param now certificates must be in date at this time
 */
export function programs(
  root: string,
  now: Date,
): (name: string) => Program | { readonly problems: readonly Problem[] } {
  const load = stackLoader(root, now);
  return (name) => {
    const stack = load(name);
    if ("problems" in stack) return stack;
    return { kind: stack.kind, ...programConfig(stack.config), run: () => declare(stack) };
  };
}
