// A program in a plan's thread, as far as it can tell, runs on the engine; and what one thread cannot do for many stacks as
// the engine does for each in a process of its own, it says.
import { realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failuresIn, toyProject, toyProjectFile } from "../support/toy-fleet.ts";

test("a program that asks where it runs meets the engine's answers, and no environment of the user's", async () => {
  process.env.ALICLOUD_REGION = "cn-elsewhere";
  const root = realpathSync(
    toyProject(
      {
        here: `
          const answers = {
            argv: process.argv.slice(1),
            execArgv: process.execArgv,
            cwd: [process.cwd(), path.resolve("x")],
            thread: [isMainThread, threadId, parentPort, workerData, (await import("node:worker_threads")).isMainThread],
            read: [readFileSync("here.txt", "utf8"), await readFile("./here.txt", "utf8"), existsSync("nowhere.txt")],
            sdk: [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), pulumi.getRootDirectory()],
            dryRun: pulumi.runtime.isDryRun(),
            main: [import.meta.main, import.meta.filename],
            env: { ...process.env },
            region: process.env.ALICLOUD_REGION ?? null,
          };
          throw new Error(JSON.stringify(answers));`,
      },
      `import path from "node:path";
       import { existsSync, readFileSync } from "node:fs";
       import { readFile } from "node:fs/promises";
       import { isMainThread, parentPort, threadId, workerData } from "node:worker_threads";`,
      {
        "Pulumi.yaml": toyProjectFile.replace("false }", "false, nodeargs: --import=./first.js }"),
        "infra/first.js": "globalThis.isFirst = true;",
        "infra/here.txt": "here it is",
      },
    ),
  );
  const { here = "" } = await failuresIn(root, ["here"]).finally(() => delete process.env.ALICLOUD_REGION);
  const infra = join(root, "infra");
  expect(JSON.parse(here)).toEqual({
    argv: [realpathSync(join(root, "node_modules/@pulumi/pulumi/cmd/run/index.js"))],
    execArgv: ["--import=./first.js"],
    cwd: [infra, join(infra, "x")],
    thread: [true, 0, null, null, true],
    read: ["here it is", "here it is", false],
    sdk: ["organization", "schoolgate", "here", root],
    dryRun: true,
    main: [false, join(infra, "index.ts")],
    env: {
      PULUMI_CONFIG: '{"schoolgate:school":"{}","toy:token":"rehearsal-secret-e564b4081d7a"}',
      PULUMI_CONFIG_SECRET_KEYS: '["toy:token"]',
      PULUMI_NODEJS_ORGANIZATION: "organization",
      PULUMI_NODEJS_PROJECT: "schoolgate",
      PULUMI_NODEJS_ROOT_DIRECTORY: root,
      PULUMI_NODEJS_STACK: "here",
      PULUMI_NODEJS_DRY_RUN: "true",
      PULUMI_NODEJS_MONITOR: "127.0.0.1:9",
      PULUMI_NODEJS_ENGINE: "127.0.0.1:9",
    },
    region: null,
  });
});

test("the main file is evaluated for every stack, with what it did not see of the one before", async () => {
  const failures = await failuresIn(
    toyProject(
      {
        a: `eip("a"); globalThis.process.env.LEFT = "behind";`,
        b: `throw new Error(JSON.stringify([here, count, process.env.LEFT ?? null]));`,
      },
      `const here = pulumi.getStack();
       let count = 0;
       count += 1;`,
    ),
    ["a", "b"],
  );
  expect(failures).toEqual({ a: "", b: '["b",1,null]' });
});

const shared = (text: string) => ({
  "components/shared.ts": `import * as pulumi from "@pulumi/pulumi";\n${text}`,
});
const once = "and a plan does that once for many";

