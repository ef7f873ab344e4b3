import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { runGate } from "../support/gate.ts";
import { Repository } from "../support/repository.ts";

// Each plan starts threads that load the SDKs: a second on an idle machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let project: Repository;
let at: string;

/** The rehearsal's state in the form in which `pulumi stack export` prints one: its resources are the engine's. */
function exported(): string {
  const state: unknown = JSON.parse(readFileSync(join(project.root, ".rehearsal/demo/state.json"), "utf8"));
  return JSON.stringify({ version: 3, deployment: state });
}

beforeAll(async () => {
  project = new Repository();
  at = project.git("rev-parse", "--short=12", "HEAD").trim();
  expect((await runGate(project.root, ["rehearse", "demo"])).code).toBe(0);
  project.write({ "demo.json": exported(), "again.json": exported(), "none.json": "{}" });
  project.write({ "other.json": exported().replaceAll("urn:pulumi:demo::", "urn:pulumi:dem::") });
  return () => project.remove();
});
beforeEach(() => project.git("checkout", "--quiet", "--", "stacks"));

const plan = (...argv: string[]) => runGate(project.root, ["plan", ...argv]);
const notes =
  "What a plan cannot know, because it asks neither cloud nor cluster: docs/plan-json.md#what-a-plan-cannot-know.";

test("a stack that is up as it is declared does not change", async () => {
  expect(await plan("--state", "demo.json")).toEqual({
    code: 0,
    stdout: `The working tree at ${at}, compared with the state demo.json
${notes}

No stack changes.
No rule is broken.
`,
    stderr: "",
  });
});

test("a swap is one update of what was put up", async () => {
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
  const { code, stdout } = await plan("--state", "demo.json", "--format", "json");
  const { base, totals, groups } = JSON.parse(stdout);
  expect({ code, base, totals, changes: groups[0].changes }).toEqual({
    code: 2,
    base: { states: ["demo.json"] },
    totals: {
      ...{ stacks: 1, unchanged: 0, changed: 1, failed: 0, mandatory: 0, advisory: 0 },
      operations: { create: 0, update: 1, replace: 0, delete: 0, import: 0, options: 0 },
    },
    changes: [
      {
        operation: "update",
        urn: "urn:pulumi:demo::schoolgate::schoolgate:index:School$schoolgate:egress:Egress$alicloud:vpc/snatEntry:SnatEntry::demo-egress-snat",
        type: "alicloud:vpc/snatEntry:SnatEntry",
        name: "demo-egress-snat",
        properties: [{ path: "snatIp", from: expect.any(String), to: expect.any(String) }],
        options: [],
      },
    ],
  });
});

test.each([
  [
    ["--state", "demo.json", "--against", "main"],
    "--against and --state both say what to compare with",
    "leave one of them out",
  ],
  [["demo", "--state", "demo.json"], "a state says itself which stack it is of", "leave demo out"],
  [["--state", "gone.json"], "gone.json cannot be read: it does not exist", "look at the path"],
  [
    ["--state", "demo.json", "--state", "again.json"],
    "demo.json and again.json are both states of demo",
    "leave one of them out",
  ],
  [["--state", "other.json"], 'there is no stack "dem"', "did you mean demo?"],
  [
    ["--state", "none.json"],
    "none.json: this is no state at version: write one with `pulumi stack export --stack <school> --file <file>`",
    "give another state",
  ],
])("refuses %j", async (argv, what, fix) => {
  expect(await plan(...argv)).toEqual({ code: 1, stdout: "", stderr: `error  ${what}\n  fix  ${fix}\n` });
});
