import type { Problem } from "../infra/problem.ts";
import { checkStacks, loadStack, type SchoolStack, type Stack } from "../infra/stacks.ts";
import { Refusal } from "./refusal.ts";

/**
 * The checked stack of a school.
 *
 * @param purpose what cannot be done with a stack that breaks rules, as in "cannot be probed"
 * @throws {Refusal} when there is no such stack, it breaks rules, or it is a platform
 */
export function schoolStack(root: string, name: string, now: Date, purpose: string): SchoolStack {
  const { stacks, problems } = checkStacks(root, now, [name]);
  return sound(
    stacks.find((each) => each.name === name),
    problems,
    name,
    purpose,
  );
}

/**
 * The stack of a school whose place among the others was checked before, as its file says it by now.
 *
 * @throws {Refusal} as {@link schoolStack} does; the rules between schools are not looked at
 */
export function reloadSchool(root: string, name: string, now: Date, purpose: string): SchoolStack {
  const loaded = loadStack(root, name, now);
  return "problems" in loaded
    ? sound(undefined, loaded.problems, name, purpose)
    : sound(loaded, [], name, purpose);
}

function sound(
  stack: Stack | undefined,
  problems: readonly Problem[],
  name: string,
  purpose: string,
): SchoolStack {
  if (!stack || problems.length > 0)
    throw new Refusal(`${name} ${purpose} as it is`, "correct it first", problems);
  if (stack.kind !== "school") throw new Refusal(`${name} is a platform`, "name a school");
  return stack;
}
