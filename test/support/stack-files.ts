import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { temporaryFolder } from "./temporary-folder.ts";

const examples = join(import.meta.dirname, "../../stacks");

/** A time at which the examples' certificates are in date. */
export const now = new Date("2026-12-01T00:00:00Z");

/** A stack file as plain values. */
export interface StackValues {
  [key: string]: unknown;
  config: Record<string, unknown>;
}

/**
 * Stack files in a folder of the test's own: the project's examples, with files replaced or added.
 *
 * @param files text or values by stack name
 * @returns the root of the folder, which holds `stacks/`
 */
export function stackFiles(files: Readonly<Record<string, string | StackValues>> = {}): string {
  const root = temporaryFolder();
  const stacks = join(root, "stacks");
  mkdirSync(stacks);
  for (const file of readdirSync(examples).filter((name) => name.endsWith(".yaml"))) {
    copyFileSync(join(examples, file), join(stacks, file));
  }
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : stringify(content);
    writeFileSync(join(stacks, `Pulumi.${name}.yaml`), text);
  }
  return root;
}

/** The text of an example stack file. */
export function exampleText(name: string): string {
  return readFileSync(join(examples, `Pulumi.${name}.yaml`), "utf8");
}

/** The values of an example stack file, to be changed at will. */
export function example(name: string): StackValues {
  return parse(exampleText(name)) as StackValues;
}

/** Sets a value deep in plain values; `undefined` removes its key. */
export function set(values: StackValues, path: readonly string[], value: unknown): StackValues {
  const parent = path.slice(0, -1).reduce<Record<string, unknown>>((node, key) => {
    node[key] ??= {};
    return node[key] as Record<string, unknown>;
  }, values);
  const last = path.at(-1) ?? "";
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return values;
}
