import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { sharedFolder } from "../../cli/rehearsal-folder.ts";
import { takeLock } from "../../lib/lock.ts";
import { rehearsalFolder } from "../../rehearsal/rehearse.ts";
import { type GateRun, runGate } from "../support/gate.ts";
import { Project } from "../support/projects.ts";

// One project goes up once, over a damaged state; the tests look at it one after the other.
const project = new Project();
const folder = join(project.root, ".rehearsal/demo");
let first: GateRun;
let again: GateRun;
let refreshed: GateRun;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "state.json"), "damaged");
  first = await runGate(project.root, ["rehearse", "demo", "--reset"]);
  const file = join(folder, "cloud.json");
  const cloud = JSON.parse(readFileSync(file, "utf8")) as { snatEntries: object };
  writeFileSync(file, JSON.stringify({ ...cloud, snatEntries: {} }));
  again = await runGate(project.root, ["rehearse", "demo", "--json"]);
  refreshed = await runGate(project.root, ["rehearse", "demo", "--refresh", "--json"]);
  return () => project.remove();
});

test("a school goes up, with --reset over whatever was there: first the plan, then what was done", () => {
  const { code, stdout, stderr } = first;
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `
This was a rehearsal: nothing was made in a cloud or a cluster.
Change stacks/Pulumi.demo.yaml and run it again to see what that change does; --reset begins with nothing.
For real: pulumi up -s demo (docs/production.md).
`,
  });
  const [plan = "", done = ""] = stdout.split("Updating (demo):");
  expect(plan).toMatch(/^Previewing update \(demo\):\n/);
  expect(plan).toMatch(/\n {4}\+ 43 to create\n/);
  expect(done).toMatch(/\n {4}\+ 43 created\n/);
  expect(readdirSync(folder)).not.toContain("lock");
});

test("--json prints one object", () => {
  const { code, stdout, stderr } = again;
  const { steps, outputs, durationMs, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
  expect({ code, stderr, rest }).toEqual({
    code: 0,
    stderr: "",
    rest: {
      school: "demo",
      engine: "rehearsal",
      result: "succeeded",
      changes: { create: 0, update: 0, replace: 0, delete: 0, same: 43, import: 0 },
      problems: [],
    },
  });
  expect(durationMs).toBeTypeOf("number");
  expect((steps as object[])[0]).toEqual({
    op: "same",
    urn: "urn:pulumi:demo::schoolgate::pulumi:pulumi:Stack::schoolgate-demo",
    type: "pulumi:pulumi:Stack",
    name: "schoolgate-demo",
    diff: [],
  });
  expect(outputs).toMatchObject({ namespace: "school-demo", trustedIps: "203.0.113.1;203.0.113.2" });
});

test("--refresh finds what is gone from the stand-in cloud, and makes it again; without it nobody looks", () => {
  const changes = [again, refreshed].map(({ stdout }) => (JSON.parse(stdout) as { changes: object }).changes);
  expect(changes).toEqual([
    { create: 0, update: 0, replace: 0, delete: 0, same: 43, import: 0 },
    { create: 1, update: 0, replace: 0, delete: 0, same: 42, import: 0 },
  ]);
});

test("--reset forgets nothing while another run is under way", async () => {
  const release = await takeLock(folder, { command: "gate rehearse demo" });
  onTestFinished(release);
  const state = readFileSync(join(folder, "state.json"), "utf8");
  const refused = await runGate(project.root, ["rehearse", "demo", "--reset"]);
  expect([refused.code, refused.stdout, refused.stderr.split("\n").slice(1)]).toEqual([
    1,
    "",
    [
      `       Wait until it has ended; if it cannot be running any more, delete ${folder}/lock and run this again.`,
      "",
    ],
  ]);
  expect(readFileSync(join(folder, "state.json"), "utf8")).toBe(state);
});

test("a damaged file of the rehearsal is refused once, before anything is planned", async () => {
  const damage = async (file: string) => {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, "[]");
    const { code, stdout, stderr } = await runGate(project.root, ["rehearse", "demo"]);
    expect([code, stdout, readFileSync(path, "utf8")]).toEqual([1, "", "[]"]);
    writeFileSync(path, text);
    return stderr.split("\n").map((line) => line.replaceAll(folder, "."));
  };
  const noBackup =
    "the whole: Invalid input: expected object, received array). It has no backup: start over with --reset, or delete it together with the state of the stack that went up on it.";
  expect(await damage("cloud.json")).toEqual([`error  ./cloud.json is damaged (${noBackup}`, ""]);
  expect(await damage("cluster.json")).toEqual([`error  ./cluster.json is damaged (${noBackup}`, ""]);
  const [what, backup, copy, ...rest] = await damage("state.json");
  expect([what, backup?.replace(/of \S+ \(\d+ /, "of then (some "), copy, ...rest]).toEqual([
    "error  ./state.json is damaged: it does not have the shape of a state file (Invalid input: expected object, received array).",
    "       The backup of then (some resources) is intact. Go back to it with",
    "           cp ./state.json.bak ./state.json",
    "       or start over with --reset, which forgets the stack and its stand-in cloud.",
    "",
  ]);
});

test("a school with problems is refused before anything is made", async () => {
  project.edit("lakeside", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "c"));
  const { code, stdout, stderr } = await runGate(project.root, ["rehearse", "lakeside"]);
  expect({ code, stdout, end: stderr.split("\n\n").at(-1) }).toEqual({
    code: 1,
    stdout: "",
    end: "error  lakeside cannot go up as it is\n  fix  correct it first\n",
  });
  expect(existsSync(join(project.root, ".rehearsal/lakeside"))).toBe(false);
});

test("a swap that cannot be is refused before anything goes up", async () => {
  const refusal = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await runGate(project.root, ["rehearse", ...words]);
    expect([code, stdout]).toEqual([1, ""]);
    return stderr;
  };
  expect(await refusal("northgate", "--swap", "d")).toBe(
    "error  northgate has no address d\n  fix  choose one of a, b, c\n",
  );
  expect(await refusal("hz", "--swap", "b")).toBe(
    "error  hz is a platform\n  fix  name a school, or leave --swap out\n",
  );
  expect(existsSync(join(project.root, ".rehearsal/northgate"))).toBe(false);
});

test("a rehearsal that is refused ends with that", async () => {
  const before = readFileSync(project.fileOf("demo"));
  onTestFinished(() => writeFileSync(project.fileOf("demo"), before));
  project.edit("demo", (file) => {
    file.deleteIn(["config", "schoolgate:school", "egress", "addresses", "b"]);
    file.setIn(["config", "schoolgate:school", "egress", "trusted"], ["a"]);
  });
  const { code, stdout, stderr } = await runGate(project.root, ["rehearse", "demo"]);
  expect({ code, stderr, end: stdout.split("\n").slice(-3) }).toEqual({
    ...{ code: 1, stderr: "" },
    end: ["", "failed: demo cannot go up; nothing was changed.", ""],
  });
});

test.each([["cloud"], ["edge"]])("a stack named %s has a folder of its own", (name) => {
  const kept = (["cloud", "edge"] as const).map((each) => sharedFolder("/project", each));
  expect(kept).not.toContain(rehearsalFolder("/project", name));
});
