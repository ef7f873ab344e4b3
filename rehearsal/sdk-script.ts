import { createRequire } from "node:module";
import { join } from "node:path";
import { Refusal } from "../lib/refusal.ts";

/**
 * Where the SDK that a program itself uses keeps the entry point for programs of its kind.
 * @param folder of the program, or one above it
 */
export function sdkScript(folder: string, kind: "run" | "run-plugin" | "run-policy-pack"): string {
  try {
    return createRequire(join(folder, "package.json")).resolve(`@pulumi/pulumi/cmd/${kind}/index.js`);
  } catch {
    throw new Refusal(`@pulumi/pulumi is not installed in ${folder}: run "npm ci" there`);
  }
}
