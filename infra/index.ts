import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { report } from "../lib/report.ts";
import { loadStack, type Stack } from "./config/stacks.ts";
import { declare } from "./program.ts";

const root = resolve(import.meta.dirname, "..");

// The language host calls it. A plan does so for every stack, and keeps nothing of what was declared.
export default declareStack;

function declareStack(): ReturnType<typeof declare> {
  return declare(load(pulumi.getStack()));
}

/** The reviewed file is what runs: whatever else the engine was given is refused, not mixed in. */
function load(name: string): Stack {
  const loaded = loadStack(root, name, new Date());
  if ("problems" in loaded) throw new pulumi.RunError(`the stack cannot go up\n\n${report(loaded.problems)}`);
  const given = new pulumi.Config("schoolgate").getObject(loaded.kind);
  if (isDeepStrictEqual(given, loaded.config[`schoolgate:${loaded.kind}`])) return loaded;
  throw new pulumi.RunError(
    `the engine was given another schoolgate:${loaded.kind} than ${loaded.file} holds: ` +
      "change the file instead of passing --config or --config-file",
  );
}
