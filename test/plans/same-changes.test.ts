// The real program, for schools that differ in all that is their own: one change of a component is one group.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changeComponent,
  groups,
  type OwnFacts,
  plansBetween,
  schoolsOfOneShape,
} from "../support/fleet-project.ts";
import type { Project } from "../support/projects.ts";

const slug = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8})?$/).filter((name) => name !== "hz");
const anySchool: fc.Arbitrary<OwnFacts> = fc.record({
  slug,
  name: fc.stringMatching(/^[\u4e00-\u9fa5]{2,8}$/),
  domain: fc.stringMatching(/^[a-z][a-z0-9]{1,10}\.(edu|example)\.cn$/),
  block: fc.tuple(fc.integer({ min: 1, max: 250 }), fc.integer({ min: 0, max: 255 })),
  code: fc.stringMatching(/^[A-Za-z0-9]{16}$/),
});
const anySchools = fc.uniqueArray(anySchool, {
  minLength: 4,
  maxLength: 8,
  comparator: (a, b) =>
    [a.slug, a.domain, a.code, a.block.join()].some(
      (own, at) => own === [b.slug, b.domain, b.code, b.block.join()][at],
    ),
});

/** Changes of most components; each of them shows something of the school's own. */
function changeMost(head: Project): void {
  changeComponent(head, "edge/route.ts", 'const requestTimeout = "0s"', 'const requestTimeout = "30s"');
  changeComponent(head, "names.ts", '{ "schoolgate:school": slug }', '{ "schoolgate:tenant": slug }');
  changeComponent(head, "platform/redirects.ts", '.join(" ")', '.join(", ")');
  changeComponent(head, "edge/verify-file.ts", 'contentType: "text/plain"', 'contentType: "text/html"');
  changeComponent(head, "edge/certificate.ts", "size: 256", "size: 384");
  changeComponent(head, "egress/relay-bootstrap.ts", 'connect_timeout: "5s"', 'connect_timeout: "4s"');
}

/** The groups of schools of one shape, whose head is changed. */
async function groupsOf(
  schools: readonly OwnFacts[],
  change: (head: Project) => void,
  prepare: (project: Project) => void = () => undefined,
) {
  const [base, head] = [schoolsOfOneShape(schools), schoolsOfOneShape(schools)];
  try {
    for (const project of [base, head]) prepare(project);
    change(head);
    const names = schools.map((school) => school.slug);
    return groups(await plansBetween(base, head, names));
  } finally {
    base.remove();
    head.remove();
  }
}

/** Schools of these names. */
function named(...slugs: readonly string[]): OwnFacts[] {
  return slugs.map((slug, at) => ({
    ...{ slug, name: `第${at}学院`, domain: `d${at}.edu.cn`, block: [10 + at, at] },
    code: `abcdefgh1234567${at}`,
  }));
}

