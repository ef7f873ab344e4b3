import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkStacks } from "../../infra/config/stacks.ts";
import { runGate } from "../support/gate.ts";
import { example, exampleText, now, set, stackFiles } from "../support/stack-files.ts";
import { westlake } from "../support/westlake.ts";

const flags = ["--name", "西湖大学", "--domain", "westlake.edu.cn", "--platform", "hz"];
const file = "stacks/Pulumi.westlake.yaml";

/** Runs `gate new westlake`; says also what lies in the folder afterwards, beyond the examples. */
async function create(args: readonly string[], options: { root?: string; keys?: string } = {}) {
  const { root = stackFiles(), keys } = options;
  const before = readdirSync(join(root, "stacks"));
  const run = await runGate(root, ["new", "westlake", ...args], keys);
  const added = readdirSync(join(root, "stacks")).filter((each) => !before.includes(each));
  return { ...run, root, added };
}

test("flags make a file that is sound, in the next block that no school has", async () => {
  const { root, ...run } = await create(flags);
  expect(run).toEqual({
    code: 0,
    stdout: `Wrote ${file}.\nNext: ./gate rehearse westlake\n`,
    stderr: "Chose 10.20.34.0/24, which no stack file has; see that nothing else in the VPC lies there.\n",
    added: ["Pulumi.westlake.yaml"],
  });
  expect(checkStacks(root, now).problems).toEqual([]);
  expect(readFileSync(join(root, file), "utf8")).toBe(westlake);
});

test("a block that a school has whose file has problems is not free", async () => {
  const demo = exampleText("demo")
    .replaceAll("10.20.8.", "10.20.34.")
    .replace("schoolgate:school:\n", "schoolgate:school:\n    bogus: 1\n");
  const { code, stderr, added } = await create(flags, { root: stackFiles({ demo }) });
  expect({ code, stderr, added }).toEqual({
    code: 0,
    stderr: "Chose 10.20.35.0/24, which no stack file has; see that nothing else in the VPC lies there.\n",
    added: ["Pulumi.westlake.yaml"],
  });
});

