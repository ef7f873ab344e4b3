import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { messages, programStack } from "../../support/program-stack.ts";
import { Toy } from "../../support/toy.ts";
import { brief, modeOf } from "../../support/toy-stack.ts";

const shelf = {
  "demo:value": "1",
  "demo:fixed": "x",
  "demo:password": "correct horse",
  "toy:region": "here",
};

test("runs a program as Pulumi does, and again with nothing to do", async () => {
  const toy = new Toy();
  const stack = programStack("shelf", shelf, { providers: { toy } });
  const first = await up(stack);
  const urn = (type: string, name: string) => `urn:pulumi:dev::demo::${type}::${name}`;
  const stackUrn = urn("pulumi:pulumi:Stack", "demo-dev");
  const box = urn("toys:index:Box", "box");
  const created = (type: string, name: string, parent: string, qualified = type) => ({
    ...{ op: "create", urn: urn(qualified, name), type, name, parent, diff: [] },
  });
  expect({ ...first, durationMs: 0 }).toEqual({
    result: "succeeded",
    changes: { create: 5, update: 0, replace: 0, delete: 0, same: 0, import: 0 },
    steps: [
      created("pulumi:pulumi:Stack", "demo-dev", ""),
      created("toys:index:Box", "box", stackUrn),
      created("toy:index:Thing", "first", box, "toys:index:Box$toy:index:Thing"),
      created("toy:index:Thing", "second", box, "toys:index:Box$toy:index:Thing"),
      created("toy:index:Thing", "hidden", stackUrn),
    ],
    outputs: { made: "made first#1", password: "[secret]" },
    outputChanges: [
      { path: "made", to: "made first#1", replaces: false },
      { path: "password", to: "[secret]", replaces: false },
    ],
    durationMs: 0,
    problems: [],
  });
  expect(toy.things.map(({ inputs }) => inputs.value)).toEqual(["1", "made first#1", "correct horse"]);

  const text = readFileSync(join(stack.folder, "state.json"), "utf8");
  expect(modeOf(join(stack.folder, "state.json"))).toBe(0o600);
  const { resources } = JSON.parse(text) as { resources: { urn: string; inputs: unknown }[] };
  expect(resources.find(({ urn: each }) => each.includes("providers"))).toMatchObject({
    urn: urn("pulumi:providers:toy", "default_1_2_3"),
    inputs: { region: "here", version: "1.2.3" },
  });

  const again = await up(stack);
  expect([again.changes.same, brief(again.steps), toy.calls.length]).toEqual([5, [], 3]);
  expect(readFileSync(join(stack.folder, "state.json"), "utf8")).toBe(text);
});

test("a RunError is reported without a stack trace", async () => {
  const { problems } = await messages("throws a RunError");
  expect(problems).toEqual([{ severity: "error", urn: "", message: "the school has no name" }]);
});

test("any other error is reported once, with where it was thrown", async () => {
  const { problems, file } = await messages("throws an Error");
  expect(problems.length).toBe(1);
  expect(problems[0]?.message.split("\n").slice(0, 2)).toEqual([
    `Running program '${file}' failed with an unhandled exception:`,
    "TypeError: undefined is not a school",
  ]);
});

test.each([
  {
    how: "exits with 3",
    message: "the program ended with exit code 3: test/rehearsal/engine/programs/misbehave.ts\n    no more",
  },
  {
    how: "kills itself",
    message: "the program was ended by SIGKILL: test/rehearsal/engine/programs/misbehave.ts",
  },
])("a program that $how is reported", async ({ how, message }) => {
  expect((await messages(how)).problems).toEqual([{ severity: "error", urn: "", message }]);
});

test("what a program logs is kept with its severity and resource", async () => {
  const { result, problems } = await messages("logs");
  expect(result).toBe("succeeded");
  expect(problems).toEqual([
    { severity: "info", urn: "", message: "by the way" },
    { severity: "warning", urn: "urn:pulumi:dev::demo::toys:index:Box::box", message: "take care" },
    { severity: "info", urn: "", message: "plain text" },
  ]);
});

test("a resource can be another one's value", async () => {
  expect(await messages("resources as values")).toMatchObject({ result: "succeeded" });
});
