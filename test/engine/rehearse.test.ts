// A rehearsal by Pulumi's own CLI: the same output as the embedded engine's, and nothing of the user's touched.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { type GateRun, runGate } from "../support/gate.ts";
import { Project } from "../support/projects.ts";

interface Summary {
  readonly engine: string;
  readonly result: string;
  readonly changes: object;
  readonly steps: readonly { readonly op: string; readonly urn: string; readonly diff: readonly object[] }[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly problems: readonly { readonly message: string }[];
}

describeOnPulumi("gate rehearse --engine pulumi", () => {
  let project: Project;
  beforeAll(() => {
    project = new Project();
  });
  afterAll(() => project.remove());

  const rehearse = (...words: readonly string[]): Promise<GateRun> =>
    runGate(project.root, ["rehearse", ...words]);
  async function json(...words: readonly string[]): Promise<Summary> {
    return JSON.parse((await rehearse(...words, "--json")).stdout) as Summary;
  }
  const byUrn = ({ steps }: Summary) => steps.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
  const files = (): string[] =>
    readdirSync(join(project.root, "stacks")).map((file) =>
      readFileSync(join(project.root, "stacks", file), "utf8"),
    );

  it("goes up as the embedded engine does, each with a state of its own, and leaves the stack files alone", async () => {
    const before = files();
    const embedded = await json("demo");
    const pulumi = await json("demo", "--engine", "pulumi");
    const { engine, result, changes, problems, outputs } = pulumi;
    expect({ engine, result, changes, problems }).toEqual({
      engine: "pulumi",
      result: "succeeded",
      changes: { create: 43, update: 0, replace: 0, delete: 0, same: 0, import: 0 },
      problems: [],
    });
    expect(byUrn(pulumi)).toEqual(byUrn(embedded));
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(embedded.outputs).sort());
    expect(files()).toEqual(before);

    await json("demo", "--reset");
    project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "name"], "新名"));
    const [edited] = files();
    const [changed, again] = [await json("demo", "--engine", "pulumi"), await json("demo")];
    expect(changed.changes).toEqual({ create: 0, update: 1, replace: 0, delete: 0, same: 42, import: 0 });
    expect(byUrn(changed)).toEqual(byUrn(again));
    expect(files()[0]).toBe(edited);
  });

  it("swaps on that engine, by what the stack file says, and back by the command that it names", async () => {
    const before = readFileSync(project.fileOf("demo"), "utf8");
    const { code, stdout } = await rehearse("demo", "--engine", "pulumi", "--swap", "b");
    expect({ code, file: readFileSync(project.fileOf("demo"), "utf8") }).toEqual({
      code: 0,
      file: before.replace("active: a\n", "active: b\n"),
    });
    expect(stdout).toMatch(
      /\nCalls of demo leave from b \(203\.0\.113\.\d\): the stand-in cloud's SNAT table says so\.\n/,
    );
    expect(stdout).toContain("\nBack: ./gate swap demo --to a --rehearse --engine pulumi. ");
    const { snatEntries, eips } = JSON.parse(
      readFileSync(join(project.root, ".rehearsal/demo/pulumi/world/cloud.json"), "utf8"),
    ) as {
      snatEntries: Record<string, { snatIp: string }>;
      eips: Record<string, { ipAddress: string; name: string }>;
    };
    const [active] = Object.values(snatEntries).map(
      ({ snatIp }) => Object.values(eips).find(({ ipAddress }) => ipAddress === snatIp)?.name,
    );
    expect(active).toBe("schoolgate-demo-b");
    const words = "swap demo --to a --rehearse --engine pulumi --yes --allow-dirty".split(" ");
    expect((await runGate(project.root, words)).code).toBe(0);
    expect(readFileSync(project.fileOf("demo"), "utf8")).toBe(before);
  });

  it("refuses what is protected, in words that unprotect nothing real", async () => {
    const before = readFileSync(project.fileOf("demo"));
    onTestFinished(() => writeFileSync(project.fileOf("demo"), before));
    project.edit("demo", (file) => {
      file.deleteIn(["config", "schoolgate:school", "egress", "addresses", "b"]);
      file.setIn(["config", "schoolgate:school", "egress", "trusted"], ["a"]);
    });
    const { code, stdout } = await rehearse("demo", "--engine", "pulumi");
    expect([code, stdout.split("\n").slice(-3)]).toEqual([
      1,
      ["", "failed: demo cannot go up; nothing was changed.", ""],
    ]);
    expect(stdout).toContain("What shall really go is retired first: ./gate retire;");
    expect(stdout).not.toContain("state unprotect");
  });

  it("needs no passphrase of a school with secrets, and shows none", async () => {
    const { stdout } = await rehearse("northgate", "--engine", "pulumi", "--json");
    const { result, changes } = JSON.parse(stdout) as Summary;
    expect({ result, changes }).toEqual({
      result: "succeeded",
      changes: { create: 49, update: 0, replace: 0, delete: 0, same: 0, import: 0 },
    });
    expect(stdout).not.toContain("rehearsal-secret-");
  });

  it("goes on where a killed CLI left its lock, and waits for one that is at work", async () => {
    const locks = join(
      project.root,
      ".rehearsal/demo/pulumi/backend/.pulumi/locks/organization/schoolgate/demo",
    );
    mkdirSync(locks, { recursive: true });
    const lock = (pid: number): void => writeFileSync(join(locks, "x.json"), JSON.stringify({ pid }));
    lock(process.pid);
    const { code, stderr } = await rehearse("demo", "--engine", "pulumi");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error  a pulumi of an earlier run is still at work (process ${process.pid}): wait until it has ended\n`,
    });
    lock(2 ** 22 + 1);
    const { result, changes } = await json("demo", "--engine", "pulumi");
    expect({ result, changes }).toEqual({
      result: "succeeded",
      changes: { create: 0, update: 0, replace: 0, delete: 0, same: 43, import: 0 },
    });
  });

  it("forgets with --reset what it rehearsed itself, and no other", async () => {
    const state = join(project.root, ".rehearsal/demo/state.json");
    const before = readFileSync(state, "utf8");
    const { changes } = await json("demo", "--engine", "pulumi", "--reset");
    expect(changes).toMatchObject({ create: 43, same: 0 });
    expect(readFileSync(state, "utf8")).toBe(before);
    await json("demo", "--reset");
    expect(existsSync(join(project.root, ".rehearsal/demo/pulumi/backend"))).toBe(true);
  });
});
