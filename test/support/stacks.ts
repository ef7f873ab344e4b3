import { fileURLToPath } from "node:url";
import { loadStack, type PlatformStack, type SchoolStack } from "../../infra/config/stacks.ts";
import { report } from "../../lib/report.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** A day on which the certificates of `stacks/` are in date. */
const day = new Date("2026-12-01T00:00:00Z");

/** A school of `stacks/`, checked, with its platform. */
export function schoolStack(name: string): SchoolStack {
  const stack = loadStack(root, name, day);
  if ("problems" in stack) throw new Error(report(stack.problems));
  if (stack.kind !== "school") throw new Error(`${name} is a platform`);
  return stack;
}

/** A platform of `stacks/`, checked. */
export function platformStack(name: string): PlatformStack {
  const stack = loadStack(root, name, day);
  if ("problems" in stack) throw new Error(report(stack.problems));
  if (stack.kind !== "platform") throw new Error(`${name} is a school`);
  return stack;
}
