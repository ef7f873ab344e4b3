import { pathIn } from "../../lib/property-path.ts";
import { isList, isRecord, type Value } from "../../lib/value.ts";
import { shownValue } from "../report/shown.ts";

/** Most characters of a value that a sentence shows. */
const mostShown = 120;

/** What is at a path of inputs; absent where nothing is. */
export function inputAt(inputs: Value, path: string): Value | undefined {
  return (pathIn(path) ?? [path]).reduce<Value | undefined>((value, part) => {
    if (value === undefined) return undefined;
    if (isList(value)) return typeof part === "number" ? value[part] : undefined;
    return isRecord(value) ? value[part] : undefined;
  }, inputs);
}

/** That a preview has another value than was reviewed. */
export function otherValue(
  what: string,
  path: string,
  reviewed: Value | undefined,
  found: Value | undefined,
): string {
  return `${path} of ${what} is ${text(found)} where ${text(reviewed)} was reviewed`;
}

function text(value: Value | undefined): string {
  if (value === undefined) return "not set";
  const whole = JSON.stringify(shownValue(value));
  return whole.length > mostShown ? `${whole.slice(0, mostShown)}…` : whole;
}
