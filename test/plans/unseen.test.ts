// Changes that lie where nobody looks: each is planned, refused or a problem, and none is passed over.
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../../plan/model.ts";
import { type PlanOptions, plan } from "../../plan/plan.ts";
import { Repository } from "../support/repository.ts";

let project: Repository;
beforeEach(() => {
  project = new Repository();
});
afterEach(() => project.remove());

const planned = (options: Partial<PlanOptions> = {}): Promise<Plan> =>
  plan({ root: project.root, against: "HEAD", threads: 2, ...options });

const text = (file: string): string => readFileSync(join(project.root, file), "utf8");

/** Replaces the one place where a file says something. */
function replace(file: string, from: string, to: string): void {
  const parts = text(file).split(from);
  expect(parts).toHaveLength(2);
  project.write({ [file]: parts.join(to) });
}

/** Operations by school. */
function operations({ groups }: Plan): Record<string, string[]> {
  return Object.fromEntries(
    groups.flatMap(({ schools, changes }) =>
      schools.map((school) => [school, [...new Set(changes.map(({ operation }) => operation))].sort()]),
    ),
  );
}

const unprotect =
  "pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: { ...opts, protect: false } }));";

describe("the program is the one that Pulumi.yaml names", () => {
  const all = { stacks: ["demo", "hz", "lakeside", "northgate"] };

  test("a main file that takes protection off does so in the plan", async () => {
    replace("infra/index.ts", "export default", `${unprotect}\nexport default`);
    const { totals } = await planned();
    expect(totals.operations).toEqual({
      create: 0,
      update: 0,
      replace: 0,
      delete: 0,
      import: 0,
      options: 32,
    });
  });

  test("another main file is what is run", async () => {
    replace("Pulumi.yaml", "main: infra/index.ts", "main: infra/other.ts");
    project.write({ "infra/other.ts": 'throw new Error("not this one");\n' });
    const { problems } = await planned();
    expect(problems).toEqual([{ ...all, message: "this stack cannot be planned: not this one" }]);
  });

  test("what it has loaded before it belongs to it", async () => {
    replace("Pulumi.yaml", "--import=./compile-cache.js", "--import=./compile-cache.js --import=./first.ts");
    project.write({
      "infra/first.ts": `import { createRequire } from "node:module";
const eip = createRequire(import.meta.url)("@pulumi/alicloud/ecs/eipAddress.js");
eip.EipAddress = class extends eip.EipAddress {
  constructor(name, args, options) { super(name, { ...args, description: "first" }, options); }
};
`,
    });
    // All of them, also those that a thread declares later: the base is declared by threads of its own.
    expect(operations(await planned())).toEqual({
      ...{ demo: ["update"], lakeside: ["update"], northgate: ["update"] },
    });
  });

  test("a Pulumi.yaml that nobody here can follow refuses the plan, and leaves a base unknown", async () => {
    const before = text("Pulumi.yaml");
    replace("Pulumi.yaml", "name: schoolgate", "name: schoolgate2");
    const what =
      'Pulumi.yaml:1:7 name = "schoolgate2": the project\'s name is a part of every URN, and another name would replace every resource (write schoolgate)';
    await expect(planned()).rejects.toMatchObject({
      message: what,
      fix: "put Pulumi.yaml right, then plan again",
    });
    project.commit("another name");
    project.write({ "Pulumi.yaml": before });
    const { problems } = await planned();
    expect(problems).toEqual([
      { ...all, message: `changed from unknown, because the base of this stack cannot be declared: ${what}` },
    ]);
  });
});

