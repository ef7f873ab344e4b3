import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { report } from "../lib/report.ts";
import { loadStack, type Stack } from "./config/stacks.ts";
import { declare } from "./program.ts";

const root = resolve(import.meta.dirname, "..");

// A function, not a value: a plan calls it for every stack, and keeps no resource of one for the next.
export default declareStack;

function declareStack(): ReturnType<typeof declare> {
  return declare(load(pulumi.getStack()));
}

/** Only the reviewed file counts: other values that the engine was given are refused, not merged. */
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
