// What takes back the edit of a rehearsed swap: Git only where it throws nothing else away.
import { spawnSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { leave, three, threeBlocked, worldOf } from "../support/blocked-run.ts";
import { runGate } from "../support/gate.ts";
import { SwapWorld } from "../support/swap-world.ts";

/** Makes a folder a repository that has all of it. */
function commitAll(cwd: string): void {
  writeFileSync(join(cwd, ".gitignore"), "node_modules\n.rehearsal\nsaved\n");
  const name = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  for (const args of [["init"], ["add", "."], [...name, "commit", "--message", "begin"]])
    expect(spawnSync("git", args, { cwd }).status).toBe(0);
}

test("of one school: git restore where only the address differs, else the command back", async () => {
  const world = await SwapWorld.up();
  onTestFinished(() => world.remove());
  commitAll(world.project.root);
  const last = async (to: string): Promise<string | undefined> => {
    const words = ["swap", "demo", "--to", to, "--rehearse", "--yes", "--allow-dirty"];
    return (await runGate(world.project.root, words)).stdout.trimEnd().split("\n").at(-1);
  };
  expect(await last("b")).toBe(
    "stacks/Pulumi.demo.yaml says active: b; only stand-ins were swapped: git restore stacks/Pulumi.demo.yaml takes that back.",
  );
  appendFileSync(world.project.fileOf("demo"), "# mine\n");
  expect(await last("b")).toBe("stacks/Pulumi.demo.yaml says active: b; only stand-ins were swapped.");
  await last("a");
  expect(await last("b")).toBe(
    "stacks/Pulumi.demo.yaml says active: b; only stand-ins were swapped: the command after Back takes that back.",
  );
}, 120_000);

test("of all schools: the files are listed, each under what takes it back", async () => {
  const world = await worldOf(three);
  commitAll(world.root);
  appendFileSync(world.fileOf("bea"), "# mine\n");
  const { stdout } = await leave(world, threeBlocked);
  expect(stdout.split("\n").slice(2)).toEqual([
    "3 stack files not committed: only stand-ins were swapped.",
    "To take that back: git restore stacks/Pulumi.ada.yaml stacks/Pulumi.cid.yaml",
    "With other changes too, or not in Git: stacks/Pulumi.bea.yaml; back: ./gate swap <school> --to <key> --rehearse",
    "",
  ]);
});
