import { isSnat } from "./egress-state.ts";
import type { PlannedChange } from "./engine.ts";

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
