import { readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../../plan/model.ts";
import { type PlanOptions, plan } from "../../plan/plan.ts";
import { changeComponent } from "../support/fleet-project.ts";
import { Repository } from "../support/repository.ts";

let project: Repository;
beforeEach(() => {
  project = new Repository();
});
afterEach(() => project.remove());

const planned = (options: Partial<PlanOptions> = {}): Promise<Plan> =>
  plan({ root: project.root, against: "main", threads: 2, ...options });

/** Groups by their schools: operations, names and paths. */
function outline({ groups }: Plan): Record<string, string[]> {
  return Object.fromEntries(
    groups.map(({ schools, changes }) => [
      schools.join(" "),
      changes.map(({ operation, name, properties, options }) =>
        [operation, name, ...properties.map(({ path }) => path), ...options.map(({ option }) => option)].join(
          " ",
        ),
      ),
    ]),
  );
}

const newcomer = `config:
  schoolgate:school:
    name: 新来学院
    platform: hz
    domain: newcomer.edu.cn
    egress:
      source: { cidr: 10.20.99.0/24, zones: { cn-hangzhou-i: 10.20.99.0/25 } }
      addresses: { a: {}, b: {} }
      active: a
      trusted: [a, b]
`;

/** A main file that exports what it declares, and no function: a run of it stays in memory. */
const valueMain = `import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { declare } from "./program.ts";
import { loadStack } from "./config/stacks.ts";

const stack = loadStack(resolve(import.meta.dirname, ".."), pulumi.getStack(), new Date());
if ("problems" in stack) throw new pulumi.RunError("not sound");
export default declare(stack);
`;

const egress = ["config", "schoolgate:school", "egress"];

describe("a change", () => {
  test("of a default and of one school is said of whom it concerns, the same however many threads", async () => {
    changeComponent(project, "egress/address.ts", 'bandwidth: "5"', 'bandwidth: "6"');
    project.edit("demo", (file) => file.setIn([...egress, "active"], "b"));
    const first = await planned();
    expect(outline(first)).toEqual({
      demo: [
        "update demo-egress-snat snatIp",
        "update demo-egress-a-eip bandwidth",
        "update demo-egress-b-eip bandwidth",
      ],
      northgate: [
        "update northgate-egress-a-eip bandwidth",
        "update northgate-egress-b-eip bandwidth",
        "update northgate-egress-c-eip bandwidth",
      ],
      lakeside: ["update lakeside-egress-b-eip bandwidth"],
    });
    expect(first.totals).toEqual({
      ...{ stacks: 4, unchanged: 1, changed: 3, failed: 0, mandatory: 0, advisory: 0 },
      operations: { create: 0, update: 7, replace: 0, delete: 0, import: 0, options: 0 },
    });
    const commit = project.git("rev-parse", "HEAD").trim();
    expect([first.base, first.head]).toEqual([
      { ref: "main", commit },
      { commit, uncommitted: ["stacks/Pulumi.demo.yaml"] },
    ]);
    expect(JSON.stringify(await planned({ threads: 1 }))).toBe(JSON.stringify(first));
  });

  test("of nothing is nothing, and no stack is planned for it", async () => {
    const done: string[] = [];
    const { groups, totals } = await planned({ onProgress: (some, all) => done.push(`${some} of ${all}`) });
    expect([groups, totals.unchanged, done]).toEqual([[], 4, []]);
  });
});

describe("an upstream that schools are on", () => {
  const upstreams = ["config", "schoolgate:platform", "upstreams"];
  const violations = async (options: Partial<PlanOptions> = {}) =>
    (await planned(options)).groups.flatMap((group) =>
      group.violations.map(({ policy, message }) => [group.schools, policy, message]),
    );

  test("keeps its host, also in a plan of the platform alone", async () => {
    project.edit("hz", (file) => file.setIn([...upstreams, "hub", "host"], "hub2.17wanxiao.com"));
    const refused = [
      [
        ["hz"],
        "schoolgate-upstreams-stay",
        "upstream hub, hub.17wanxiao.com:8080, becomes hub2.17wanxiao.com:8080 while demo and 2 more are on it: " +
          "put it back; have the new one under another key, move the schools to it, and remove hub last",
      ],
    ];
    expect(await violations()).toEqual(refused);
    expect(await violations({ names: ["hz"] })).toEqual(refused);
  });

  test("gets another beside it", async () => {
    project.edit("hz", (file) =>
      file.setIn([...upstreams, "hub2"], { host: "hub2.17wanxiao.com", port: 8080 }),
    );
    expect(await violations()).toEqual([]);
  });
});

test("a domain that changes: which hosts are not served any more", async () => {
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "domain"], "yyyedu.cn"));
  const { groups, totals } = await planned({ names: ["demo"] });
  expect(totals).toMatchObject({ stacks: 1, changed: 1, failed: 0, mandatory: 0, advisory: 1 });
  const leaves = groups[0]?.violations.filter(({ policy }) => policy === "schoolgate-hosts-leave") ?? [];
  expect(leaves.map(({ urn = "", message }) => [urn.split("::").at(-1), message])).toEqual(
    ["api1", "api2"].map((key) => [
      `demo-${key}-https`,
      `${key}.xxxedu.cn is not served any more, and ${key}.yyyedu.cn is in its place: to serve both until people have moved, write the new one as a route of another key, and later ./gate retire demo route ${key}`,
    ]),
  );
});

