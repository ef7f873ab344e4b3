import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../plan/group/group.ts";
import type { Change, DeclaredStack, PropertyChange, Violation } from "../../../plan/model.ts";
import { resource, stackOf } from "../../support/declared.ts";
import { type FingerprintedPlan, groups } from "../../support/fleet-project.ts";
import { change, symbol } from "../../support/plans.ts";

const eip = "alicloud:ecs/eipAddress:EipAddress";
const snat = "alicloud:vpc/snatEntry:SnatEntry";
const route = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute";

const limit = (school: string, to: string): Change =>
  change(school, "update", route, `${school}-api1-https`, {
    properties: [{ path: "spec.rules[0].timeouts.request", from: "60s", to }],
  });
const swap = (school: string): Change =>
  change(school, "update", snat, `${school}-egress-snat`, {
    properties: [
      {
        path: "snatIp",
        from: symbol(`${school}-egress-a-eip.ipAddress`),
        to: symbol(`${school}-egress-b-eip.ipAddress`),
      },
    ],
  });
const unprotect = (school: string): Change =>
  change(school, "options", eip, `${school}-egress-a-eip`, { options: [{ option: "protect", from: true }] });

/** A school's plan, as it would be made; its own names are learnt from the sides. */
function plan(
  name: string,
  changes: readonly Change[],
  violations: readonly Violation[] = [],
  sides: { base?: DeclaredStack; head?: DeclaredStack } = {},
): FingerprintedPlan {
  const stack = { name, kind: "school", ...sides } as const;
  return { name, kind: "school", changes, violations, fingerprint: fingerprint(stack, changes, violations) };
}

const schoolsIn = (plans: Iterable<FingerprintedPlan>) => groups(plans).map(({ schools }) => schools);

describe("groups", () => {
  it("reads a lost protection, a swap and a time limit for all in this order", () => {
    const plans = ["one", "two", "three", "four"].map((name) =>
      plan(name, [
        ...(name === "three" ? [unprotect(name)] : []),
        ...(name === "one" ? [swap(name)] : []),
        limit(name, "30s"),
      ]),
    );
    expect(groups(plans)).toEqual([
      { fingerprint: plans[2]?.fingerprint, schools: ["three"], changes: plans[2]?.changes, violations: [] },
      { fingerprint: plans[0]?.fingerprint, schools: ["one"], changes: plans[0]?.changes, violations: [] },
      {
        fingerprint: plans[3]?.fingerprint,
        schools: ["four", "two"],
        changes: plans[3]?.changes,
        violations: [],
      },
    ]);
  });

  it("reads what may replace an address, and what no longer keeps one, above a time limit", () => {
    const options = (school: string, more: Partial<Change>) =>
      change(school, "options", eip, `${school}-egress-a-eip`, more);
    const plans = [
      plan("a", [limit("a", "30s")]),
      plan("b", [
        options("b", { options: [{ option: "ignoreChanges", from: ["isp"] }], mayReplace: true }),
        limit("b", "30s"),
      ]),
      plan("c", [options("c", { options: [{ option: "retainOnDelete", from: true }] }), limit("c", "30s")]),
      plan("d", [options("d", { options: [{ option: "aliases", to: ["x"] }] })]),
    ];
    const sorted = schoolsIn(plans).flat();
    expect([sorted.slice(0, 2).sort(), sorted.slice(2)]).toEqual([
      ["b", "c"],
      ["a", "d"],
    ]);
  });

  it("puts of equally dangerous ones the smallest first, and of those the one of the lower fingerprint", () => {
    const plans = [
      plan("a", [limit("a", "30s")]),
      plan("b", [limit("b", "30s")]),
      plan("c", [limit("c", "40s")]),
    ];
    expect(schoolsIn(plans)).toEqual([["c"], ["a", "b"]]);
    const alone = [plan("a", [limit("a", "30s")]), plan("c", [limit("c", "40s")])];
    const lower = alone
      .toSorted((x, y) => (x.fingerprint < y.fingerprint ? -1 : 1))
      .map(({ name }) => [name]);
    expect(schoolsIn(alone)).toEqual(lower);
  });

  it("leaves out stacks to which nothing happens, and keeps those that break a rule, last", () => {
    const broken: Violation = {
      policy: "standby",
      level: "advisory",
      message: "there is no standby address",
    };
    expect(schoolsIn([plan("a", []), plan("b", [], [broken]), plan("c", [limit("c", "40s")])])).toEqual([
      ["c"],
      ["b"],
    ]);
  });

  it("puts what breaks a mandatory rule above everything, and its mandatory violations above the others", () => {
    const advised: Violation = {
      policy: "standby",
      level: "advisory",
      message: "there is no standby address",
    };
    const broken: Violation = { policy: "tags", level: "mandatory", message: "it says not whose it is" };
    const plans = [
      plan("a", [unprotect("a")], [advised]),
      plan("b", [limit("b", "40s")], [advised, broken]),
      plan("c", [swap("c")]),
    ];
    expect(schoolsIn(plans)).toEqual([["b"], ["a"], ["c"]]);
    expect(groups(plans)[0]?.violations).toEqual([broken, advised]);
  });

  it("tells schools with other violations apart, and a platform from a school", () => {
    const broken = (level: Violation["level"]): Violation => ({ policy: "standby", level, message: "none" });
    const [a, b] = [plan("a", [], [broken("advisory")]), plan("b", [], [broken("mandatory")])];
    expect(a.fingerprint).not.toBe(b.fingerprint);
    const changes = [limit("a", "30s")];
    expect(fingerprint({ name: "a", kind: "platform" }, changes, [])).not.toBe(
      plan("a", changes).fingerprint,
    );
  });

  it("are the same for the same plans in any order", () => {
    const any = fc.constantFrom(limit, swap, unprotect, (school: string) => limit(school, "40s"));
    const plans = fc
      .uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 12 })
      .chain((names) => fc.tuple(...names.map((name) => any.map((make) => plan(name, [make(name, "30s")])))));
    fc.assert(
      fc.property(
        plans.chain((each) =>
          fc.tuple(fc.constant(each), fc.shuffledSubarray(each, { minLength: each.length })),
        ),
        ([given, shuffled]) => {
          expect(groups(shuffled)).toEqual(groups(given));
          expect(schoolsIn(given).flat().sort()).toEqual(given.map(({ name }) => name).sort());
        },
      ),
    );
  });
});

