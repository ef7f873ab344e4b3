import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { planChanged } from "../../../cli/swap/engine.ts";
import { rehearsalEngine } from "../../../cli/swap/rehearsal-engine.ts";
import { rehearsalOf } from "../../../rehearsal/rehearse.ts";
import { type GateRun, runGate } from "../../support/gate.ts";
import { SwapWorld } from "../../support/swap-world.ts";

/** What a test changes of the stand-in cloud's file. */
interface Cloud {
  readonly eips: Record<string, { readonly name?: string }>;
  snatEntries: object;
}

let world: SwapWorld;

beforeAll(async () => {
  world = await SwapWorld.up();
  return () => world.remove();
}, 120_000);
beforeEach(() => world.reset());

const swap = (words: string, keys?: string): Promise<GateRun> =>
  runGate(world.project.root, ["swap", ...words.split(" "), "--rehearse"], keys);
const git = (...args: readonly string[]): string => {
  const name = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  const { status, stdout, stderr } = spawnSync("git", [...name, ...args], {
    cwd: world.project.root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

/** What a swap leaves to say, once it is done. */
const swapped =
  "Calls of demo leave from b (203.0.113.2): the stand-in cloud's SNAT table says so.\n" +
  "Connections that are kept alive may stay on a (203.0.113.1) for up to 15 minutes: restart the callers to be done with it.\n" +
  "Back: ./gate swap demo --to a --rehearse. To give a up, not before those 15 minutes: ./gate retire demo address a\n";
const question = "demo: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.\n";

/** One report at the end of stderr, and nothing changed anywhere. */
async function refused(run: Promise<GateRun>, what: string, fix: string, stdout = ""): Promise<void> {
  const before = [world.file(), world.cloud()];
  const { code, stdout: shown, stderr } = await run;
  const report = stderr.slice(stderr.indexOf("error"));
  expect({ code, shown, report }).toEqual({
    ...{ code: 1, shown: stdout, report: `error  ${what}\n  fix  ${fix}\n` },
  });
  expect([world.file(), world.cloud()]).toEqual(before);
}

describe("a swap", () => {
  test("is one update of one property, and one line of the stack file; asked for, it is committed", async () => {
    git("init", "--quiet");
    onTestFinished(() => void spawnSync("rm", ["-rf", join(world.project.root, ".git")]));
    writeFileSync(join(world.project.root, ".gitignore"), "node_modules\n.rehearsal\nsaved\n");
    git("add", ".");
    git("commit", "--quiet", "--message", "begin");
    git("config", "user.name", "Test");
    git("config", "user.email", "test@example.com");
    const [before, addresses] = [world.file(), world.addresses()];

    const run = await swap("demo --to b --commit", "\u001B[B\r");
    expect({ ...run, stderr: run.stderr.split("\n", 1)[0] }).toEqual({
      code: 0,
      stdout: `${swapped}Committed here, and only stand-ins were swapped: git revert HEAD takes that back.\n`,
      stderr: question.trimEnd(),
    });
    expect(world.active()).toEqual({ cloud: ["b"], state: "b", file: "b" });
    expect(world.file()).toBe(before.replace("active: a\n", "active: b\n"));
    expect(world.addresses()).toEqual(addresses);
    expect(git("log", "--format=%s", "--name-only")).toBe(
      "demo: swap to the address b\n\nstacks/Pulumi.demo.yaml\nbegin\n\n" +
        `${git("ls-tree", "-r", "--name-only", "HEAD~1")}`,
    );

    expect(await swap("demo --to b --yes")).toEqual({
      code: 0,
      stdout: "Calls of demo leave from b (203.0.113.2): the stand-in cloud's SNAT table says so.\n",
      stderr: "b is the active address of demo already.\n",
    });

    writeFileSync(join(world.project.root, "notes.txt"), "mine");
    writeFileSync(world.project.fileOf("demo"), before);
    await refused(
      swap("demo --to b --yes"),
      "the working tree has changes that are not committed: notes.txt",
      "commit them or put them aside, so that the swap is the only change; or add --allow-dirty",
    );
    world.project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "name"], "新名"));
    await refused(
      swap("demo --to b --yes"),
      "the working tree has changes that are not committed: stacks/Pulumi.demo.yaml, notes.txt",
      "commit them or put them aside, so that the swap is the only change; or add --allow-dirty",
    );
    await refused(
      swap("demo --to b --yes --commit --allow-dirty"),
      "--commit commits stacks/Pulumi.demo.yaml, which has other changes too or is not in Git",
      "commit those first, or leave --commit out",
    );
  });

  test("carries out the plan that it showed, and no other", async () => {
    const load = () => rehearsalOf(world.project.root, world.project.load("demo"));
    world.project.edit("demo", (file) =>
      file.setIn(["config", "schoolgate:school", "egress", "active"], "b"),
    );
    const { changes, up: goUp } = await rehearsalEngine(load).preview("");
    expect(changes.map(({ op, name, to }) => ({ op, name, to }))).toEqual([
      { op: "update", name: "demo-egress-snat", to: { snatIp: "203.0.113.2" } },
    ]);
    world.project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "name"], "新名大学"));
    const before = world.cloud();
    expect(await goUp()).toEqual([planChanged]);
    expect([world.cloud(), world.active()]).toEqual([before, { cloud: ["a"], state: "a", file: "b" }]);
  });

  test("that would do more shows what, and does nothing", async () => {
    for (const [path, value] of [
      [["name"], "新名"],
      [["egress", "addresses", "c"], {}],
    ] as const) {
      world.project.edit("demo", (file) =>
        file.setIn(["config", "schoolgate:school", ...path], file.createNode(value, { flow: true })),
      );
    }
    await refused(
      swap("demo --to b --yes --allow-dirty"),
      "a swap changes the IP of the SNAT entry and nothing else, and the program or its files hold more that is not up yet",
      "nothing was done; bring that up first, in a change of its own, then swap",
      "What an up of demo would do:\n" +
        "  ~  update Namespace demo-namespace (metadata.annotations.schoolgate/name)\n" +
        "  +  create Address demo-egress-c\n" +
        "  +  create EipAddress demo-egress-c-eip\n" +
        "  +  create EipAssociation demo-egress-c-binding\n" +
        "  ~  update SnatEntry demo-egress-snat (snatIp)\n",
    );
  });

  test("is not done when the answer is no", async () => {
    const { code, stderr } = await swap("demo --to b --allow-dirty", "\r");
    expect([code, stderr.slice(stderr.indexOf("error"))]).toEqual([
      1,
      "error  not swapped\n  fix  nothing was done\n",
    ]);
    expect(world.active()).toEqual({ cloud: ["a"], state: "a", file: "a" });
  });
});

