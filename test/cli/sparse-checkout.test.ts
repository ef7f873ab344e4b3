import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notCheckedOut, sparseFix } from "../../plan/checkout/not-checked-out.ts";
import { runGate } from "../support/gate.ts";
import { stackFiles } from "../support/stack-files.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The example stacks in a clone whose sparse checkout leaves one of them out. */
function cloneWithout(name: string): string {
  const root = stackFiles();
  const run = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
  run("init", "--quiet", "--initial-branch=main");
  run("add", ".");
  run("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "begin");
  run("sparse-checkout", "set", "--no-cone", "/*", `!/stacks/Pulumi.${name}.yaml`);
  return root;
}

/** Every command that names one stack, besides check, which reads it from git, and plan, which needs all. */
const commands = (name: string): string[][] => [
  ["address", "add", name],
  ["retire", name, "address", "b"],
  ["address", "trusted", name, "a"],
  ["edge", "up", name],
  ["handover", name],
  ["new", name, "--name", "示例", "--domain", "new.edu.cn", "--platform", "hz"],
  ["probe", name],
  ["rehearse", name],
  ["rehearse", name, "--edge"],
  ["swap", name, "--to", "b"],
  ["swap", name, "--to", "b", "--rehearse"],
  ["verify-file", name, "api1", "WW_verify_54wuPnLpuTWkAF0Z.txt"],
];

test.each(commands("demo"))(
  "a school that is not checked out is not missing: gate %s %s %s",
  async (...argv) => {
    const root = cloneWithout("demo");
    const { code, stdout, stderr } = await runGate(root, argv);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  a sparse checkout leaves out stacks/Pulumi.demo.yaml\n  fix  git sparse-checkout add '/stacks/*'\n`,
    });
    expect(readdirSync(root).sort()).toEqual([".git", "stacks"]);
    expect(existsSync(join(root, "stacks/Pulumi.demo.yaml"))).toBe(false);
  },
);

test("nor is a platform, of which a school that is there cannot do without", async () => {
  const { code, stdout, stderr } = await runGate(cloneWithout("hz"), ["probe", "demo"]);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "error  a sparse checkout leaves out stacks/Pulumi.hz.yaml\n  fix  git sparse-checkout add '/stacks/*'\n",
  });
});

test("check reads it from git", async () => {
  expect(await runGate(cloneWithout("demo"), ["check", "demo"])).toEqual({
    code: 0,
    stdout: "No problems in 1 school and 1 platform.\n",
    stderr: "",
  });
});

test.each([
  ["patterns", ["--no-cone", "/*", "!/stacks/Pulumi.demo.yaml", "!/stacks/Pulumi.hz.yaml"]],
  ["folders", ["--cone", "docs"]],
])(
  "the way out brings the files back, where a checkout is by %s, in a folder of a monorepo too",
  async (_, sparse) => {
    for (const inside of ["", "apps/schoolgate"]) {
      const top = temporaryFolder();
      const root = join(top, inside);
      cpSync(stackFiles(), root, { recursive: true });
      const run = (...args: string[]) => execFileSync("git", args, { cwd: top, stdio: "pipe" });
      run("init", "--quiet");
      run("add", ".");
      run("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "begin");
      run(
        "sparse-checkout",
        "set",
        ...sparse.map((each) => each.replace("!/", `!/${inside === "" ? "" : `${inside}/`}`)),
      );
      mkdirSync(root, { recursive: true });
      const fix = sparseFix(root);
      expect(notCheckedOut(root)).toContain("stacks/Pulumi.demo.yaml");
      execFileSync("sh", ["-c", fix], { cwd: root, stdio: "pipe" });
      expect([inside, notCheckedOut(root)]).toEqual([inside, []]);
    }
  },
);
