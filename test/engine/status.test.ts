// `gate status` on the state that Pulumi's own engine keeps, while an up is under way, after it was killed, and after it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FleetStatus, StackStatus } from "../../fleet/status/model.ts";
import { sleep } from "../../lib/sleep.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { runStatus } from "../support/status.ts";

describeOnPulumi("gate status on Pulumi's engine", () => {
  let project: Project;

  beforeAll(async () => {
    project = new Project();
  });
  afterAll(() => project.remove());

  async function statusOf({ name, env }: PulumiStack): Promise<StackStatus> {
    const { stdout } = await runStatus(project.root, env.PULUMI_BACKEND_URL, name, "--format", "json");
    const [first] = (JSON.parse(stdout) as FleetStatus).stacks;
    if (first === undefined) throw new Error(stdout);
    return first;
  }

  it("has not gone up, although the backend has it", async () => {
    const stack = await PulumiStack.init(project, "demo");
    const { verdict, up, outstanding, locks } = await statusOf(stack);
    expect({ verdict, up, outstanding, locks }).toEqual({
      ...{ verdict: "waiting", up: undefined, outstanding: { known: false }, locks: [] },
    });
  });

  it("says whose lock it is, and after a kill what the up was at", async () => {
    const stack = await PulumiStack.init(project, "demo");
    const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--stack", "demo", "--non-interactive"], {
      ...{ cwd: project.root, env: { ...process.env, ...stack.env }, stdio: "ignore", detached: true },
    });
    const ended = once(up, "exit");
    const state = join(project.root, "backend/.pulumi/stacks/schoolgate/demo.json");
    while (!/"pending_operations":\[\{/.test(readFileSync(state, "utf8"))) await sleep(5);
    // The whole group: its providers and its program too.
    process.kill(-(up.pid ?? 0), "SIGKILL");
    await ended;
    const { verdict, locks, pending, concerns } = await statusOf(stack);
    expect({ verdict, locks: locks.map(({ since: _, ...lock }) => lock) }).toEqual({
      verdict: "broken",
      locks: [{ user: userInfo().username, host: hostname(), pid: up.pid }],
    });
    expect(pending.map(({ type }) => type)).toEqual(pending.map(() => "creating"));
    expect(concerns.map(({ what }) => what)).toEqual([
      `an up was cut off, and what came of it is not in the state: ${pending.map(({ type, resource }) => `${type} ${resource}`).join(", ")}`,
      `an update holds its lock: ${userInfo().username}@${hostname()}, process ${up.pid}, since ${locks[0]?.since}`,
    ]);
  });

  it("has nothing outstanding when it is up, without a passphrase", async () => {
    const stack = await PulumiStack.init(project, "northgate");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    const { outstanding, locks, pending, concerns } = await statusOf(stack);
    expect({ outstanding, locks, pending, concerns }).toEqual({
      ...{ locks: [], pending: [], concerns: [] },
      outstanding: { known: true, operations: {}, outputs: false },
    });
  });
});