test("gate rehearse --swap has no JSON to print", () =>
  refused(
    runGate(world.project.root, ["rehearse", "demo", "--swap", "b", "--json"]),
    "--swap is given with --json",
    "rehearse first, then ./gate swap demo --to b --rehearse",
  ));

describe("refused before anything is planned", () => {
  const set = (path: readonly string[], value: unknown) =>
    world.project.edit("demo", (file) =>
      file.setIn(["config", "schoolgate:school", "egress", ...path], file.createNode(value, { flow: true })),
    );

  test.each([
    ["demo --to d --yes", "demo has no address d", "choose one of a, b"],
    ["hz --to b --yes", "hz is a platform", "name a school"],
    ["demo --yes", "swap needs --to <key>", "./gate swap --help shows what it takes"],
    ["demo --to b", "--yes is missing", "add it; questions are asked only on a terminal"],
    [
      "northgate --to a --yes",
      "the school does not trust a: WeCom would answer every call with errcode 60020",
      "have the school add its IP to 企业可信IP, and after a minute: ./gate address trusted northgate a",
    ],
    [
      "lakeside --to old --yes",
      "old is an address that is not ours: it is bound to no NAT gateway of ours, so no call can leave from it",
      "choose one of: b",
    ],
    [
      "demo --to b --yes",
      "the project is in no Git repository, so nothing says which change of it was reviewed",
      "swap in a clone; or add --allow-dirty",
    ],
    [
      "lakeside --to b --yes --allow-dirty",
      "lakeside is not up: there is nothing to swap",
      "./gate rehearse lakeside",
    ],
    [
      "demo --to b --yes --via localhost",
      "--via is a proxy as http://host:port, or direct",
      "name the school's relay, such as --via http://127.0.0.1:3128 behind kubectl port-forward",
    ],
  ])("%s", (words, what, fix) => refused(swap(words), what, fix));

  test("an address that is retired", async () => {
    set(["addresses", "b"], { retired: "still-trusted" });
    await refused(
      swap("demo --to b --yes --allow-dirty"),
      "b is retired: its protection is off",
      "choose one of: none yet; ./gate address --help; or take its retired out of the stack file, and go up",
    );
  });

  test("an address that is not up", async () => {
    set(["addresses", "c"], {});
    set(["trusted"], ["a", "b", "c"]);
    await refused(
      swap("demo --to c --yes --allow-dirty"),
      "c is in the stack file only: it is neither allocated nor bound",
      "./gate rehearse demo; then have the school add its IP to 企业可信IP",
    );
  });

  /** Changes the stand-in cloud behind the engine's back, as in its console. */
  function inConsole(change: (cloud: Cloud) => void): void {
    const file = join(world.project.root, ".rehearsal/demo/cloud.json");
    const cloud = JSON.parse(readFileSync(file, "utf8")) as Cloud;
    change(cloud);
    writeFileSync(file, JSON.stringify(cloud));
  }

  /** Changes the address b; what it was becoming, if anything, it becomes no more. */
  const changeB = (changes: object) =>
    inConsole(({ eips }) => {
      const b = Object.values(eips).find(({ name }) => name === "schoolgate-demo-b") ?? {};
      Object.assign(b, { transition: undefined }, changes);
    });

  test("an address that is being bound, or is bound no more", async () => {
    changeB({ status: "Associating" });
    await refused(
      swap("demo --to b --yes --allow-dirty"),
      "b is not bound to the NAT gateway: it is Associating, not InUse",
      "wait until it is InUse, then swap again",
    );
    changeB({ instanceId: "ngw-other" });
    await refused(
      swap("demo --to b --yes --allow-dirty"),
      "b is not bound to the NAT gateway: it is unbound, not InUse",
      "./gate rehearse demo --refresh",
    );
  });

  test("a school whose SNAT entry is gone", async () => {
    inConsole((cloud) => {
      cloud.snatEntries = {};
    });
    await refused(
      swap("demo --to b --yes --allow-dirty"),
      "demo has no SNAT entry in the cloud: somebody removed it, and no call leaves",
      "./gate rehearse demo --reset",
    );
  });
});
