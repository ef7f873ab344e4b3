import { expect, test } from "vitest";
import { couldNotAsk, fail, notYet, pass, type Result } from "../../../cli/probe/result.ts";
import { exitCodeOf, stateOf } from "../../../cli/probe/summary.ts";

const action = { found: "x", next: "x", whose: "platform" } as const;
const about = (check: Result["check"]) => ({ check, subject: "x", expected: "x" });
const good = pass(about("dns"), "x");
const bad = fail(about("dns"), action);
const early = notYet(about("dns"), action);
const unasked = (check: Result["check"]): Result => couldNotAsk(about(check), action);

test.each([
  ["all pass", [good, good], "serving", 0],
  ["a step is open", [good, early], "in progress", 1],
  ["something is wrong", [good, early, bad, unasked("tls")], "stuck", 1],
  ["the way in was not asked about", [good, unasked("tls")], "in progress", 3],
  ["WeCom was not asked", [good, unasked("egress"), unasked("trust")], "serving", 3],
  ["what guards the way in was not asked about", [good, unasked("caa"), unasked("leak")], "serving", 3],
] as const)("%s", (_, results, state, exitCode) => {
  expect({ state: stateOf(results), exitCode: exitCodeOf(results) }).toEqual({ state, exitCode });
});
