import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ArgsDef } from "citty";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { refuseUnknown } from "../../cli/command.ts";
import { allCommands } from "../../cli/commands-page.ts";
import { main } from "../../cli/gate.ts";
import { Refusal } from "../../lib/refusal.ts";
import { runGate } from "../support/gate.ts";
import { codeBlocks, markdownFiles } from "../support/markdown.ts";
import { repository } from "../support/projects.ts";
import { stackFiles } from "../support/stack-files.ts";

const commands = new Map(await allCommands(main));
const pages = markdownFiles(repository).filter((page) => /^(README|docs\/)/.test(page));
const blocksOf = (page: string) => codeBlocks(readFileSync(join(repository, page), "utf8"));

/** The calls of gate in a block of shell, as words. */
function callsIn(code: string): string[][] {
  const commands = code.replaceAll(/(^|\s)#.*$/gm, "");
  return [...commands.matchAll(/\.\/gate ((?:'[^']*'|[^|&;\n'")])*)/g)].map(([, words = ""]) =>
    words.trim().split(/\s+/),
  );
}

/** Why gate would not take a call; `undefined` when it would. */
function refusalOf(words: readonly string[]): string | undefined {
  const length = commands.has(words.slice(0, 2).join(" ")) ? 2 : 1;
  const name = words.slice(0, length).join(" ");
  const command = commands.get(name);
  if (!command) return `there is no command ${name}`;
  try {
    refuseUnknown(name, command.definition.args as ArgsDef, words.slice(length));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

describe.each(pages)("%s", (page) => {
  test("its calls of gate are ones that gate takes", () => {
    const calls = blocksOf(page).flatMap(({ language, code }) => (language === "sh" ? callsIn(code) : []));
    const refused = calls.flatMap((words) => {
      const why = refusalOf(words);
      return why === undefined ? [] : [`./gate ${words.join(" ")}: ${why}`];
    });
    expect(refused).toEqual([]);
  });

  test("its JSON and YAML can be read, and its blocks name their language", () => {
    for (const { language, code } of blocksOf(page)) {
      if (language === "json") JSON.parse(code);
      else if (language === "yaml")
        expect(parseAllDocuments(code).flatMap(({ errors }) => errors)).toEqual([]);
      else expect(["sh", ""]).toContain(language);
    }
  });
});

test("a call that gate would refuse is found", () => {
  const code = './gate swap demo --too b # no\n./gate check && ./gate handover\neval "$(./gate cloud upp)"\n';
  expect(callsIn(code).map(refusalOf)).toEqual([
    "swap has no flag --too",
    undefined,
    "handover needs <school>",
    "there is no command cloud",
  ]);
});

test.each(["README.md", "README.zh-CN.md"])(
  "the stack file of %s is sound, and a whole school",
  async (page) => {
    const [file = ""] = blocksOf(page).flatMap(({ language, code }) => (language === "yaml" ? [code] : []));
    const root = stackFiles({ riverside: file });
    expect(await runGate(root, ["check", "riverside"])).toEqual({
      code: 0,
      stdout: "No problems in 1 school and 1 platform.\n",
      stderr: "",
    });
  },
);

test.each(["docs", "docs/zh-CN"])(
  "the first school of %s/production.md is written and sound",
  async (folder) => {
    const block = blocksOf(`${folder}/production.md`).find(({ code }) => code.startsWith("./gate new"));
    const [create = [], check = []] = callsIn(block?.code ?? "");
    const root = stackFiles();
    expect([create[0], check[0]]).toEqual(["new", "check"]);
    expect((await runGate(root, create)).code).toBe(0);
    expect(await runGate(root, check)).toMatchObject({ code: 0, stderr: "" });
  },
);

test.each(["docs", "docs/zh-CN"])(
  "%s/runbooks/give-up-address.md gives an address up, step by step",
  async (folder) => {
    const root = stackFiles();
    const file = join(root, "stacks/Pulumi.lakeside.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("active: a", "active: b"));
    const calls = blocksOf(`${folder}/runbooks/give-up-address.md`).flatMap(({ code }) => callsIn(code));
    expect(calls.map(([command]) => command)).toEqual(["address", "retire", "retire"]);
    for (const call of calls) expect(await runGate(root, call)).toMatchObject({ code: 0, stderr: "" });
    const { config } = parse(readFileSync(file, "utf8")) as {
      config: { "schoolgate:school": { egress: unknown } };
    };
    expect(config["schoolgate:school"].egress).toMatchObject({
      addresses: { b: {}, old: { ip: "47.111.68.103", external: true } },
      trusted: ["b", "old"],
    });
  },
);

test.each(["docs", "docs/zh-CN"])(
  "%s/runbooks/verify-file-goes.md removes one, step by step",
  async (folder) => {
    const root = stackFiles();
    const calls = blocksOf(`${folder}/runbooks/verify-file-goes.md`).flatMap(({ code }) => callsIn(code));
    expect(calls.map(([command]) => command)).toEqual(["retire", "retire"]);
    for (const call of calls) expect(await runGate(root, call)).toMatchObject({ code: 0, stderr: "" });
    const text = readFileSync(join(root, "stacks/Pulumi.lakeside.yaml"), "utf8");
    expect(text).not.toContain("sLiFnl9UzNfQ9jxT");
    expect(text).toContain("WW_verify_B4MFjNqx84BfR9Jb.txt: B4MFjNqx84BfR9Jb");
  },
);

test.each(["docs", "docs/zh-CN"])("%s/runbooks/host-goes.md removes one, step by step", async (folder) => {
  const root = stackFiles();
  const calls = blocksOf(`${folder}/runbooks/host-goes.md`).flatMap(({ code }) => callsIn(code));
  expect(calls.map(([command]) => command)).toEqual(["retire", "handover", "retire"]);
  const [first = [], sheet = [], last = []] = calls;
  expect(await runGate(root, first)).toMatchObject({ code: 0, stderr: "" });
  const told = await runGate(root, sheet);
  expect(told.stdout.match(/^## 停用域名.*$/gm)).toEqual([
    "## 停用域名（学校网络管理员、学校企业微信管理员、平台）",
  ]);
  expect(await runGate(root, last)).toMatchObject({ code: 0, stderr: "" });
  const text = readFileSync(join(root, "stacks/Pulumi.lakeside.yaml"), "utf8");
  expect(text).not.toContain("api2");
  expect(text).toContain("WW_verify_sLiFnl9UzNfQ9jxT.txt: sLiFnl9UzNfQ9jxT");
});

test.each(["docs", "docs/zh-CN"])("%s/runbooks/change-domain.md, step by step", async (folder) => {
  const root = stackFiles();
  const file = join(root, "stacks/Pulumi.lakeside.yaml");
  const rewrite = (from: string | RegExp, to: string) =>
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
  const blocks = blocksOf(`${folder}/runbooks/change-domain.md`);
  const [beside = "", entry = ""] = blocks.flatMap(({ language, code }) =>
    language === "yaml" ? [code] : [],
  );
  const [before = [], moved = [], gone = []] = blocks
    .filter(({ language }) => language === "sh")
    .map(({ code }) => callsIn(code));
  const run = async (calls: readonly string[][]) => {
    // The sheet needs a stack that is up.
    for (const call of calls.filter(([command]) => command !== "handover"))
      expect(await runGate(root, call)).toMatchObject({ code: 0, stderr: "" });
  };
  rewrite("    domain: lakeside.example.cn\n", beside);
  await run(before);
  rewrite(/ {4}entry: .*\n/, entry);
  await run(moved);
  await run(gone);
  rewrite("domain: lakeside.example.cn", "domain: lakeside.edu.cn");
  rewrite(/ {4}otherDomains: .*\n/, "");
  expect(await runGate(root, ["check", "lakeside"])).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(file, "utf8")).not.toContain("lakeside.example.cn");
});

test.each(["docs", "docs/zh-CN"])("%s/runbooks/school-leaves.md retires a school", async (folder) => {
  const root = stackFiles();
  const calls = blocksOf(`${folder}/runbooks/school-leaves.md`).flatMap(({ code }) => callsIn(code));
  expect(calls.map(([command]) => command)).toEqual(["retire", "plan", "plan"]);
  expect(await runGate(root, calls[0] ?? [])).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(join(root, "stacks/Pulumi.lakeside.yaml"), "utf8")).toContain("\n    retired: true\n");
});

test.each(["docs", "docs/zh-CN"])("%s/runbooks/ip-blocked.md makes a standby", async (folder) => {
  const root = stackFiles();
  const calls = blocksOf(`${folder}/runbooks/ip-blocked.md`)
    .flatMap(({ code }) => callsIn(code))
    .filter(([command]) => command === "address");
  expect(calls).toEqual([
    ["address", "add", "lakeside"],
    ["address", "trusted", "lakeside", "c"],
  ]);
  for (const call of calls) expect(await runGate(root, call)).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(join(root, "stacks/Pulumi.lakeside.yaml"), "utf8")).toContain(
    "trusted: [a, b, old, c]",
  );
});

const runbooks = pages.filter((page) => /runbooks\/(?!README)/.test(page) && !page.includes("zh-CN"));

test.each(runbooks)(
  "%s has commands, what is seen after them, and the way back or that there is none",
  (page) => {
    const text = readFileSync(join(repository, page), "utf8");
    expect(blocksOf(page).some(({ language }) => language === "sh")).toBe(true);
    expect(text).toMatch(/you see/i);
    expect(text).toMatch(/way back|changes nothing/);
  },
);
