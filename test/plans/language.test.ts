// A plan in Chinese: by the flag, by the repository's setting, and nothing else but what people read.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runGate } from "../support/gate.ts";
import { Repository } from "../support/repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let project: Repository;
let main: string;

beforeAll(() => {
  project = new Repository();
  main = project.git("rev-parse", "--short=12", "HEAD").trim();
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
  return () => project.remove();
});
beforeEach(() => rmSync(join(project.root, "schoolgate.yaml"), { force: true }));

const plan = (...argv: string[]) => runGate(project.root, ["plan", "demo", "--against", "main", ...argv]);
const chinese = (): string => `工作区（${main}），与 main（合并基线 ${main}）相比
尚未提交，但已计入：stacks/Pulumi.demo.yaml
计划无法知道什么（它既不查询云，也不查询集群）：docs/plan-json.md#what-a-plan-cannot-know。

1/1  demo  更新 SnatEntry（snatIp）
  输出 activeEgressIp: ‹demo-egress-a-eip.ipAddress› → ‹demo-egress-b-eip.ipAddress›
      → 调用企业微信的流量从这里出去：执行 up 之前，它必须已在学校的可信 IP 中
  ~ 更新  alicloud:vpc/snatEntry:SnatEntry  demo-egress-snat
      snatIp: ‹demo-egress-a-eip.ipAddress› → ‹demo-egress-b-eip.ipAddress›

1 个 stack 中有 1 个发生变化：更新 1。
没有违反任何规则。
`;

test("by the flag", async () => {
  expect(await plan("--lang", "zh")).toEqual({ code: 2, stdout: chinese(), stderr: "" });
});

describe("by the repository's setting", () => {
  test("which the flag outweighs", async () => {
    project.write({ "schoolgate.yaml": "language: zh\n" });
    expect(await plan()).toEqual({ code: 2, stdout: chinese(), stderr: "" });
    expect((await plan("--lang", "en")).stdout).toMatch(
      /\n1 of 1 stack changes: 1 update\.\nNo rule is broken\.\n$/,
    );
  });

  test("which changes nothing for programs", async () => {
    const english = await plan("--format", "json");
    project.write({ "schoolgate.yaml": "language: zh\n" });
    expect(await plan("--format", "json")).toEqual(english);
  });

  test.each([
    ["language: cn\n", "schoolgate.yaml:1:11  language"],
    ["langauge: zh\n", "schoolgate.yaml:1:1  langauge"],
    ["language: [\n", "schoolgate.yaml"],
  ])("%j is refused, at its place", async (text, place) => {
    project.write({ "schoolgate.yaml": text });
    const { code, stdout, stderr } = await plan();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(place);
    expect(stderr).toContain("error  schoolgate.yaml is not what it should be\n  fix  correct it first\n");
  });
});

test("a language that nobody has words for is refused, before anything is planned", async () => {
  expect(await plan("--lang", "cn")).toEqual({
    code: 1,
    stdout: "",
    stderr: "error  --lang is en or zh, and cn is neither\n  fix  write --lang en or --lang zh\n",
  });
});

test("no English sentence is left in any format", async () => {
  const folder = temporaryFolder();
  const files = ["plan.md", "plan.html", "plan.txt"].map((name) => join(folder, name));
  const { code, stdout } = await plan("--lang", "zh", ...files.flatMap((file) => ["--out", file]));
  expect({ code, stdout }).toEqual({
    code: 2,
    stdout: `1 个 stack 中有 1 个发生变化：更新 1。\n没有违反任何规则。\n已写出 ${files.join("、")}。\n`,
  });
  expect(files.map((file) => englishIn(readFileSync(file, "utf8")))).toEqual([[], [], []]);
});

/** Three English words in a row that people would read: not code, and not what only a browser sees. */
function englishIn(text: string): string[] {
  const read = text
    .replace(/<(style|script)>.*?<\/\1>/gs, "")
    .replace(/<code>.*?<\/code>|<[^>]*>|`[^`]*`/gs, " ");
  return read.match(/[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}/g) ?? [];
}
