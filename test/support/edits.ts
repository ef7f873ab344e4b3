import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { runGate } from "./gate.ts";
import { exampleText, stackFiles } from "./stack-files.ts";

/** Runs gate on a stack; says what it said, and how the stack file's lines changed. */
export async function edited(stack: string, words: readonly string[], text?: string) {
  const before = text ?? exampleText(stack);
  const root = stackFiles({ [stack]: before });
  const { code, stdout, stderr } = await runGate(root, words);
  const after = readFileSync(join(root, `stacks/Pulumi.${stack}.yaml`), "utf8");
  expect(readdirSync(join(root, "stacks")).filter((each) => each.includes("tmp"))).toEqual([]);
  const [old, lines] = [before.split("\n"), after.split("\n")];
  return {
    code,
    stdout,
    stderr,
    added: lines.filter((line) => !old.includes(line)),
    removed: old.filter((line) => !lines.includes(line)),
    after,
  };
}

/** That a command has changed the file, and what it said. */
export const done = (stdout: string, added: readonly string[], removed: readonly string[]) => ({
  code: 0,
  stdout,
  stderr: "",
  added,
  removed,
});
/** That a command has changed nothing, and why. */
export const refused = (what: string, fix: string) => ({
  code: 1,
  stdout: "",
  stderr: `error  ${what}\n  fix  ${fix}\n`,
  added: [],
  removed: [],
});

/** The school demo with its addresses, and with what it trusts, as given. */
export const demoWith = (list: string, trusted = "[a, b]"): string =>
  exampleText("demo")
    .replace("      addresses: { a: {}, b: {} }", `      addresses: ${list}`)
    .replace("trusted: [a, b]", `trusted: ${trusted}`);
