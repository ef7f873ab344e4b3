// What a swap commits, in real repositories.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schoolStack } from "../../../cli/school-stack.ts";
import { commitStacks, refuseToCommit, unpushedText } from "../../../cli/swap/commit.ts";
import { testDeps } from "../../support/gate.ts";
import { now, stackFiles } from "../../support/stack-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const file = "stacks/Pulumi.demo.yaml";

function repository() {
  const root = stackFiles();
  const git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  git("init", "--quiet", "--initial-branch", "main");
  git("config", "user.name", "Test");
  git("config", "user.email", "test@example.com");
  git("add", ".");
  git("commit", "--quiet", "--message", "begin");
  const edit = (change: (text: string) => string): void =>
    writeFileSync(join(root, file), change(readFileSync(join(root, file), "utf8")));
  const { deps } = testDeps(root);
  return { root, git, edit, deps, stack: schoolStack(root, "demo", now, "") };
}

test("the active address alone: a salt stays in the file, and what was staged stays staged", () => {
  const { root, git, edit, deps, stack } = repository();
  writeFileSync(join(root, "notes.txt"), "mine");
  git("add", "notes.txt");
  edit((text) => `encryptionsalt: v1:x\n${text.replace("active: a\n", "active: b\n")}`);
  commitStacks([stack], "demo: swap", deps);
  expect(
    git("show", "--format=%s", "--unified=0", "--no-color")
      .split("\n")
      .filter((line) => /^[-+d]/.test(line)),
  ).toEqual([
    "demo: swap",
    `diff --git a/${file} b/${file}`,
    `--- a/${file}`,
    `+++ b/${file}`,
    "-      active: a",
    "+      active: b",
  ]);
  expect(git("status", "--porcelain")).toBe(`A  notes.txt\n M ${file}\n`);
  expect(
    git("diff", "--unified=0")
      .split("\n")
      .filter((line) => /^[-+][^-+]/.test(line)),
  ).toEqual(["+encryptionsalt: v1:x"]);
});

test("nothing, where the last commit says that address", () => {
  const { git, edit, deps, stack } = repository();
  edit((text) => `encryptionsalt: v1:x\n${text}`);
  commitStacks([stack], "demo: swap", deps);
  expect(git("log", "--format=%s")).toBe("begin\n");
});

test("says that nothing was pushed, until it was", () => {
  const { git, edit, deps, stack } = repository();
  const remote = temporaryFolder();
  spawnSync("git", ["init", "--quiet", "--bare", remote]);
  git("remote", "add", "origin", remote);
  git("push", "--quiet", "origin", "main");
  edit((text) => text.replace("active: a\n", "active: b\n"));
  commitStacks([stack], "demo: swap", deps);
  const said = "Committed here, and not pushed: git push, or the next up from the main line swaps back.\n";
  expect(unpushedText([stack], false, deps)).toBe(said);
  git("push", "--quiet", "origin", "main");
  expect(unpushedText([stack], false, deps)).toBe("");
});

test("a commit that a hook refuses is one that Git did not take", () => {
  const { git, root, edit, deps, stack } = repository();
  writeFileSync(join(root, ".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  edit((text) => text.replace("active: a\n", "active: b\n"));
  expect(() => commitStacks([stack], "demo: swap", deps)).toThrow(
    `the swap is done, and Git did not take the commit of ${file}`,
  );
  expect(git("status", "--porcelain")).toBe(` M ${file}\n`);
});

test("no commit in the middle of something else, nor on no branch", () => {
  const { git, edit, deps } = repository();
  const active = (key: string): void => edit((text) => text.replace(/active: \w\n/, `active: ${key}\n`));
  const fix = "end that first, or leave --commit out";
  refuseToCommit(deps);
  git("switch", "--quiet", "--create", "other");
  active("b");
  git("commit", "--quiet", "--all", "--message", "b");
  git("switch", "--quiet", "main");
  active("c");
  git("commit", "--quiet", "--all", "--message", "c");
  for (const [command, what] of [
    ["merge", "a merge"],
    ["rebase", "a rebase"],
    ["cherry-pick", "a cherry-pick"],
  ] as const) {
    expect(() => git(command, "other")).toThrow();
    expect(() => refuseToCommit(deps)).toThrow(
      expect.objectContaining({ message: `--commit would commit in the middle of ${what}`, fix }),
    );
    git(command, "--abort");
  }
  refuseToCommit(deps);
  git("switch", "--quiet", "--detach");
  expect(() => refuseToCommit(deps)).toThrow(
    expect.objectContaining({
      message: "--commit would commit to no branch: HEAD is detached",
      fix: "git switch to a branch first, or leave --commit out",
    }),
  );
});
