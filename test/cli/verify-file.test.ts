import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runGate } from "../support/gate.ts";
import { exampleText, stackFiles } from "../support/stack-files.ts";
import { westlake } from "../support/westlake.ts";

const name = "WW_verify_6sik8XFNVixfjUNp.txt";
const code = "6sik8XFNVixfjUNp";

/** Takes a downloaded file into a school; says what gate said, and the lines that are new in the stack file. */
async function take(
  school: string,
  route: string,
  body: string | Uint8Array,
  options: { text?: string; file?: string } = {},
) {
  const before = options.text ?? exampleText(school);
  const root = stackFiles({ [school]: before });
  const { file = name } = options;
  writeFileSync(join(root, file), body);
  const run = await runGate(root, ["verify-file", school, route, file]);
  const after = readFileSync(join(root, `stacks/Pulumi.${school}.yaml`), "utf8");
  expect(readdirSync(join(root, "stacks")).filter((each) => each.includes("tmp"))).toEqual([]);
  const old = before.split("\n");
  const lines = after.split("\n");
  return {
    ...run,
    root,
    after,
    added: lines.filter((line) => !old.includes(line)),
    removed: old.filter((line) => !lines.includes(line)),
  };
}

describe("a file as downloaded", () => {
  test("is added beside another one, and no other line changes", async () => {
    const { code: exit, stdout, stderr, added, removed } = await take("demo", "api1", code);
    expect({ exit, stdout, stderr, added, removed }).toEqual({
      exit: 0,
      stdout: `stacks/Pulumi.demo.yaml now has ${name} for api1.\nNext: pulumi up -s demo; then https://api1.xxxedu.cn/${name} answers ${code}\n`,
      stderr: "",
      added: [`        api1: { WW_verify_54wuPnLpuTWkAF0Z.txt: 54wuPnLpuTWkAF0Z, ${name}: ${code} }`],
      removed: ["        api1: { WW_verify_54wuPnLpuTWkAF0Z.txt: 54wuPnLpuTWkAF0Z }"],
    });
  });

  test("is added for a route that had none", async () => {
    const { added, removed } = await take("northgate", "pay", code);
    expect({ added, removed }).toEqual({ added: ["        pay:"], removed: [] });
  });

  test("is added to a school that had none, in Windows line ends if the file has them", async () => {
    const text = exampleText("demo")
      .replace(/ {4}wecom:\n(.*\n){4}/, "")
      .replaceAll("\n", "\r\n");
    const { added, removed } = await take("demo", "api2", code, { text });
    expect({ added, removed }).toEqual({
      added: ["    wecom:\r", "      verifyFiles:\r", "        api2:\r", `          ${name}: ${code}\r`],
      removed: [],
    });
  });

  test("is added to an empty map", async () => {
    const text = exampleText("demo").replace(/verifyFiles:\n.*\n/, "verifyFiles: {} # none yet\n");
    expect((await take("demo", "api1", code, { text })).added).toEqual([
      `      verifyFiles: { api1: { ${name}: ${code} } } # none yet`,
    ]);
  });

  test("is added where nothing is written after the key", async () => {
    const text = exampleText("demo").replace(/verifyFiles:\n.*\n/, "verifyFiles:\n");
    const { code: exit, stderr } = await take("demo", "api1", code, { text });
    expect({ exit, problem: stderr.includes("wecom.verifyFiles") }).toEqual({ exit: 1, problem: true });
  });

  test("whose code looks like a number is added in quotes", async () => {
    const file = "WW_verify_1234567890123456.txt";
    expect((await take("northgate", "campus", "1234567890123456", { file })).added).toEqual([
      `          ${file}: "1234567890123456"`,
    ]);
  });

  test("that is there already changes nothing", async () => {
    const { code: exit, stdout, after } = await take("northgate", "campus", code);
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: `stacks/Pulumi.northgate.yaml has ${name} for campus already: https://campus.northgate.example.cn/${name}\n`,
    });
    expect(after).toBe(exampleText("northgate"));
  });
});

