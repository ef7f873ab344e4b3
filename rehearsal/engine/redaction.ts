import { isRecord } from "../values.ts";
import { secretMask } from "./property-diff.ts";

/** Shorter texts are left alone: hidden everywhere, they would make any message unreadable. */
const shortest = 3;

/**
 * Hides the stack's secrets in texts that were not made by the engine: errors, and what a program logs. A secret
 * that is JSON is hidden as a whole and in each of its texts.
 * @param secrets the values of the stack's secret config
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const texts = secrets
    .flatMap((each) => [each, ...textsIn(parsed(each))])
    .filter(({ length }) => length >= shortest);
  // Longest first: one that is part of another must not leave the rest of it.
  const ordered = [...new Set(texts)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((hidden, each) => hidden.replaceAll(each, secretMask), text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}
