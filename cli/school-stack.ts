import { checkStacks, loadStack, type SchoolStack, type Stack } from "../infra/config/stacks.ts";
import type { Problem } from "../lib/problem.ts";
import { Refusal } from "../lib/refusal.ts";
import { refuseHidden } from "./sparse-checkout.ts";

/**
 * The checked stack of a school or a platform.
 *
 * @param purpose what cannot be done with a stack that breaks rules, as in "cannot be probed"
 * @throws {Refusal} when there is no such stack, or it breaks rules
 */
export function soundStack(root: string, name: string, now: Date, purpose: string): Stack {
  const { stacks, problems } = checkStacks(root, now, [name]);
  return sound(
    root,
    stacks.find((each) => each.name === name),
    problems,
    name,
    purpose,
  );
}

/**
 * The checked stack of a school.
 *
 * @throws {Refusal} as {@link soundStack} does, and when it is a platform
 */
export function schoolStack(root: string, name: string, now: Date, purpose: string): SchoolStack {
  return asSchool(soundStack(root, name, now, purpose));
}

/**
 * The stack of a school whose place among the others was checked before, as its file says it by now.
 *
 * @throws {Refusal} as {@link schoolStack} does; the rules between schools are not looked at
 */
export function reloadSchool(root: string, name: string, now: Date, purpose: string): SchoolStack {
  const loaded = loadStack(root, name, now);
  const [stack, problems] = "problems" in loaded ? [undefined, loaded.problems] : [loaded, []];
  return asSchool(sound(root, stack, problems, name, purpose));
}

function sound(
  root: string,
  stack: Stack | undefined,
  problems: readonly Problem[],
  name: string,
  purpose: string,
): Stack {
  if (stack && problems.length === 0) return stack;
  refuseHidden(root, name);
  throw new Refusal(`${name} ${purpose} as it is`, "correct it first", problems);
}

function asSchool(stack: Stack): SchoolStack {
  if (stack.kind !== "school") throw new Refusal(`${stack.name} is a platform`, "name a school");
  return stack;
}
