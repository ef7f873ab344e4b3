import { Refusal } from "../../lib/refusal.ts";

const secondsPerUnit: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};

const part = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g;

/**
 * The seconds of a duration as Pulumi writes it: "5m", "1h30m", "1.5s".
 * @throws Refusal when it is none
 */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(part)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) {
    throw new Refusal(`"${text}" is no duration: write it like "30s", "5m" or "1h30m"`);
  }
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (secondsPerUnit[unit] ?? 0), 0);
}
