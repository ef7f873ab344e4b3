import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileOf } from "../infra/config/folder.ts";
import { schoolKey } from "../infra/config/school-facts.ts";
import { parseStackFile, type StackFile } from "../infra/config/stack-file.ts";
import { loadStack, type SchoolStack, type Stack } from "../infra/config/stacks.ts";
import type { Problem } from "../lib/problem.ts";
import { Refusal } from "../lib/refusal.ts";
import { replaceFile } from "../lib/write-file.ts";
import { checkFleet } from "./check-fleet.ts";
import type { Deps } from "./deps.ts";
import type { YamlPath } from "./edit-yaml.ts";
import { schoolStack } from "./school-stack.ts";

/** Where a value of a school stands in its stack file. */
export const inSchool = (...path: YamlPath): YamlPath => ["config", schoolKey, ...path];

/** @throws {Refusal} with every problem, when the school's stack file is not sound */
export function soundSchool(name: string, { root, now }: Deps): SchoolStack {
  return schoolStack(root, name, now(), "cannot be changed");
}

/** The text of a stack's file. */
export function textOf(stack: Stack, { root }: Deps): string {
  return readFileSync(join(root, stack.file), "utf8");
}

/**
 * Checks what a stack file would be by every rule.
 *
 * @param what the change in words, for the refusal: "with …"
 * @throws {Refusal} with every problem of the changed file; nothing was written
 */
function checkDraft(stack: Stack, text: string, what: string, { root, now }: Deps): void {
  const { problems } = checkFleet(root, now(), [stack.name], new Map([[stack.name, draftOf(stack, text)]]));
  refuseBroken(stack, what, problems);
}

/**
 * Checks what a school's stack file would be by its own rules: for a change that no other school's file has to do with,
 * however many there are.
 *
 * @throws {Refusal} as {@link checkDraft} does
 */
export function checkDraftAlone(stack: SchoolStack, text: string, what: string, { root, now }: Deps): void {
  const loaded = loadStack(root, stack.name, now(), draftOf(stack, text));
  if ("problems" in loaded) refuseBroken(stack, what, loaded.problems);
}

function draftOf({ name }: Stack, text: string): StackFile {
  return parseStackFile(Buffer.from(text), fileOf(name));
}

function refuseBroken({ name }: Stack, what: string, problems: readonly Problem[]): void {
  if (problems.length > 0)
    throw new Refusal(`with ${what}, ${name} would break rules`, "correct them first", problems);
}

/**
 * Writes a stack file anew, whole or not at all, once it is checked.
 *
 * @param what the change in words, for the refusal: "with …"
 * @returns whether the text is another one than before
 * @throws {Refusal} with every problem of the changed file; nothing was written
 */
export function writeStack(stack: Stack, text: string, what: string, deps: Deps): boolean {
  if (text === textOf(stack, deps)) return false;
  checkDraft(stack, text, what, deps);
  replaceFile(join(deps.root, stack.file), text);
  return true;
}

/**
 * Writes a school's stack file anew, as {@link writeStack} does, where the text must be another one than before.
 *
 * @throws when it is not: whatever is said of the change afterwards would be untrue
 */
export function changeStack(stack: SchoolStack, text: string, what: string, deps: Deps): void {
  if (!writeStack(stack, text, what, deps)) throw new Error(`${stack.file} is the same with ${what}`);
}