describe("every file can matter", () => {
  /** Has the program describe each address by what a file says. */
  function describeBy(file: string): void {
    replace(
      "components/egress/address.ts",
      'bandwidth: "5"',
      'bandwidth: readFileSync(FACTS, "utf8").trim()',
    );
    project.write({
      "components/egress/address.ts": `import { readFileSync } from "node:fs";
const FACTS = new URL("../../${file}", import.meta.url);
${text("components/egress/address.ts")}`,
    });
  }
  const updated = { demo: ["update"], lakeside: ["update"], northgate: ["update"] };

  test("one in a folder of another's", async () => {
    describeBy("deploy/bandwidth.txt");
    mkdirSync(join(project.root, "deploy"));
    project.write({ "deploy/bandwidth.txt": "5" });
    project.commit("a file");
    project.write({ "deploy/bandwidth.txt": "6" });
    expect(operations(await planned())).toEqual(updated);
  });

  test("one beside the project, in a repository of many", async () => {
    const outer = new Repository();
    try {
      rmSync(join(project.root, ".git"), { recursive: true });
      rmSync(join(project.root, "node_modules"));
      renameSync(project.root, join(outer.root, "gateway"));
      symlinkSync(join(outer.root, "node_modules"), join(outer.root, "gateway", "node_modules"));
      const facts = join(outer.root, "bandwidth.txt");
      writeFileSync(facts, "5");
      const address = join(outer.root, "gateway/components/egress/address.ts");
      const parts = readFileSync(address, "utf8").split('bandwidth: "5"');
      expect(parts).toHaveLength(2);
      writeFileSync(
        address,
        `import { readFileSync } from "node:fs";\n${parts.join('bandwidth: readFileSync(new URL("../../../bandwidth.txt", import.meta.url), "utf8")')}`,
      );
      outer.commit("a project in a folder");
      writeFileSync(facts, "6");
      expect(operations(await planned({ root: join(outer.root, "gateway") }))).toEqual(updated);
    } finally {
      outer.remove();
    }
  });

  test("one that git ignores is no part of a change: a program that reads it is told so", async () => {
    describeBy("bandwidth.log");
    project.write({ "bandwidth.log": "6" });
    const { problems } = await planned({ names: ["demo"] });
    expect(problems).toEqual([
      {
        message:
          "the program reads bandwidth.log, which git ignores, and a plan is about what is reviewed: commit it, or do not read it",
      },
    ]);
  });

  test("the platform's, where the plan is about one of its schools", async () => {
    replace("stacks/Pulumi.hz.yaml", "region: cn-hangzhou", "region: cn-shanghai");
    const { totals } = await planned({ names: ["lakeside"] });
    expect(totals.changed + totals.failed).toBe(1);
  });

  test("one of which git was told to look away", async () => {
    project.git("update-index", "--assume-unchanged", "components/egress/address.ts");
    replace("components/egress/address.ts", 'bandwidth: "5"', 'bandwidth: "6"');
    expect(operations(await planned())).toEqual(updated);
  });
});

describe("a stack file that is a link", () => {
  const facts = "facts/demo.yaml";
  const swap = (path: string): void => {
    const parts = readFileSync(path, "utf8").split("active: a");
    expect(parts).toHaveLength(2);
    writeFileSync(path, parts.join("active: b"));
  };
  const link = (target: string): void => {
    rmSync(project.fileOf("demo"), { force: true });
    symlinkSync(target, project.fileOf("demo"));
  };

  test("is as if the file were here, also where it is not committed", async () => {
    mkdirSync(join(project.root, "facts"));
    renameSync(project.fileOf("demo"), join(project.root, facts));
    link(`../${facts}`);
    project.commit("a link");
    expect((await planned()).head.uncommitted).toEqual([]);
    swap(join(project.root, facts));
    const { head, groups } = await planned();
    expect([head.uncommitted, groups.map(({ schools }) => schools)]).toEqual([
      ["stacks/Pulumi.demo.yaml"],
      [["demo"]],
    ]);
    project.commit("a swap");
    const committed = await planned({ against: "HEAD~1" });
    expect([committed.head.uncommitted, operations(committed)]).toEqual([[], { demo: ["update"] }]);
  });

  test("out of the repository is not in git, and what it held before nobody knows", async () => {
    const outside = join(project.folder(), "..", `${Date.now()}-demo.yaml`);
    writeFileSync(outside, text("stacks/Pulumi.demo.yaml"));
    try {
      link(outside);
      project.commit("a link out");
      swap(outside);
      const { head, problems } = await planned();
      expect([head.uncommitted, problems]).toEqual([
        ["stacks/Pulumi.demo.yaml"],
        [
          {
            stack: "demo",
            message: `changed from unknown, because the base of this stack cannot be declared: stacks/Pulumi.demo.yaml was a link to ${outside}, which is not in git: what it held is not known`,
          },
        ],
      ]);
    } finally {
      rmSync(outside);
    }
  });
});