test.each([
  [
    "asks for the stack",
    "export const stack = pulumi.getStack();",
    `components/shared.ts asks which stack it is for while it is loaded, ${once}: ask in a function`,
  ],
  [
    "asks for its configuration",
    'export const token = new pulumi.Config("toy").get("token");',
    `components/shared.ts asks which stack it is for while it is loaded, ${once}: ask in a function`,
  ],
  [
    "looks into the environment",
    'export const isDry = "PULUMI_NODEJS_DRY_RUN" in process.env;',
    `components/shared.ts asks which stack it is for while it is loaded, ${once}: ask in a function`,
  ],
  [
    "transforms what is declared",
    "pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: { ...opts, protect: true } }));",
    `components/shared.ts asks which stack it is for while it is loaded, ${once}: ask in a function`,
  ],
])(
  "a module that all stacks share and that %s while it is loaded fails them all",
  async (_, text, message) => {
    const root = toyProject(
      { a: `eip("a");`, b: `eip("b");` },
      `import "../components/shared.ts";`,
      shared(text),
    );
    expect(await failuresIn(root, ["a", "b"])).toEqual({ a: message, b: message });
  },
);

test("a module that is imported only while the program runs fails its stack", async () => {
  const root = toyProject({ a: `await import("../components/shared.ts");` }, "", shared("export {};"));
  expect(await failuresIn(root, ["a"])).toEqual({
    a: `components/shared.ts is imported only while the program runs, and a plan does that once for many stacks: import it at the top of a file`,
  });
});

test("what a program keeps from one stack to the next is found, and fails those that met it", async () => {
  const root = toyProject(
    Object.fromEntries(["a", "b", "c"].map((name) => [name, `eip("x", { description: next() });`])),
    `import { next } from "../components/shared.ts";`,
    shared('let count = 0; export const next = () => "number " + ++count;'),
  );
  const kept =
    "the program keeps something from one stack to the next, or declares at random: a is another after b. Keep nothing outside of functions";
  expect(await failuresIn(root, ["a", "b", "c"])).toEqual({ a: "", b: kept, c: kept });
});

test("a stack follows from its own file and its platform's: who reads another is refused", async () => {
  const reads = (file: string) =>
    `the program reads ${file}, and a stack follows from its own file and its platform's alone: move what it needs to a file outside of stacks`;
  const of = (body: string) => `eip("a"); ${body}`;
  const root = toyProject(
    {
      own: of(`readFileSync("../stacks/Pulumi.own.yaml");`),
      platform: of(`readFileSync("../stacks/Pulumi.hz.yaml");`),
      other: of(`readFileSync(new URL("../stacks/Pulumi.own.yaml", import.meta.url));`),
      lists: of(`readdirSync("../stacks");`),
      link: of(`readFileSync("../elsewhere.yaml");`),
    },
    `import { readdirSync, readFileSync } from "node:fs";`,
    {
      "stacks/Pulumi.hz.yaml": "config: { schoolgate:platform: {} }\n",
      "stacks/Pulumi.platform.yaml": "config: { schoolgate:school: { platform: hz } }\n",
    },
  );
  symlinkSync(join("stacks", "Pulumi.own.yaml"), join(root, "elsewhere.yaml"));
  expect(await failuresIn(root, ["own", "platform", "other", "lists", "link"])).toEqual({
    ...{ own: "", platform: "" },
    other: reads("stacks/Pulumi.own.yaml"),
    lists: reads("stacks"),
    link: reads("stacks/Pulumi.own.yaml"),
  });
});

test("what the language host refuses fails here too", async () => {
  const root = toyProject({ a: `eip("a");`, code: `process.exitCode = 3;`, away: `process.chdir("/");` });
  expect(await failuresIn(root, ["code", "away"])).toEqual({
    away: "process.chdir() is not supported in workers",
    code: "its program sets the exit code 3",
  });
  const both = toyProject({ a: "" }, "export const also = 1;");
  expect(await failuresIn(both, ["a"])).toEqual({
    a: "expected entrypoint module to have either a default export or named exports but not both",
  });
});