describe("a fingerprint", () => {
  /** A school that serves one host and calls from one block. */
  const sideOf = (name: string, host: string, cidr: string): DeclaredStack => ({
    ...stackOf(
      resource("kubernetes:gateway.networking.k8s.io/v1:ListenerSet", `${name}-listeners-set`, {
        inputs: { spec: { listeners: [{ name: "api1", hostname: host }] } },
      }),
      resource(snat, `${name}-egress-snat`, { inputs: { sourceCidr: cidr } }),
    ),
    name,
  });
  const changing = (
    name: string,
    base: DeclaredStack,
    head: DeclaredStack,
    ...properties: PropertyChange[]
  ) =>
    plan(name, [change(name, "update", route, `${name}-api1-https`, { properties })], [], { base, head })
      .fingerprint;
  const moved = (name: string, from: string, to: string) =>
    changing(name, sideOf(name, from, "10.0.0.0/24"), sideOf(name, to, "10.0.0.0/24"), {
      path: "spec.hostnames[0]",
      from,
      to,
    });

  it("does not tell schools apart that move to another host of their own", () => {
    expect(moved("a", "api1.a.cn", "api1.new.a.cn")).toBe(moved("b", "api1.b.cn", "app.b.edu.cn"));
  });

  it("tells a limit of 30 s from one of 40 s", () => {
    expect(plan("a", [limit("a", "30s")]).fingerprint).not.toBe(plan("b", [limit("b", "40s")]).fingerprint);
  });

  it("tells a host of one's own from somebody else's", () => {
    const side = sideOf("a", "api1.a.cn", "10.0.0.0/24");
    const to = (host: string) =>
      changing("a", side, side, { path: "spec.hostnames[0]", from: "api1.a.cn", to: host });
    expect(to("evil.example.cn")).not.toBe(to("api1.a.cn"));
  });

  it("tells a block that grows from one that moves", () => {
    const block = (name: string, from: string, to: string) =>
      changing(name, sideOf(name, "h.cn", from), sideOf(name, "h.cn", to), { path: "sourceCidr", from, to });
    expect(block("a", "10.0.0.0/24", "10.0.9.0/24")).toBe(block("b", "10.1.0.0/24", "10.2.0.0/24"));
    expect(block("a", "10.0.0.0/24", "10.0.9.0/24")).not.toBe(block("b", "10.1.0.0/24", "10.0.0.0/8"));
  });

  it("takes no host for a part of a longer one", () => {
    const side = sideOf("a", "a.cn", "10.0.0.0/24");
    const to = (host: string) => changing("a", side, side, { path: "spec.note", to: host });
    expect(to("x.a.cn")).not.toBe(to("y.a.cn"));
    expect(to("a.cn.evil.com")).not.toBe(to("b.cn.evil.com"));
  });

  it("does not tell secrets apart, but a secret from a plain text", () => {
    const to = (name: string, value: string) =>
      plan(name, [change(name, "update", route, `${name}-x`, { properties: [{ path: "data", to: value }] })])
        .fingerprint;
    expect(to("a", symbol("secret 1"))).toBe(to("b", symbol("secret 2")));
    expect(to("a", symbol("secret 1"))).not.toBe(to("a", "secret"));
  });

  it("is the same whatever a school is called, in its changes and in what is said of it", () => {
    const slug = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8})?$/);
    const of = (name: string) =>
      plan(
        name,
        [
          change(name, "update", route, `${name}-api1-https`, {
            properties: [
              { path: 'metadata.labels["schoolgate/school"]', to: name },
              { path: "metadata.namespace", from: `school-${name}`, to: symbol(`new ${name}-namespace.id`) },
              { path: "tags", to: { "schoolgate:school": name, Name: `schoolgate-${name}-a` } },
            ],
            options: [
              { option: "provider", to: `urn:pulumi:${name}::schoolgate::pulumi:providers:x::cluster` },
            ],
          }),
        ],
        [
          {
            policy: "p",
            level: "advisory",
            urn: `urn:pulumi:${name}::schoolgate::${route}::${name}-x`,
            message: "…",
          },
        ],
      ).fingerprint;
    fc.assert(
      fc.property(slug, (name) => {
        expect(of(name)).toBe(of("demo"));
      }),
    );
  });
});
