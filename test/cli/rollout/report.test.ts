import { expect, it } from "vitest";
import type { Ending } from "../../../cli/rollout/one-stack.ts";
import { formats } from "../../../cli/rollout/report.ts";

const endings: readonly Ending[] = [
  { stack: "a", result: "up already" },
  { stack: "b", result: "up" },
  { stack: "c", result: "between", why: ["it failed:\n  quota | \u001b[31mfull"], fix: "ask for more" },
  { stack: "d", result: "held back", why: ["more", "other"], fix: "plan again" },
  { stack: "e", result: "not begun" },
];
const sides = { base: { ref: "main", commit: "a".repeat(40) }, head: { commit: "b".repeat(40) } };
const halted = { ...sides, endings, command: "./gate rollout --plan plan.json" };
const done = { ...halted, endings: endings.slice(0, 2) };

it("says in text who has the change, who has not, and who is between", () => {
  expect(formats.text(halted)).toBe(
    [
      "c is between:",
      "  it failed: quota | \\u{1b}[31mfull",
      "  fix  ask for more",
      "d is held back; nothing was done:",
      "  more",
      "  other",
      "  fix  plan again",
      "2 stacks of 5 have the change (1 by this run), 1 stack held back, 1 stack between, 1 stack not begun.",
      "Go on with: ./gate rollout --plan plan.json",
      "",
    ].join("\n"),
  );
  expect(formats.text(done)).toBe("2 stacks of 2 have the change (1 by this run).\n");
});

it("says the same as JSON", () => {
  expect(JSON.parse(formats.json(halted))).toEqual({ ok: false, ...sides, stacks: endings });
  expect(JSON.parse(formats.json(done))).toEqual({ ok: true, ...sides, stacks: endings.slice(0, 2) });
});

it("says the same as Markdown", () => {
  expect(formats.markdown(halted)).toBe(
    [
      "# Roll-out of bbbbbbbbbbbb",
      "",
      "2 stacks of 5 have the change (1 by this run), 1 stack held back, 1 stack between, 1 stack not begun.",
      "",
      "| Stack | Result | Why |",
      "| --- | --- | --- |",
      "| a | up already |  |",
      "| b | up |  |",
      "| c | between | it failed: quota \\| \\u{1b}[31mfull<br>fix: ask for more |",
      "| d | held back | more<br>other<br>fix: plan again |",
      "| e | not begun |  |",
      "",
      "Go on with:",
      "",
      "```sh",
      "./gate rollout --plan plan.json",
      "```",
      "",
    ].join("\n"),
  );
});
