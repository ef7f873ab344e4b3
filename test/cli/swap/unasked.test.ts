// A swap where there is nobody to ask: no engine, or no way to WeCom.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publicNetwork } from "../../../cli/probe/network.ts";
import { north, worldOf } from "../../support/blocked-run.ts";
import { runGate } from "../../support/gate.ts";
import { stackFiles } from "../../support/stack-files.ts";

test("without a pulumi on PATH, and not rehearsed: what to install, and what to practise with", async () => {
  const root = stackFiles();
  const path = process.env.PATH;
  process.env.PATH = root;
  try {
    expect(await runGate(root, "swap demo --to b --yes --allow-dirty".split(" "))).toEqual({
      ...{ code: 1, stdout: "" },
      stderr:
        "error  there is no pulumi on PATH\n  fix  install the Pulumi CLI (docs/production.md), or practise with --rehearse\n",
    });
  } finally {
    process.env.PATH = path;
  }
});

const uncommitted = "stacks/Pulumi.ada.yaml says active: a; only stand-ins were swapped.\n";

test.each([
  ["http://127.0.0.1:9", publicNetwork, "the proxy http://127.0.0.1:9: the connection is refused"],
  [
    "direct",
    { ...publicNetwork, route: () => ({ host: "127.0.0.1", port: 9 }) },
    "qyapi.weixin.qq.com: the connection is refused",
  ],
])(
  "by %s nobody answers for WeCom: it could not be asked, which is no failure",
  async (via, network, why) => {
    const world = await worldOf({ ada: north });
    const words = ["swap", "ada", "--to", "a", "--yes", "--allow-dirty", "--rehearse", "--via", via];
    // A single school's stand-in cloud lies beside its state.
    copyFileSync(world.cloudFile, join(world.root, ".rehearsal/ada/cloud.json"));
    expect(await runGate(world.root, words, undefined, network)).toEqual({
      code: 0,
      stdout: `Calls of ada leave from a (203.0.113.1): the stand-in cloud's SNAT table says so; WeCom could not be asked: ${why}.\n${uncommitted}`,
      stderr: "a is the active address of ada already.\n",
    });
  },
);