describe("stacks of one side only", () => {
  test("a new file is a new stack, and one that is gone deletes nothing by itself", async () => {
    project.write({ "stacks/Pulumi.newcomer.yaml": newcomer });
    rmSync(project.fileOf("northgate"));
    const { groups, totals, head, notes } = await planned();
    expect(
      groups.map(({ schools, changes }) => [schools, new Set(changes.map(({ operation }) => operation))]),
    ).toEqual([
      [["northgate"], new Set(["delete"])],
      [["newcomer"], new Set(["create"])],
    ]);
    expect(totals).toMatchObject({ stacks: 5, unchanged: 3, changed: 2, failed: 0, mandatory: 1 });
    expect(groups.map(({ violations }) => violations.map(({ policy }) => policy))).toEqual([
      ["schoolgate-retire-first"],
      [],
    ]);
    expect(head.uncommitted).toEqual(["stacks/Pulumi.newcomer.yaml"]);
    expect(notes).toEqual([{ kind: "gone", stack: "northgate" }]);
  });

  test("a file that is gone after its school was retired is refused by nobody, and says what becomes of addresses", async () => {
    project.edit("lakeside", (file) => file.setIn(["config", "schoolgate:school", "retired"], true));
    project.commit("lakeside leaves");
    rmSync(project.fileOf("lakeside"));
    const { groups, totals } = await planned({ against: "HEAD", names: ["lakeside"] });
    expect(totals).toMatchObject({ stacks: 1, changed: 1, failed: 0, mandatory: 0, advisory: 1 });
    expect(
      groups.map(({ violations }) =>
        violations.map(({ policy, urn = "", message }) => [policy, urn.split("::").at(-1), message]),
      ),
    ).toEqual([
      [
        [
          "schoolgate-addresses-leave",
          "lakeside-egress-a-eip",
          "its IP is handed back: it stays in the account, unbound and protected there",
        ],
        [
          "schoolgate-addresses-leave",
          "lakeside-egress-b-eip",
          "its IP is given up for good: nobody gets it back",
        ],
      ],
    ]);
  });

  test("a renamed file is another stack, and looks like what it is", async () => {
    renameSync(project.fileOf("northgate"), project.fileOf("southgate"));
    const { groups, notes } = await planned();
    expect(groups.map(({ schools }) => schools)).toEqual([["northgate"], ["southgate"]]);
    expect(notes).toEqual([{ kind: "renamed", stack: "northgate", to: "southgate" }]);
  });
});

