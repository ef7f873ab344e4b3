import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { platform } from "./platform.ts";
import { report } from "./report.ts";
import { type BroughtCertificates, school } from "./school.ts";
import { loadStack, type Stack } from "./stacks.ts";

const root = resolve(import.meta.dirname, "..");
const config = new pulumi.Config("schoolgate");

const stack = load(pulumi.getStack());
export default stack.kind === "platform"
  ? platform(stack.name, stack.platform)
  : school(
      stack.name,
      stack.school,
      stack.platform,
      config.getSecretObject<BroughtCertificates>("certificates"),
    );

/** The reviewed file is what runs: whatever else the engine was given is refused, not mixed in. */
function load(name: string): Stack {
  const loaded = loadStack(root, name, new Date());
  if ("problems" in loaded) throw new pulumi.RunError(`the stack cannot go up\n\n${report(loaded.problems)}`);
  const given = config.getObject(loaded.kind);
  if (isDeepStrictEqual(given, loaded.config[`schoolgate:${loaded.kind}`])) return loaded;
  throw new pulumi.RunError(
    `the engine was given another schoolgate:${loaded.kind} than ${loaded.file} holds: ` +
      "change the file instead of passing --config or --config-file",
  );
}