test("the block, the zones and the NAT gateway can be given", async () => {
  const { root, code, stderr } = await create([
    ...flags,
    "--nat",
    "shared",
    "--cidr",
    "10.20.40.0/26",
    "--zone",
    "cn-hangzhou-b",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const text = readFileSync(join(root, file), "utf8");
  expect(text).toContain(`      nat: shared
      source:
        cidr: 10.20.40.0/26
        zones: { cn-hangzhou-b: 10.20.40.0/26 }
`);
});

test("each upstream of the platform gets a route, whatever its key", async () => {
  const hz = set(example("hz"), ["config", "schoolgate:platform", "upstreams"], {
    portal: { host: "portal.example.com" },
    "010": { host: "pay.example.com" },
    library: { host: "library.example.com" },
  });
  const { root, code } = await create([...flags, "--zone", "cn-hangzhou-i"], { root: stackFiles({ hz }) });
  expect(code).toBe(0);
  expect(readFileSync(join(root, file), "utf8")).toContain(
    '    routes: { api1: portal, api2: "010", api3: library }\n',
  );
  // Which of them is the app's, the school says.
  expect(readFileSync(join(root, file), "utf8")).toContain(
    "    # Step 4: ./gate verify-file westlake <route of the app> <the downloaded WW_verify_….txt>\n" +
      "    # Step 6: entry: { route: <that route>, flag: … }\n",
  );
});

test("a name that YAML would read otherwise is the name that was given", async () => {
  const name = `"西湖": # 'x', {y}`;
  const { root } = await create(["--name", name, ...flags.slice(2)]);
  const [stack] = checkStacks(root, now, ["westlake"]).stacks;
  expect(stack?.kind === "school" && stack.school.name).toBe(name);
});

describe("refused, with nothing written", () => {
  test.each<[string, readonly string[], string, string]>([
    [
      "a domain",
      ["--name", "x", "--domain", "www_x.cn", "--platform", "hz"],
      "--domain www_x.cn: a host is a full lower-case DNS name without scheme, port or path",
      "write it like api1.xxxedu.cn (a Chinese name in its xn-- form)",
    ],
    [
      "a platform",
      [...flags.slice(0, 4), "--platform", "hx"],
      "there is no sound platform hx",
      "did you mean hz?",
    ],
    [
      "a school as platform",
      [...flags.slice(0, 4), "--platform", "demo"],
      "there is no sound platform demo",
      "choose one of hz",
    ],
    [
      "a kind of NAT gateway",
      [...flags, "--nat", "dedicatd"],
      "--nat is dedicated or shared, and this is dedicatd",
      "did you mean dedicated?",
    ],
    [
      "zones",
      [...flags, "--zone", "i;j"],
      "--zone i;j: zones are zone ids joined by commas",
      "write them like cn-hangzhou-i,cn-hangzhou-j",
    ],
    [
      "a zone that is named twice",
      [...flags, "--zone", "cn-hangzhou-i,cn-hangzhou-i"],
      "--zone cn-hangzhou-i,cn-hangzhou-i: a zone has one vSwitch, and one is named twice",
      "name each zone once",
    ],
    [
      "a block",
      [...flags, "--cidr", "10.20.300.0/24"],
      "--cidr 10.20.300.0/24: a block is a.b.c.d/n, of numbers up to 255 and a prefix up to 32",
      "write it like 10.20.8.0/24",
    ],
    [
      "a block without room for its zones",
      [...flags, "--cidr", "10.20.40.0/29"],
      "10.20.40.0/29 has no room for a vSwitch in each of 2 zones: the smallest is a /29",
      "give a larger block with --cidr, or fewer zones with --zone",
    ],
    [
      "nothing but the slug, without a terminal",
      [],
      "--platform is missing",
      "add it; questions are asked only on a terminal",
    ],
  ])("%s", async (_title, args, what, fix) => {
    const { root: _, ...run } = await create(args);
    expect(run).toEqual({ code: 1, stdout: "", stderr: `error  ${what}\n  fix  ${fix}\n`, added: [] });
  });

  test("a block that another school has", async () => {
    const { root: _, ...run } = await create([...flags, "--cidr", "10.20.8.0/25"]);
    expect(run).toEqual({
      code: 1,
      stdout: "",
      stderr: `${file}:17:15  schoolgate:school.egress.source.cidr
  value  "10.20.8.0/25"
  rule   schools' sources share no address, and demo has 10.20.8.0/24
  fix    choose a part of the VPC's block that no school has

1 problem in 1 file

error  ${file} would break rules and was not written
  fix  change what is given
`,
      added: [],
    });
  });

  test("a platform with problems, which are shown", async () => {
    const hz = set(example("hz"), ["config", "schoolgate:platform", "region"], "Hangzhou");
    const { root: _, ...run } = await create(flags, { root: stackFiles({ hz }) });
    expect(run).toEqual({
      code: 1,
      stdout: "",
      stderr: `stacks/Pulumi.hz.yaml:3:13  schoolgate:platform.region
  value  "Hangzhou"
  rule   a region is an Alibaba Cloud region id
  fix    write it like cn-hangzhou

1 problem in 1 file

error  hz cannot be used as it is
  fix  correct it first
`,
      added: [],
    });
  });

  test("a link in the file's place, which points nowhere", async () => {
    const root = stackFiles();
    symlinkSync("nowhere", join(root, file));
    expect(await create(flags, { root })).toEqual({
      root,
      code: 1,
      stdout: "",
      stderr: `error  ${file} exists\n  fix  choose another slug, or edit that file\n`,
      added: [],
    });
  });

  test("a slug that is taken, and one that is none", async () => {
    const run = (slug: string) => runGate(stackFiles(), ["new", slug, ...flags]);
    expect((await run("demo")).stderr).toBe(
      "error  stacks/Pulumi.demo.yaml exists\n  fix  choose another slug, or edit that file\n",
    );
    expect((await run("../x")).stderr).toBe(
      "error  a slug is lower-case letters, digits and hyphens, and this is ../x\n  fix  write it so that it could be one part of a host name\n",
    );
  });
});

describe("on a terminal", () => {
  const enter = "\r";

  test("what is missing is asked, and only that", async () => {
    const { code, stdout, stderr } = await create(["--name", "西湖大学", "--platform", "hz"], {
      keys: `westlake.edu.cn${enter}`,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Wrote ${file}.\nNext: ./gate rehearse westlake\n` });
    expect([
      stderr.includes("Its ICP-filed domain"),
      stderr.includes("Its platform"),
      stderr.includes("Name of the school"),
    ]).toEqual([true, false, false]);
  });

  test.each([
    ["C", "\u0003"],
    ["D", "\u0004"],
  ])("Ctrl-%s writes nothing", async (_, keys) => {
    const { code, stdout, stderr, added } = await create(["--platform", "hz"], { keys });
    const refused = stderr.endsWith(
      "error  cancelled; nothing was written\n  fix  run it again, or give the answer with --name\n",
    );
    expect({ code, stdout, refused, added }).toEqual({ code: 1, stdout: "", refused: true, added: [] });
  });
});

test("a host of a school that a sparse checkout leaves out is not free, and that school is checked", async () => {
  const root = stackFiles();
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "begin");
  git("sparse-checkout", "set", "--no-cone", "/*", "!/stacks/Pulumi.demo.yaml");
  expect((await runGate(root, ["check"])).stdout).toBe("No problems in 3 schools and 1 platform.\n");
  const run = await create(["--name", "x", "--domain", "xxxedu.cn", "--platform", "hz"], { root });
  expect({ code: run.code, added: run.added }).toEqual({ code: 1, added: [] });
  expect(run.stderr.split("\n").filter((line) => line.startsWith("  rule"))).toEqual(
    Array(2).fill("  rule   a host belongs to one school, and demo has it too"),
  );
});