describe("a file that cannot be read", () => {
  test("in the base, and gone in the head, is known as such", async () => {
    const link = project.fileOf("dangling");
    symlinkSync("nowhere.yaml", link);
    project.commit("a link to no file");
    rmSync(link);
    const { groups, problems, notes } = await planned();
    expect({ groups, problems, notes }).toEqual({
      groups: [],
      problems: [
        {
          stack: "dangling",
          message:
            "changed from unknown, because the base of this stack cannot be declared: stacks/Pulumi.dangling.yaml: it is a link to a file that is not there (correct the link)",
        },
      ],
      notes: [{ kind: "gone", stack: "dangling" }],
    });
  });

  const broken = "config:\n  schoolgate:school: [\n";

  test("in the head fails its stack alone", async () => {
    project.write({ "stacks/Pulumi.demo.yaml": broken });
    project.edit("northgate", (file) => file.setIn([...egress, "addresses", "d"], {}));
    const { problems, totals, groups } = await planned();
    expect(problems).toEqual([
      {
        stack: "demo",
        message: expect.stringMatching(
          /^this stack cannot be planned: stacks\/Pulumi\.demo\.yaml:2:22: .+ \(.+\)$/,
        ),
      },
    ]);
    expect(totals).toMatchObject({ stacks: 4, unchanged: 2, changed: 1, failed: 1 });
    expect(groups.map(({ schools }) => schools)).toEqual([["northgate"]]);
  });

  test("in the base makes its stack one that changes from unknown", async () => {
    const whole = project.git("show", "HEAD:stacks/Pulumi.demo.yaml");
    project.write({ "stacks/Pulumi.demo.yaml": broken });
    project.commit("broken");
    project.write({ "stacks/Pulumi.demo.yaml": whole });
    const { problems, totals, groups } = await planned();
    expect(problems).toEqual([
      {
        stack: "demo",
        message: expect.stringMatching(
          /^changed from unknown, because the base of this stack cannot be declared: stacks\/Pulumi\.demo\.yaml:2:22: /,
        ),
      },
    ]);
    expect(totals).toMatchObject({ stacks: 4, unchanged: 3, changed: 1, failed: 0 });
    expect(groups).toEqual([]);
  });
});

describe("a base that cannot be declared", () => {
  const lead = "changed from unknown, because the base of this stack cannot be declared: ";
  const all = { stacks: ["demo", "hz", "lakeside", "northgate"] };

  test("because its program does not load is said once", async () => {
    const whole = project.git("show", "HEAD:infra/school.ts");
    project.write({ "infra/school.ts": 'throw new Error("the base is broken");\n' });
    project.commit("broken");
    project.write({ "infra/school.ts": whole });
    const { problems, totals, groups } = await planned();
    expect(problems).toEqual([{ ...all, message: expect.stringMatching(new RegExp(`^${lead}`)) }]);
    expect(totals).toMatchObject({ stacks: 4, unchanged: 0, changed: 4, failed: 0 });
    expect(groups).toEqual([]);
  });

  test("because its packages cannot be installed is said once", async () => {
    const lock = project.git("show", "HEAD:package-lock.json");
    project.write({ "package-lock.json": "{" });
    project.commit("another lock file");
    project.write({ "package-lock.json": lock });
    const { problems, totals } = await planned();
    expect(problems).toEqual([
      {
        ...all,
        message: expect.stringMatching(
          new RegExp(`^${lead}its packages cannot be installed \\(npm ci\\): npm error`),
        ),
      },
    ]);
    expect(totals).toMatchObject({ stacks: 4, unchanged: 0, changed: 4, failed: 0 });
  });

  test("but not because its main file exports what it declares", async () => {
    const index = project.git("show", "HEAD:infra/index.ts");
    project.write({ "infra/index.ts": valueMain });
    project.commit("as it was");
    project.write({ "infra/index.ts": index });
    project.edit("demo", (file) => file.setIn([...egress, "active"], "b"));
    const plan = await planned();
    expect([outline(plan), plan.problems]).toEqual([{ demo: ["update demo-egress-snat snatIp"] }, []]);
  });
});

