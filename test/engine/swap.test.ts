// `gate swap` on Pulumi's own engine, with the stand-ins as its plugins; each test goes on where the one before ended.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { stackLocked } from "../../cli/swap/engine.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { commandRooms, Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf } from "../support/stack-changes.ts";

const demo = changesOf("demo");

describeOnPulumi("a swap on Pulumi's engine", () => {
  let project: Project;
  let stack: PulumiStack;
  // Both are allocated at once: which of them gets which IP is the cloud's choice.
  let ips: { readonly a: string; readonly b: string };

  beforeAll(async () => {
    project = new Project(...commandRooms);
    stack = await PulumiStack.init(project, "demo");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    ips = (await stack.outputs()).egressIps as typeof ips;
  });
  afterAll(() => project.remove());

  /** Runs gate as a person does. */
  function gate(...words: readonly string[]) {
    const main = join(project.root, "cli/main.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
      env: env(),
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }
  const env = () => ({ ...process.env, ...stack.env, XDG_CACHE_HOME: project.folder("cache") });
  const words = (to: string) => ["swap", "demo", "--to", to, "--yes", "--allow-dirty"];
  const swap = (to: string) => gate(...words(to));

  /** What goes wrong with the cloud's calls from now on. */
  function faults(...plan: readonly FaultInput[]): void {
    const file = join(stack.world, "cloud.json");
    const cloud = JSON.parse(readFileSync(file, "utf8")) as { calls: object };
    writeFileSync(file, JSON.stringify({ ...cloud, calls: {} }));
    writeFileSync(join(stack.world, "faults.yaml"), stringify(plan));
  }

  /** Which IP is active: in the cloud's SNAT entries, in the state and in the stack file. */
  async function active() {
    const { snatEntries } = JSON.parse(stack.clouds().cloud) as {
      snatEntries: Record<string, { snatIp: string }>;
    };
    const file = parse(readFileSync(project.fileOf("demo"), "utf8")) as {
      config: { "schoolgate:school": { egress: { active: string } } };
    };
    return {
      cloud: Object.values(snatEntries).map(({ snatIp }) => snatIp),
      state: (await stack.outputs()).activeEgressIp,
      file: file.config["schoolgate:school"].egress.active,
    };
  }
  const on = (key: "a" | "b") => ({ cloud: [ips[key]], state: ips[key], file: key });

  const swapped = (to: "a" | "b", from: "a" | "b") =>
    `Calls of demo leave from ${to} (${ips[to]}): the SNAT table says so; what WeCom sees: ./gate probe.\n` +
    `Connections that are kept alive may stay on ${from} (${ips[from]}) for up to 15 minutes: restart the callers to be done with it.\n` +
    `Back: ./gate swap demo --to ${from}. To give ${from} up, not before those 15 minutes: ./gate retire demo address ${from}\n` +
    `stacks/Pulumi.demo.yaml says active: ${to}; commit it, or the next up from the main line swaps back.\n`;
  const question = (to: "a" | "b", from: "a" | "b") =>
    `demo: calls leave from ${to} (${ips[to]}) instead of ${from} (${ips[from]}); nothing else changes.\n`;

  it("is one call to the cloud", async () => {
    faults({ call: "ModifySnatEntry", nth: 100, when: "before", error: "never" });
    expect(swap("b")).toEqual({ status: 0, stdout: swapped("b", "a"), stderr: question("b", "a") });
    expect(await active()).toEqual(on("b"));
    expect((JSON.parse(stack.clouds().cloud) as { calls: object }).calls).toEqual({ ModifySnatEntry: 1 });
  });

  it("has nothing to do the second time", () => {
    const before = stack.clouds();
    const { status, stderr } = swap("b");
    expect([status, stderr]).toEqual([0, "b is the active address of demo already.\n"]);
    expect(stack.clouds()).toEqual(before);
  });

  it("does nothing when the plan is more than the swap", async () => {
    const text = readFileSync(project.fileOf("demo"), "utf8");
    demo.address("c").make(project);
    const before = stack.clouds();
    const { status, stdout } = swap("a");
    expect([status, stdout]).toEqual([
      1,
      "What an up of demo would do:\n" +
        "  +  create Address demo-egress-c\n" +
        "  +  create EipAddress demo-egress-c-eip\n" +
        "  +  create EipAssociation demo-egress-c-binding\n" +
        "  ~  update SnatEntry demo-egress-snat (snatIp)\n",
    ]);
    expect(stack.clouds()).toEqual(before);
    writeFileSync(project.fileOf("demo"), text);
    expect(await active()).toEqual(on("b"));
  });

  it("tries again while the table is busy", async () => {
    faults({ call: "ModifySnatEntry", when: "before", error: "IncorretSnatEntryStatus" });
    expect(swap("a")).toEqual({
      status: 0,
      stdout: swapped("a", "b"),
      stderr: `${question("a", "b")}IncorretSnatEntryStatus: trying again in 2 s (1 of 7)\n`,
    });
    expect(await active()).toEqual(on("a"));
  });

  it("tries again while another update of the stack is under way", async () => {
    const folder = join(project.folder("backend"), ".pulumi/locks/organization/schoolgate/demo");
    const lock = join(folder, "x.json");
    mkdirSync(folder, { recursive: true });
    const owner = { pid: process.pid, username: "li", hostname: "other", timestamp: "2026-12-01T00:00:00Z" };
    writeFileSync(lock, JSON.stringify(owner));
    const main = join(project.root, "cli/main.ts");
    const child = spawn(process.execPath, [main, ...words("b")], { env: env() });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes("trying again")) rmSync(lock, { force: true });
    });
    const [status] = (await once(child, "close")) as [number];
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `${question("b", "a")}${stackLocked}: trying again in 2 s (1 of 7)\n`,
    });
    expect(await active()).toEqual(on("b"));
    expect(swap("a").status).toBe(0);
  });

  it("says how things are when the cloud refuses, and is done by the same again", async () => {
    faults({ call: "ModifySnatEntry", when: "before", error: "Forbidden.RAM" });
    const { status, stderr } = swap("b");
    expect([status, stderr.split("\n").slice(1)]).toEqual([
      1,
      [
        "error  the swap of demo to b did not come to its end: ModifySnatEntry failed: Forbidden.RAM: ModifySnatEntry: injected by the fault plan. " +
          `The cloud sends calls from a (${ips.a}); the state says a (${ips.a}); stacks/Pulumi.demo.yaml says active: a.`,
        "  fix  to go on: ./gate swap demo --to b; to stay with a there is nothing to do",
        "",
      ],
    ]);
    expect(await active()).toEqual(on("a"));
    expect(swap("b").status).toBe(0);
    expect(await active()).toEqual(on("b"));
  });

  it("goes on, or back, from a cloud that had swapped when its answer was lost", async () => {
    faults({ call: "ModifySnatEntry", when: "after", error: "OperationDenied" });
    const [report = ""] = swap("a").stderr.split("\n").slice(-3);
    expect(report.slice(report.indexOf("The cloud"))).toBe(
      `The cloud sends calls from a (${ips.a}); the state says a (${ips.a}); stacks/Pulumi.demo.yaml says active: a.`,
    );
    // Outputs are written by an up that comes to its end.
    expect(await active()).toEqual({ ...on("a"), state: ips.b });
    expect(swap("a").status).toBe(0);
    expect(await active()).toEqual(on("a"));
    expect(swap("b").status).toBe(0);
    expect(await active()).toEqual(on("b"));
    faults({ call: "ModifySnatEntry", when: "after", error: "OperationDenied" });
    expect(swap("a").status).toBe(1);
    expect(swap("a").status).toBe(0);
    expect(await active()).toEqual(on("a"));
  });

  it("goes on after the provider was killed in the middle of the change", async () => {
    faults({ call: "ModifySnatEntry", when: "after", kill: true });
    expect(swap("b").status).toBe(1);
    expect((await active()).cloud).toEqual([ips.b]);
    expect(swap("b").status).toBe(0);
    expect(await active()).toEqual(on("b"));
  });

  it("is not held up by an object that the engine is only to look at again", async () => {
    // As the provider leaves what was not ready, or was refused, when it last looked.
    const exported = stack.command("stack", "export");
    const state = JSON.parse(exported.text) as {
      deployment: { resources: { type: string; initErrors?: string[] }[] };
    };
    const object = state.deployment.resources.find(({ type }) => type === "kubernetes:core/v1:ConfigMap");
    if (object !== undefined) object.initErrors = ["not ready"];
    const file = join(project.folder("unready"), "state.json");
    writeFileSync(file, JSON.stringify(state));
    expect(stack.command("stack", "import", "--file", file).ok).toBe(true);
    expect((await stack.preview()).changes).toMatchObject({ update: 1 });
    faults({ call: "ModifySnatEntry", nth: 100, when: "before", error: "never" });
    const { status, stderr } = swap("a");
    expect([status, stderr]).toEqual([0, question("a", "b")]);
    expect(await active()).toEqual(on("a"));
    expect((JSON.parse(stack.clouds().cloud) as { calls: object }).calls).toEqual({ ModifySnatEntry: 1 });
    // What is open stays open for the next up.
    expect((await stack.preview()).changes).toMatchObject({ update: 1 });
    expect(await stack.up()).toMatchObject({ result: "succeeded", problems: [] });
    expect(swap("b").status).toBe(0);
  });

  it("leaves a blocked range, and leaves schools alone that are not up", async () => {
    faults({ call: "ModifySnatEntry", nth: 100, when: "before", error: "never" });
    const { status, stdout, stderr } = gate(
      ...["swap", "--all", "--from-blocked", `${ips.b}/32`, "--yes", "--allow-dirty"],
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout:
        `Of 1 school that called from ${ips.b}/32: 1 swapped.\n` +
        "Connections that are kept alive may stay on the old addresses for up to 15 minutes: restart the callers to be done with it.\n" +
        "1 stack file not committed: commit, or the next up from the main line swaps back.\n",
      stderr:
        "1 school to be swapped:\n  school  from                to\n" +
        `  demo    b (${ips.b})  →  a (${ips.a})\n${question("a", "b")}demo: swapped (1 of 1)\n`,
    });
    expect(await active()).toEqual(on("a"));
    expect((JSON.parse(stack.clouds().cloud) as { calls: object }).calls).toEqual({ ModifySnatEntry: 1 });
  });
});
