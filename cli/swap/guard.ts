import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { isSnat } from "./egress-state.ts";
import type { PlannedChange } from "./engine.ts";
import type { SwapAddresses } from "./outcome.ts";

/** What an up would do is not the swap alone. */
export class UnexpectedPlan extends Refusal {}

/** @throws {UnexpectedPlan} once it has shown a plan that is not the swap alone */
export function refuseMoreThanSwap(
  plan: readonly PlannedChange[],
  slug: string,
  { to, ips }: SwapAddresses,
  { stdout }: Deps,
): void {
  if (isSwapOnly(plan, slug, ips[to] ?? "")) return;
  stdout.write(`What an up of ${slug} would do:\n${planLines(plan)}`);
  throw new UnexpectedPlan(
    "a swap changes the IP of the SNAT entry and nothing else, and the program or its files hold more that is not up yet",
    "nothing was done; bring that up first, in a change of its own, then swap",
  );
}

/** Whether a plan is the swap and nothing else: one update of the SNAT entry's `snatIp`, to the address that was named. */
export function isSwapOnly(plan: readonly PlannedChange[], slug: string, ip: string): boolean {
  const [only, ...others] = plan;
  if (only === undefined || others.length > 0 || only.op !== "update" || !isSnat(slug, only)) return false;
  // A state that was refreshed may have the old inputs already as they shall be: then none of them changes.
  return only.properties.every((property) => property === "snatIp" && only.to[property] === ip);
}

const signs: Readonly<Record<string, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "+-",
  import: "=",
};

/** A plan in lines; of values only names, as some of them may be secret. */
export function planLines(plan: readonly PlannedChange[]): string {
  const lines = plan.map(({ op, type, name, properties }) => {
    const changed = op === "update" && properties.length > 0 ? ` (${properties.join(", ")})` : "";
    return `  ${(signs[op] ?? " ").padEnd(2)} ${op} ${type.split(":").at(-1) ?? type} ${name}${changed}\n`;
  });
  return lines.join("");
}
