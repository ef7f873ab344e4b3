import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { git } from "../../lib/git.ts";
import { notCheckedOut, textsNotCheckedOut } from "../../plan/checkout/not-checked-out.ts";
import { exampleText, stackFiles } from "../support/stack-files.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

afterEach(() => vi.unstubAllEnvs());

/** A repository of the example stacks, all committed. */
function repository(): string {
  const root = stackFiles();
  const run = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
  run("init", "--quiet", "--initial-branch=main");
  run("add", ".");
  run("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "begin");
  return root;
}

test("works on the repository that it stands in, whatever a hook has set", () => {
  const root = repository();
  const other = temporaryFolder();
  execFileSync("git", ["init", "--quiet"], { cwd: other });
  const expected = git(root, ["rev-parse", "HEAD", "--git-dir", "--show-prefix"]);
  expect(expected.ok).toBe(true);
  vi.stubEnv("GIT_DIR", join(other, ".git"));
  vi.stubEnv("GIT_WORK_TREE", other);
  vi.stubEnv("GIT_INDEX_FILE", join(other, "index"));
  vi.stubEnv("GIT_PREFIX", "a/");
  expect(git(root, ["rev-parse", "HEAD", "--git-dir", "--show-prefix"])).toEqual(expected);
  expect(git(root, ["ls-files"]).stdout.split("\n")).toHaveLength(5);
});

test("clears all that git says is a repository's own, but for its configuration", () => {
  const names = execFileSync("git", ["rev-parse", "--local-env-vars"], { encoding: "utf8" })
    .trim()
    .split("\n");
  const root = repository();
  for (const name of names.filter((each) => !/^GIT_(CONFIG_|NO_REPLACE|REPLACE_)/.test(each)))
    vi.stubEnv(name, "/nowhere");
  expect(git(root, ["status", "--porcelain"])).toEqual({ ok: true, stdout: "", stderr: "" });
});

test("a sparse checkout's stack files, and what they hold", () => {
  const root = repository();
  expect(notCheckedOut(root)).toEqual([]);
  git(root, ["sparse-checkout", "set", "--no-cone", "/*", "!/stacks/Pulumi.demo.yaml"]);
  writeFileSync(join(root, "stacks", "Pulumi.hz.yaml"), "config: {}\n");
  const files = notCheckedOut(root);
  expect(files).toEqual(["stacks/Pulumi.demo.yaml"]);
  expect(textsNotCheckedOut(root, files)).toEqual(
    new Map([["stacks/Pulumi.demo.yaml", Buffer.from(exampleText("demo"))]]),
  );
});
