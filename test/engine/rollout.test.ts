// `gate rollout` on Pulumi's own engine, with the stand-ins as its plugins; each test goes on where the one before ended.
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { pulumiStacks } from "../../cli/rollout/engine.ts";
import { type Ending, rollOutOne } from "../../cli/rollout/one-stack.ts";
import { Refusal } from "../../lib/refusal.ts";
import { wholePlan } from "../../plan/plan.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { worldOfAll } from "../../rehearsal/world.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changeComponent } from "../support/fleet-project.ts";
import { commandRooms } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { Repository } from "../support/repository.ts";
import { changesOf } from "../support/stack-changes.ts";

const names = ["demo", "lakeside", "northgate"] as const;

describeOnPulumi("a roll-out on Pulumi's engine", () => {
  let project: Repository;
  const stacks = new Map<string, PulumiStack>();
  let commit: string;
  let world: string;

  beforeAll(async () => {
    project = new Repository(...commandRooms);
    appendFileSync(
      join(project.root, ".git-exclude"),
      ["backend", "cache", "events", "pulumi-home", "world"].map((folder) => `/${folder}\n`).join(""),
    );
    // One world for all, as production's.
    world = project.folder("world", "all");
    const alicloud = worldOfAll(names.map((name) => project.load(name)));
    const namespaces = [project.load("demo").platform.gateway.namespace];
    writeFileSync(join(world, "world.json"), JSON.stringify({ alicloud, kubernetes: { namespaces } }));
    for (const name of names) {
      const stack = await PulumiStack.init(project, name, { env: { SCHOOLGATE_REHEARSAL: world } });
      expect(await stack.up()).toMatchObject({ result: "succeeded" });
      stacks.set(name, stack);
    }
    project.commit("up");
    changeComponent(project, "edge/route.ts", 'const requestTimeout = "0s"', 'const requestTimeout = "30s"');
    changesOf("demo").address("c").make(project);
    commit = project.commit("the change");
    expect(gate("plan", "--against", "HEAD~1", "--out", "plan.json").status).toBe(2);
  });
  afterAll(() => project.remove());

  function stackOf(name: string): PulumiStack {
    const stack = stacks.get(name);
    if (stack === undefined) throw new Error(`there is no ${name}`);
    return stack;
  }

  /** Runs gate as a person does; each stack's stand-ins have a world of their own. */
  function gate(...words: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(project.root, "cli/main.ts"), ...words],
      { cwd: project.root, env: { ...process.env, ...stackOf("demo").env }, encoding: "utf8" },
    );
    return { status, stdout, stderr };
  }
  const rollout = (...words: readonly string[]) => gate("rollout", "--plan", "plan.json", "--yes", ...words);

  /** Runs it, and says what became of each stack. */
  function rolledOut(...words: readonly string[]) {
    const { status, stdout } = rollout("--format", "json", ...words);
    const { stacks } = JSON.parse(stdout) as { stacks: readonly Ending[] };
    return { status, stacks };
  }

  /** What goes wrong with the cloud's calls from now on. */
  function faults(...plan: readonly FaultInput[]): void {
    const file = join(world, "cloud.json");
    const cloud = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...cloud, calls: {} }));
    writeFileSync(join(world, "faults.yaml"), stringify(plan));
  }

  /** Changes a stack's state as another hand would, and returns what puts it back. */
  function edited(name: string, from: string, to: string): () => void {
    const file = join(project.root, "events", "state.json");
    const stack = stackOf(name);
    const load = (text: string): void => {
      writeFileSync(file, text);
      expect(stack.command("stack", "import", "--file", file)).toMatchObject({ ok: true });
    };
    const before = stack.command("stack", "export").text;
    expect(before).toContain(from);
    load(before.replaceAll(from, to));
    return () => load(before);
  }

  const refused = (message: string, fix: string) => ({
    ...{ status: 1, stdout: "", stderr: `error  ${message}\n  fix  ${fix}\n` },
  });
  const again = (words = "") =>
    `plan again, and have that reviewed: ./gate plan ${words}--against HEAD~1 --out plan.json`;

  const differs = (path: string, words?: string) =>
    refused(
      `plan.json is not what this checkout plans: ${path} differs, so it was edited, or is of other stacks or by another version of schoolgate`,
      `give the schools and --platform that gate plan had; or ${again(words)}`,
    );

  it("refuses what was not reviewed, before it begins", () => {
    const file = join(project.root, "plan.json");
    const plan = readFileSync(file, "utf8");
    writeFileSync(file, plan.replace('"30s"', '"300s"'));
    const edited = rollout();
    writeFileSync(file, plan);
    const other = gate("rollout", "demo", "--plan", "plan.json", "--yes");
    const route = join(project.root, "components/edge/route.ts");
    const program = readFileSync(route, "utf8");
    writeFileSync(route, program.replace('"30s"', '"40s"'));
    const dirty = rollout();
    project.git("commit", "--quiet", "--all", "--message", "later");
    const later = project.git("rev-parse", "HEAD").trim();
    const moved = rollout();
    project.git("reset", "--hard", "--quiet", commit);
    expect({ edited, other, dirty, moved }).toEqual({
      edited: differs("groups[0].changes[0].properties[0].to"),
      other: differs("totals.stacks", "demo "),
      dirty: refused(
        "the working tree has changes that are in no reviewed commit: components/edge/route.ts",
        "put them aside (git stash -u), then roll out again",
      ),
      moved: refused(
        `plan.json is of the commit ${commit.slice(0, 12)}, and this checkout is at ${later.slice(0, 12)}`,
        `git switch --detach ${commit.slice(0, 12)}; or ${again()}`,
      ),
    });
  });

  it("halts where an up is cut off, and says who has the change and who has not", () => {
    faults({ call: "AllocateEipAddress", when: "before", error: "QuotaExceeded.Eip" });
    expect(rolledOut()).toEqual({
      status: 1,
      stacks: [
        {
          ...{ stack: "demo", result: "between" },
          why: [
            "AllocateEipAddress failed: QuotaExceeded.Eip: AllocateEipAddress: injected by the fault plan",
          ],
          fix: "put that right, then roll out again: it goes on",
        },
        { stack: "lakeside", result: "not begun" },
        { stack: "northgate", result: "not begun" },
      ],
    });
  });

  it("goes on, and holds back a stack whose state is not the one that was reviewed", () => {
    faults();
    const putBack = edited("lakeside", '"request": "0s"', '"request": "15s"');
    const run = rolledOut();
    putBack();
    const other = (route: string) =>
      `spec.rules[2].timeouts.request of HTTPRoute lakeside-${route}-https is "15s" where "0s" was reviewed as the value from which it changes`;
    expect(run).toEqual({
      status: 1,
      stacks: [
        { stack: "demo", result: "up" },
        {
          ...{ stack: "lakeside", result: "held back", why: [other("api1"), other("api2")] },
          fix: "./gate status lakeside shows what is outstanding; bring that up in a change of its own, or plan again and have that reviewed",
        },
        { stack: "northgate", result: "not begun" },
      ],
    });
  });

  it("holds back a stack whose lock another run has, and leaves the lock", () => {
    const folder = project.folder("backend/.pulumi/locks/organization/schoolgate/lakeside");
    const lock = join(folder, "x.json");
    const owner = { pid: 99, username: "li", hostname: "other", timestamp: "2026-12-01T00:00:00Z" };
    writeFileSync(lock, JSON.stringify(owner));
    const run = rolledOut();
    const left = readFileSync(lock, "utf8");
    rmSync(lock);
    expect({ ...run, left }).toEqual({
      status: 1,
      stacks: [
        { stack: "demo", result: "up already" },
        {
          ...{ stack: "lakeside", result: "held back" },
          why: [
            "another update of the stack is under way (li@other, pid 99, since 2026-12-01T00:00:00Z); if it was killed, pulumi cancel -s lakeside takes its lock away",
          ],
          fix: "put that right, then roll out again: it goes on",
        },
        { stack: "northgate", result: "not begun" },
      ],
      left: JSON.stringify(owner),
    });
  });

  it("holds back a stack when the checkout changes between its preview and its update", async () => {
    const refusals = [undefined, new Refusal("the checkout moved", "go back")];
    const open = pulumiStacks(project.root, { envVars: { ...stackOf("lakeside").env } });
    const { stacks } = await wholePlan({ root: project.root, names: ["lakeside"], against: "HEAD~1" });
    const reviewed = stacks.get("lakeside");
    if (reviewed === undefined) throw new Error("lakeside does not change");
    const before = stackOf("lakeside").command("stack", "export");
    expect(await rollOutOne(reviewed, open, () => refusals.shift())).toEqual({
      ...{ stack: "lakeside", result: "held back", why: ["the checkout moved"], fix: "go back" },
    });
    expect(stackOf("lakeside").command("stack", "export")).toEqual(before);
  });

  it("goes on to the end", () => {
    expect(rollout("--canary", "northgate")).toEqual({
      status: 0,
      stdout: "3 stacks of 3 have the change (2 by this run).\n",
      stderr:
        "1. canaries: northgate\n2. schools, wave 1 of 4: demo\n3. schools, wave 4 of 4: lakeside\n" +
        "Wave 1 of 3: canaries\nnorthgate: up\n" +
        "Wave 2 of 3: schools, wave 1 of 4\ndemo: up already\n" +
        "Wave 3 of 3: schools, wave 4 of 4\nlakeside: up\n",
    });
  });
});
