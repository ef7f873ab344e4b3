import { Refusal } from "../../lib/refusal.ts";

/** Variables as a CI system sets them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** @throws {Refusal} when a variable is missing, or is not of its form; its value is not repeated */
export function variable(env: Variables, name: string, form: RegExp, whose: string): string {
  const value = env[name];
  if (value !== undefined && form.test(value)) return value;
  throw new Refusal(
    value === undefined || value === "" ? `${name} is not set` : `${name} is not of the form that it has`,
    whose,
  );
}

/** A base address without the slash at its end. */
export const address = /^https?:\/\/[^\s/]+(?:\/[^\s?#]*[^\s?#/])?$/;

/** A token: printable, on one line. */
export const tokenForm = /^[!-~]+$/;

/** @throws {Refusal} when it is no number of a run, a pipeline or a change */
export function idOf(text: string, flag: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Refusal(
    `--${flag} is a number, and ${JSON.stringify(text.slice(0, 40))} is none`,
    `write it like --${flag} 12`,
  );
}
