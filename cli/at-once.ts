import { Refusal } from "../lib/refusal.ts";

const initial = 4;
/** Each is a whole run of an engine. */
const most = 8;

/** The flag of commands that run the engine for several stacks. */
export const atOnceArg = {
  "at-once": {
    type: "string",
    valueHint: "n",
    description: `How many stacks at the same time, 1 to ${most}. Default: ${initial}`,
  },
} as const;

/** @throws {Refusal} for what is no such number */
export function parseAtOnce(text: string | undefined): number {
  if (text === undefined) return initial;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= most) return number;
  throw new Refusal(`--at-once is ${text}`, `write a number from 1 to ${most}`);
}