test("a file that gate new wrote keeps its comments where they belong", async () => {
  const root = stackFiles();
  const create = ["new", "westlake", "--name", "西湖大学", "--domain", "westlake.edu.cn", "--platform", "hz"];
  expect((await runGate(root, create)).code).toBe(0);
  const path = join(root, "stacks/Pulumi.westlake.yaml");
  const before = readFileSync(path, "utf8");
  writeFileSync(join(root, name), code);
  expect((await runGate(root, ["verify-file", "westlake", "api1", name])).code).toBe(0);
  // Where the comment stood, so that no second wecom comes of taking its comment sign off.
  const text = westlake.replace(
    "    # wecom: { corpId: ww…, agentId: 1000002 }\n",
    `    wecom: { verifyFiles: { api1: { ${name}: ${code} } } } # { corpId: ww…, agentId: 1000002 }\n`,
  );
  expect(readFileSync(path, "utf8")).toBe(text);
  // As the template was before, with the comment in the last place.
  const step5 = /( {6}# Step 5.*\n)( {6}active: a\n)/;
  writeFileSync(path, before.replace(step5, "$2$1"));
  expect((await runGate(root, ["verify-file", "westlake", "api1", name])).code).toBe(0);
  expect(readFileSync(path, "utf8")).toBe(text.replace(step5, "$2$1"));
});

test("a file that lists its comment over several lines keeps it below", async () => {
  const text = exampleText("demo").replace(/ {4}wecom:\n(.*\n){4}/, "    # wecom:\n    #   corpId: ww…\n");
  const { after } = await take("demo", "api1", code, { text });
  expect(after).toBe(text.replace("# wecom:\n", `wecom: { verifyFiles: { api1: { ${name}: ${code} } } }\n`));
});

test.each(["WW_verify_6sik8XFNVixfjUNp (1).txt", "WW_verify_6sik8XFNVixfjUNp - 副本.txt", `${name}.txt`])(
  "%s was renamed on its way: it needs its name again, and no other download",
  async (file) => {
    const { code: exit, stderr, added } = await take("demo", "api1", code, { file });
    expect({ exit, stderr, added }).toEqual({
      exit: 1,
      stderr:
        `error  a verify file is named WW_verify_<letters and digits>.txt, and this is ${file}\n` +
        `  fix  it came as ${name}: give it that name again, and take it\n`,
      added: [],
    });
  },
);

const again = "download the file again, and do not open it in an editor or paste its text";

describe("refused, with nothing written", () => {
  test.each<[string, string | Uint8Array, string]>([
    [
      "a byte order mark",
      `\uFEFF${code}`,
      `without a byte order mark; ${name} holds 19 bytes: ef bb bf 36 73 69 6b 38 58 46 4e 56 69 78 66 6a 55 4e 70 ("\\u{feff}${code}")`,
    ],
    [
      "UTF-16",
      Buffer.from(`\uFEFF${code}`, "utf16le").subarray(0, 4),
      `without a byte order mark; ${name} holds 4 bytes: ff fe 36 00 ("��6\\u{0}")`,
    ],
    [
      "a newline",
      `${code}\n`,
      `without a newline; ${name} holds 17 bytes: 36 73 69 6b 38 58 46 4e 56 69 78 66 6a 55 4e 70 0a ("${code}\\u{a}")`,
    ],
    [
      "Windows' newline",
      `${code}\r\n`,
      `without a newline; ${name} holds 18 bytes: 36 73 69 6b 38 58 46 4e 56 69 78 66 6a 55 4e 70 0d 0a ("${code}\\u{d}\\u{a}")`,
    ],
  ])("%s", async (_title, body, what) => {
    const run = await take("demo", "api1", body);
    expect(run).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `error  a verify file's body is its code alone, ${what}\n  fix  ${again}\n`,
    });
    expect(run.after).toBe(exampleText("demo"));
  });

  test.each<[string, string, string]>([
    [
      "another code",
      "54wuPnLpuTWkAF0Z",
      `a verify file's body is the code in its name, ${code}; ${name} holds 16 bytes: 35 34 77 75 50 6e 4c 70 75 54 57 6b 41 46 30 5a ("54wuPnLpuTWkAF0Z")`,
    ],
    ["nothing", "", `a verify file's body is the code in its name, ${code}; ${name} holds 0 bytes: ("")`],
    [
      "a space behind the code",
      `${code} `,
      `a verify file's body is the code in its name, ${code}; ${name} holds 17 bytes: 36 73 69 6b 38 58 46 4e 56 69 78 66 6a 55 4e 70 20 ("${code} ")`,
    ],
    [
      "a page",
      "x".repeat(5000),
      `a verify file's body has at most 4096 bytes; ${name} holds 5000 bytes:${" 78".repeat(32)} … ("${"x".repeat(32)} …")`,
    ],
  ])("%s", async (_title, body, what) => {
    const run = await take("demo", "api1", body);
    expect(run).toMatchObject({ code: 1, stdout: "", stderr: `error  ${what}\n  fix  ${again}\n` });
    expect(run.after).toBe(exampleText("demo"));
  });

  test.each([
    ["demo", "api3", name, "demo has no route api3", "did you mean api1, or api2?"],
    ["hz", "api1", name, "hz is a platform", "name a school"],
    [
      "demo",
      "api1",
      "verify.txt",
      "a verify file is named WW_verify_<letters and digits>.txt, and this is verify.txt",
      "download it again from 网页授权及JS-SDK → 设置可信域名 → 申请校验域名, and keep the name that it comes with",
    ],
  ])("%s %s %s", async (school, route, file, what, fix) => {
    expect(await take(school, route, code, { file })).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `error  ${what}\n  fix  ${fix}\n`,
      added: [],
    });
  });

  test.each<[string, (path: string) => void, string, string]>([
    ["a file that is not there", () => undefined, "it does not exist", "look at the path"],
    ["a folder", mkdirSync, "it is a folder, or no file at all", "name a file"],
    ["a pipe", (path) => execFileSync("mkfifo", [path]), "it is a folder, or no file at all", "name a file"],
    [
      "a link to itself",
      (path) => symlinkSync(name, path),
      "it is a link to itself",
      "put the file itself in its place",
    ],
  ])("%s", async (_title, make, what, fix) => {
    const root = stackFiles();
    make(join(root, name));
    expect(await runGate(root, ["verify-file", "demo", "api1", name])).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  ${root}/${name}: ${what}\n  fix  ${fix}\n`,
    });
  });

  test("a school that has problems", async () => {
    const text = exampleText("demo").replace("active: a", "active: c");
    const { code: exit, stderr, added } = await take("demo", "api1", code, { text });
    expect({ exit, added, end: stderr.split("\n\n").at(-1) }).toEqual({
      exit: 1,
      added: [],
      end: "error  demo cannot be changed as it is\n  fix  correct it first\n",
    });
  });
});
