import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Refusal } from "../../../lib/refusal.ts";
import { mergeBase } from "../../../plan/checkout/merge-base.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const who = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false"];

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
}

function commit(folder: string, message: string): string {
  git(folder, "commit", "--quiet", "--allow-empty", "--message", message);
  return git(folder, "rev-parse", "HEAD");
}

function repository(): string {
  const folder = temporaryFolder();
  git(folder, "init", "--quiet", "--initial-branch=main");
  return folder;
}

/** What is refused, and the way out. */
function refusal(folder: string, ref: string): readonly [string, string | undefined] {
  try {
    mergeBase(folder, ref);
  } catch (error) {
    if (error instanceof Refusal) return [error.message, error.fix];
    throw error;
  }
  throw new Error("nothing was refused");
}

test("is where the branch began, and knows the project's folder", () => {
  const folder = repository();
  const began = commit(folder, "one");
  git(folder, "checkout", "--quiet", "-b", "topic");
  commit(folder, "two");
  git(folder, "checkout", "--quiet", "main");
  commit(folder, "three");
  git(folder, "checkout", "--quiet", "topic");
  mkdirSync(join(folder, "schools"));
  expect(mergeBase(folder, "main")).toEqual({ commit: began, prefix: "" });
  expect(mergeBase(join(folder, "schools"), "main")).toEqual({ commit: began, prefix: "schools/" });
});

test("there has to be a repository, and in it the commit", () => {
  const folder = temporaryFolder();
  expect(refusal(folder, "main")).toEqual([
    "the project is in no git repository, so there is nothing to compare with",
    "run it in a clone of the repository, or leave the ref out",
  ]);
  git(folder, "init", "--quiet", "--initial-branch=main");
  expect(refusal(folder, "main")).toEqual([
    "git knows no commit by the name main",
    "there is none to choose",
  ]);
  commit(folder, "one");
  expect(refusal(folder, "mian")).toEqual(["git knows no commit by the name mian", "did you mean main?"]);
  expect(refusal(folder, "--all")[0]).toBe("git knows no commit by the name --all");
});

test("the two sides have to have a commit in common", () => {
  const folder = repository();
  commit(folder, "one");
  git(folder, "checkout", "--quiet", "--orphan", "other");
  commit(folder, "another one");
  expect(refusal(folder, "main")).toEqual([
    "main and this branch have no commit in common",
    "choose a branch of the same history",
  ]);
});

test("a shallow clone says what to fetch", () => {
  const origin = repository();
  writeFileSync(join(origin, "file"), "1");
  commit(origin, "one");
  git(origin, "checkout", "--quiet", "-b", "topic");
  commit(origin, "two");
  git(origin, "checkout", "--quiet", "main");
  commit(origin, "three");
  const folder = join(temporaryFolder(), "clone");
  git(origin, "clone", "--quiet", "--depth=1", "--branch=topic", `file://${origin}`, folder);
  const fix =
    "fetch all of the history: git fetch --unshallow, or fetch-depth: 0 where CI checks out (GIT_DEPTH: 0 in GitLab)";
  expect(refusal(folder, "origin/main")).toEqual([
    "this is a shallow clone, and origin/main is not in it: where the two branches parted is not known",
    fix,
  ]);
  git(folder, "fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main");
  expect(refusal(folder, "origin/main")).toEqual([
    "this is a shallow clone, and origin/main does not meet this branch in it: where the two branches parted is not known",
    fix,
  ]);
});
