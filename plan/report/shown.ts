import { isList, type Value } from "../../lib/value.ts";
import { type Plan, symbolEnd, symbolStart } from "../model.ts";
import { isSecretBody, replaceSymbols } from "../symbols.ts";

/** How a secret is shown, whatever it is. */
export const secret = "‹secret›";

/**
 * A plan that is safe to show: symbols as `‹name›`, secrets without their digest. Every report starts from it.
 */
export function shown(plan: Plan): Plan {
  // A plan is plain data, and what maps its texts keeps its shape.
  return shownValue(plan as unknown as Value) as unknown as Plan;
}

/** The same of any value of a plan. */
export function shownValue(value: Value): Value {
  if (typeof value === "string") return readable(value);
  if (isList(value)) return value.map(shownValue);
  if (typeof value !== "object" || value === null) return value;
  // fromEntries, unlike an assignment, makes a plain property of a key named __proto__.
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [readable(key), shownValue(child)]));
}

function readable(text: string): string {
  const replaced = replaceSymbols(text, (body) => (isSecretBody(body) ? secret : `‹${body}›`));
  return replaced.replaceAll(symbolStart, "‹").replaceAll(symbolEnd, "›");
}