describe("a change of many components", () => {
  it("is one group, whatever the schools are called and have", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anySchools, async (schools) => {
        const [first, ...more] = await groupsOf(schools, changeMost);
        expect(more).toEqual([]);
        expect(first?.schools).toEqual(schools.map((school) => school.slug).sort());
        expect(first?.changes.length).toBe(14);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it("is one group for schools that are called like words of the program", async () => {
    const words = ["a", "api1", "edge", "gateway", "https", "hub", "local", "school", "shared"];
    const found = await groupsOf(named(...words), changeMost);
    expect(found.map(({ schools }) => schools)).toEqual([words]);
  });

  it("is one group where names take another form", async () => {
    const found = await groupsOf(named("demo", "lakeside", "edge-2"), (head) =>
      changeComponent(head, "names.ts", '["schoolgate", slug, role]', '["campus", slug, role]'),
    );
    expect(found.map(({ schools }) => schools)).toEqual([["demo", "edge-2", "lakeside"]]);
  });
});

describe("a change of an upstream", () => {
  const schools = named("one", "three", "two");
  /** Routes to the hub and to the open platform, and a verify file, under keys of each school's own. */
  const rekey =
    (...keys: readonly (readonly [hub: string, open: string])[]) =>
    (project: Project): void => {
      for (const [at, { slug, code }] of schools.entries()) {
        const [hub = "", open = ""] = keys[at] ?? [];
        project.edit(slug, (file) => {
          const at = ["config", "schoolgate:school"];
          file.setIn([...at, "routes"], { [hub]: "hub", [open]: "open" });
          file.setIn([...at, "wecom", "verifyFiles"], { [hub]: { [`WW_verify_${code}.txt`]: code } });
        });
      }
    };
  const move = (head: Project): void =>
    head.edit("hz", (file) =>
      file.setIn(["config", "schoolgate:platform", "upstreams", "hub", "host"], "hub2.17wanxiao.com"),
    );

  it("is one group, whatever the schools call their routes", async () => {
    const found = await groupsOf(schools, move, rekey(["api1", "api2"], ["news", "api1"], ["a-b", "a"]));
    expect(found.map((group) => group.schools)).toEqual([["one", "three", "two"]]);
  });

  it("is another group where another route moves", async () => {
    const prepare = rekey(["api1", "api2"], ["news", "api1"], ["a-b", "a"]);
    const found = await groupsOf(
      schools,
      (head) => {
        const at = ["config", "schoolgate:school", "routes"];
        head.edit("one", (file) => file.setIn([...at, "api1"], "open"));
        head.edit("three", (file) => file.setIn([...at, "api1"], "hub"));
        head.edit("two", (file) => file.setIn([...at, "a-b"], "open"));
      },
      prepare,
    );
    expect(found.map((group) => group.schools)).toEqual([["three"], ["one", "two"]]);
  });
});

describe("a change of schools' files", () => {
  const schools = named("one", "three", "two");
  const edit = (head: Project, slug: string, path: string, value: unknown): void =>
    head.edit(slug, (file) => file.setIn(["config", "schoolgate:school", ...path.split(".")], value));

  it("of the same kind is one group: each moves to another host, or block, of its own", async () => {
    const found = await groupsOf(schools, (head) => {
      for (const { slug, block } of schools) {
        edit(head, slug, "domain", `${slug}.example.cn`);
        edit(head, slug, "egress.source.zones.cn-hangzhou-j", `10.${block.join(".")}.128/26`);
      }
    });
    expect(found.map((group) => group.schools)).toEqual([["one", "three", "two"]]);
  });

  it("of another kind is another group: a larger block, the other host", async () => {
    const found = await groupsOf(schools, (head) => {
      edit(head, "one", "egress.source.zones.cn-hangzhou-j", "10.10.0.128/26");
      edit(head, "two", "egress.source.zones.cn-hangzhou-j", "10.12.2.128/27");
      edit(head, "three", "routes", { api1: { host: "api2.d1.edu.cn", upstream: "hub" } });
    });
    // A lost route is a deletion; the other two are equally bad.
    expect(found[0]?.schools).toEqual(["three"]);
    expect(found.map((group) => group.schools).sort()).toEqual([["one"], ["three"], ["two"]]);
  });

  it("reads in the order: a protection lost, a swap, a time limit for all", async () => {
    const many = named("four", "one", "three", "two");
    const found = await groupsOf(many, (head) => {
      changeComponent(head, "edge/route.ts", 'const requestTimeout = "0s"', 'const requestTimeout = "60s"');
      edit(head, "one", "egress.active", "b");
      edit(head, "two", "egress.addresses.b", { retired: "still-trusted" });
    });
    expect(found.map((group) => group.schools)).toEqual([["two"], ["one"], ["four", "three"]]);
    const [protect, swap, limit] = found.map(({ changes: [first] }) => first);
    expect(protect).toMatchObject({
      type: "alicloud:ecs/eipAddress:EipAddress",
      options: [{ option: "protect", from: true }],
    });
    expect(swap).toMatchObject({ name: "one-egress-snat", properties: [{ path: "snatIp" }] });
    expect(limit).toMatchObject({ properties: [{ from: "0s", to: "60s" }] });
  });
});
