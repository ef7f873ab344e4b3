// What keeps a swap from a working tree, in real repositories.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schoolStack } from "../../../cli/school-stack.ts";
import {
  differsInActiveOnly,
  inGit,
  isActiveCommitted,
  refuseUnclean,
} from "../../../cli/swap/clean-tree.ts";
import { testDeps } from "../../support/gate.ts";
import { now, stackFiles } from "../../support/stack-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const file = "stacks/Pulumi.demo.yaml";

/** A repository that has the project in a folder, all committed. */
function monorepo(...config: readonly string[]) {
  const top = temporaryFolder();
  const root = join(top, "project");
  mkdirSync(root);
  cpSync(join(stackFiles(), "stacks"), join(root, "stacks"), { recursive: true });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: top, stdio: "pipe", encoding: "utf8" });
  git("init", "--quiet", "--initial-branch=main");
  for (const each of config) git("config", ...each.split("="));
  git("add", ".");
  git("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "begin");
  return { top, root, git, deps: testDeps(root).deps, stack: schoolStack(root, "demo", now, "") };
}

const unclean = (paths: string) => `the working tree has changes that are not committed: ${paths}`;

test("a new file beside the project does not, one in it does, and a changed one anywhere", () => {
  const { top, root, git, deps } = monorepo();
  writeFileSync(join(top, "notes.txt"), "mine");
  refuseUnclean([], deps);
  writeFileSync(join(root, "notes.txt"), "mine");
  expect(() => refuseUnclean([], deps)).toThrow(unclean("project/notes.txt"));
  git("add", "notes.txt");
  expect(() => refuseUnclean([], deps)).toThrow(unclean("notes.txt, project/notes.txt"));
});

test("line ends that git itself makes are no change", () => {
  const { root, git, deps, stack } = monorepo("core.autocrlf=true");
  git("rm", "--quiet", "--cached", "-r", ".");
  git("reset", "--quiet", "--hard");
  const text = readFileSync(join(root, file), "utf8");
  expect(text).toContain("active: a\r\n");
  expect(inGit(stack, deps)).toBe("committed");
  expect(isActiveCommitted(stack, deps)).toBe(true);
  writeFileSync(join(root, file), text.replace("active: a\r\n", "active: b\r\n"));
  refuseUnclean([stack], deps);
  expect([inGit(stack, deps), differsInActiveOnly(stack, deps), isActiveCommitted(stack, deps)]).toEqual([
    "but for active",
    true,
    false,
  ]);
});
