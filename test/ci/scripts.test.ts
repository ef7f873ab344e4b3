import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { gitlab, jobsOf } from "../support/workflows.ts";

/** Runs a script of a job as its system does, where `node` answers like this. */
function run(script: string, node: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = temporaryFolder();
  const bin = join(cwd, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "node"), `#!/bin/sh\necho "$*" >> "${cwd}/words"\n${node}\n`);
  chmodSync(join(bin, "node"), 0o755);
  const { status, stderr } = spawnSync("bash", ["-e", "-c", script], {
    ...{ cwd, encoding: "utf8" as const },
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      GITHUB_OUTPUT: "output",
      GITHUB_STEP_SUMMARY: "summary",
      ...env,
    },
  });
  return { status, stderr, read: (file: string) => readFileSync(join(cwd, file), "utf8") };
}
const stepOf = (file: string, job: string, name: string): string =>
  jobsOf(file)[job]?.steps.find((step) => step.name === name || step.id === name)?.run ?? "";

describe("the scripts", () => {
  test.each([
    ["GitHub", stepOf("review.yml", "plan", "Plan"), ""],
    ["GitLab", gitlab["schoolgate plan"]?.script?.[1] ?? "", "origin/"],
  ])("on %s, changes are no failure, and everything else is", (_, script, remote) => {
    for (const [code, status] of [
      [0, 0],
      [2, 0],
      [1, 1],
      [137, 137],
    ]) {
      expect(run(script, `exit ${code}`, { BASE: "main" }).status).toBe(status);
    }
    expect(run(script, "exit 0", { BASE: "a b;c" }).read("words")).toBe(
      `cli/main.ts plan --against ${remote}a b;c --out plan.json --out plan.html\n`,
    );
  });

  test("the schools to preview are one line, and a plan that is none ends the job", () => {
    const script = stepOf("preview.yml", "choose", "examples");
    const env = { PLAN: "p", NUMBER: "12", COMMIT: "abc" };
    const { status, read } = run(script, "printf 'demo\\nlakeside\\n'", env);
    expect({ status, output: read("output"), summary: read("summary") }).toEqual({
      ...{ status: 0, output: "schools=demo lakeside\n" },
      summary: "Pull request 12 at abc: demo, lakeside\n",
    });
    expect(run(script, "exit 1", env).status).toBe(1);
  });

  test("each school is a word of its own", () => {
    const script = stepOf("preview.yml", "preview", "Preview");
    expect(run(script, "", { SCHOOLS: "demo lakeside" }).read("words")).toBe(
      "cli/main.ts review preview demo lakeside --out previews\n",
    );
  });
});
