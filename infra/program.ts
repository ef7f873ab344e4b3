import * as pulumi from "@pulumi/pulumi";
import type { Stack } from "./config/stacks.ts";
import { platform } from "./platform.ts";
import { type BroughtCertificates, type SchoolOutputs, school } from "./school.ts";

/** Declares a stack's resources on the engine that the SDK is connected to, with the config that this one was given. */
export function declare(stack: Stack): SchoolOutputs | ReturnType<typeof platform> {
  if (stack.kind === "platform") return platform(stack.name, stack.platform);
  const certificates = new pulumi.Config("schoolgate").getSecretObject<BroughtCertificates>("certificates");
  return school(stack.name, stack.school, stack.platform, certificates);
}
