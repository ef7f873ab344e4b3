import { expect, test } from "vitest";
import { parseDuration } from "../../../rehearsal/engine/duration.ts";

test.each([
  ["30s", 30],
  ["5m", 300],
  ["1h30m", 5400],
  ["1.5s", 1.5],
  ["500ms", 0.5],
])("%s is %d seconds", (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(["", "5", "m5", "5 m", "5x"])('"%s" is no duration', (text) => {
  expect(() => parseDuration(text)).toThrow(`"${text}" is no duration: write it like "30s", "5m" or "1h30m"`);
});
