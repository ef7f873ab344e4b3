import { checkStacks, loadStack, type SchoolStack } from "../infra/stacks.ts";
import { Refusal } from "./refusal.ts";

/**
 * The checked stack of a school.
 *
 * @param purpose what cannot be done with a stack that breaks rules, as in "cannot be probed"
 * @throws {Refusal} when there is no such stack, it breaks rules, or it is a platform
 */
export function schoolStack(root: string, name: string, now: Date, purpose: string): SchoolStack {
  const { stacks, problems } = checkStacks(root, now, [name]);
  const stack = stacks.find((each) => each.name === name);
  if (!stack || problems.length > 0)
    throw new Refusal(`${name} ${purpose} as it is`, "correct it first", problems);
  if (stack.kind !== "school") throw new Refusal(`${name} is a platform`, "name a school");
  return stack;
}

/**
 * The stack of a school whose place among the others was checked before, as its file says it by now.
 *
 * @throws {Refusal} as {@link schoolStack} does; the rules between schools are not looked at
 */
export function reloadSchool(root: string, name: string, now: Date, purpose: string): SchoolStack {
  const loaded = loadStack(root, name, now);
  if ("problems" in loaded)
    throw new Refusal(`${name} ${purpose} as it is`, "correct it first", loaded.problems);
  if (loaded.kind !== "school") throw new Refusal(`${name} is a platform`, "name a school");
  return loaded;
}