describe("what stacks break together", () => {
  const eip = "eip-bp1lakeside00000001";

  test("is told of both, also of the one that nobody touched, and of no third", async () => {
    project.edit("demo", (file) => file.setIn([...egress, "addresses", "c"], { allocationId: eip }));
    const { groups, totals } = await planned();
    expect(groups.map(({ schools, changes, violations }) => [schools, changes.length, violations])).toEqual([
      [["demo"], 3, [theirs("demo", "c", "lakeside")]],
      [["lakeside"], 0, [theirs("lakeside", "a", "demo")]],
    ]);
    expect(totals).toMatchObject({ stacks: 4, unchanged: 3, changed: 1, mandatory: 2 });
  });

  test("and broke before is not told again", async () => {
    project.edit("demo", (file) => file.setIn([...egress, "addresses", "c"], { allocationId: eip }));
    project.commit("an address of two");
    project.edit("demo", (file) => file.setIn([...egress, "addresses", "d"], {}));
    const { groups } = await planned();
    expect(groups.map(({ schools, violations }) => [schools, violations])).toEqual([[["demo"], []]]);
  });

  const theirs = (school: string, key: string, other: string) => ({
    policy: "schoolgate-one-school-an-address",
    level: "mandatory",
    urn: `urn:pulumi:${school}::schoolgate::schoolgate:index:School$schoolgate:egress:Egress$schoolgate:egress:Address$alicloud:ecs/eipAddress:EipAddress::${school}-egress-${key}-eip`,
    message: `${eip} is an address of ${other} too: give one of the schools another address`,
  });
});

describe("is refused", () => {
  const refused = (options: Partial<PlanOptions>): Promise<unknown> =>
    planned(options).then(
      () => undefined,
      ({ message, fix }: { message: string; fix: string }) => [message, fix],
    );

  test("for stacks that do not exist", async () => {
    expect(await refused({ names: ["demo", "lakeshore"] })).toEqual([
      'there is no stack "lakeshore"',
      "did you mean lakeside?",
    ]);
  });

  test("where there are none", async () => {
    rmSync(join(project.root, "stacks"), { recursive: true });
    expect(await refused({ against: undefined })).toEqual([
      "stacks: it is missing (run this in a clone of the project, and keep its folders)",
      "plan in the project's folder",
    ]);
    project.folder("stacks");
    expect(await refused({ against: undefined })).toEqual([
      "there is no stack to plan",
      "write a school's file: ./gate new <school>",
    ]);
  });
});

describe("without a base", () => {
  test("every resource is new, also where there is no repository", async () => {
    rmSync(join(project.root, ".git"), { recursive: true });
    const { base, head, totals, groups } = await planned({ against: undefined, names: ["demo"] });
    expect([base, head]).toEqual([undefined, {}]);
    expect(totals).toMatchObject({ stacks: 1, changed: 1, operations: { create: 42, update: 0 } });
    expect(groups.map(({ schools }) => schools)).toEqual([["demo"]]);
  });
});

test("nothing is left behind, also when it is given up", async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("schoolgate-base-"));
  changeComponent(project, "egress/address.ts", 'bandwidth: "5"', 'bandwidth: "6"');
  const giveUp = new AbortController();
  const plan = planned({ signal: giveUp.signal, onProgress: () => giveUp.abort(new Error("enough")) });
  await expect(plan).rejects.toThrow("enough");
  const after = readdirSync(tmpdir()).filter((name) => name.startsWith("schoolgate-base-"));
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
  expect(project.git("status", "--porcelain", "--", "components")).toBe(" M components/egress/address.ts\n");
});

test("a sparse checkout without all stack files is no fleet: what is left out is not deleted", async () => {
  project.git("sparse-checkout", "set", "--no-cone", "/*", "!/stacks/Pulumi.demo.yaml");
  await expect(planned()).rejects.toMatchObject({
    message: "a sparse checkout leaves out stacks/Pulumi.demo.yaml, and a plan needs all stack files",
    fix: "git sparse-checkout add '/stacks/*'",
  });
});
