import { describe, expect, test } from "vitest";
import { Refusal } from "../../../lib/refusal.ts";
import { north, on, worldOf } from "../../support/blocked-run.ts";
import { runGate, testDeps } from "../../support/gate.ts";
import { stackFiles } from "../../support/stack-files.ts";

describe("refused, with nothing done", () => {
  test.each([
    ["--all --yes", "--all needs --from-blocked <ip>,…", "./gate swap --help shows what it takes"],
    [
      "demo --all --from-blocked 203.0.113.1",
      "demo is named, and --all is every school",
      "keep one of the two",
    ],
    [
      "--all --from-blocked 203.0.113.1 --to b",
      "--to is given with --all",
      "leave it out: each school moves to a standby of its own",
    ],
    [
      "--all --from-blocked 203.0.113.1 --via direct",
      "--via is given with --all",
      "leave it out: each school has its own way to WeCom; ./gate probe <school> --via …",
    ],
    [
      "demo --to b --from-blocked 203.0.113.1",
      "--from-blocked is given without --all",
      "add --all, and name no school",
    ],
    ["demo --to b --at-once 2", "--at-once is given without --all", "add --all, and name no school"],
    ["demo --to b --json", "--json is given without --all", "add --all, and name no school"],
    ["--to b", "swap needs <school>", "./gate swap --help shows what it takes"],
    [
      "--all --from-blocked 203.0.113.1,,10.0.0.300",
      '--from-blocked has "", which is neither an IPv4 address nor a block of them',
      "write them as 203.0.113.7,198.51.100.0/24",
    ],
    [
      "--all --from-blocked 203.0.113.300",
      '--from-blocked has "203.0.113.300", which is neither an IPv4 address nor a block of them',
      "write them as 203.0.113.7,198.51.100.0/24",
    ],
    [
      "--all --from-blocked 203.0.113.7/24",
      "--from-blocked has 203.0.113.7/24, and the block that it lies in begins at 203.0.113.0/24",
      "write 203.0.113.0/24 for the whole block, or 203.0.113.7 for the address",
    ],
    ["--all --from-blocked 203.0.113.1 --at-once 9", "--at-once is 9", "write a number from 1 to 8"],
    ["--all --from-blocked 203.0.113.1 --at-once none", "--at-once is none", "write a number from 1 to 8"],
    [
      "--all --from-blocked 203.0.113.1 --rehearse --yes",
      "the project is in no Git repository, so nothing says which change of it was reviewed",
      "swap in a clone; or add --allow-dirty",
    ],
    [
      "--all --from-blocked 203.0.113.1 --rehearse --yes --allow-dirty",
      "no school is up, so none calls from a blocked address",
      "see that this is the backend the schools are in: pulumi stack ls; or practise: ./gate rehearse <school>",
    ],
  ])("%s", async (words, what, fix) => {
    expect(await runGate(stackFiles(), ["swap", ...words.split(" ")])).toEqual({
      ...{ code: 1, stdout: "", stderr: `error  ${what}\n  fix  ${fix}\n` },
    });
  });

  test("without a pulumi on PATH", async () => {
    const root = stackFiles();
    const path = process.env.PATH;
    process.env.PATH = root;
    try {
      const words = "swap --all --from-blocked 203.0.113.1 --yes --allow-dirty";
      expect(await runGate(root, words.split(" "))).toEqual({
        ...{ code: 1, stdout: "" },
        stderr:
          "error  there is no pulumi on PATH\n  fix  install the Pulumi CLI (docs/production.md), or practise with --rehearse\n",
      });
    } finally {
      process.env.PATH = path;
    }
  });

  test("without a terminal, once it has shown its table", async () => {
    const world = await worldOf({ ada: north });
    const { deps, stderr } = testDeps(world.root);
    await expect(world.swapAll("203.0.113.1", deps, { args: { yes: false } })).rejects.toEqual(
      new Refusal("--yes is missing", "add it; questions are asked only on a terminal"),
    );
    expect(stderr.text).toBe(
      "1 school to be swapped:\n  school  from                to\n  ada     a (203.0.113.1)  →  b (203.0.113.2)\n",
    );
    expect(world.active()).toEqual({ ada: on("a") });
  });

  test.each([
    ["no", "\u001B[B\u001B[B\r"],
    ["Enter alone", "\r"],
  ])("when the answer is %s", async (_, keys) => {
    const world = await worldOf({ ada: north });
    const { deps, stderr } = testDeps(world.root, { isTerminal: true });
    (deps.stdin as unknown as { write: (keys: string) => void }).write(keys);
    await expect(world.swapAll("203.0.113.1", deps, { args: { yes: false } })).rejects.toEqual(
      new Refusal("not swapped", "nothing was done"),
    );
    expect(stderr.text).toContain("Swap it?");
    expect(world.active()).toEqual({ ada: on("a") });
  });
});
