import {
  type Change,
  type Group,
  type Operation,
  type Plan,
  type Side,
  symbolEnd,
  symbolStart,
  type Violation,
} from "../../plan/model.ts";

/** A symbol as an input holds it. */
export function symbol(name: string): string {
  return `${symbolStart}${name}${symbolEnd}`;
}

/** A group of a plan; what is not given is empty. */
export function group(
  schools: readonly string[],
  changes: readonly Change[],
  violations: readonly Violation[] = [],
): Group {
  return { fingerprint: `${schools[0] ?? ""}-${changes.length}`, schools, changes, violations };
}

/** A change of one resource of a school; what is not given is empty. */
export function change(
  school: string,
  operation: Operation,
  type: string,
  name: string,
  more: Partial<Change> = {},
): Change {
  const urn = `urn:pulumi:${school}::schoolgate::schoolgate:index:School$${type}::${name}`;
  return { operation, urn, type, name, properties: [], options: [], ...more };
}

/** A plan of these groups, its totals counted. */
export function planOf(groups: readonly Group[], more: Partial<Plan> = {}): Plan {
  const operations = { create: 0, update: 0, replace: 0, delete: 0, import: 0, options: 0 };
  for (const { schools, changes } of groups) {
    for (const { operation } of changes) operations[operation] += schools.length;
  }
  const stacksWith = (level: string): number =>
    groups
      .filter(({ violations }) => violations.some((violation) => violation.level === level))
      .reduce((sum, { schools }) => sum + schools.length, 0);
  const changed = groups
    .filter(({ changes }) => changes.length > 0)
    .reduce((sum, { schools }) => sum + schools.length, 0);
  const failed = (more.problems ?? []).reduce(
    (sum, { stack, stacks }) => sum + (stack === undefined ? (stacks?.length ?? 0) : 1),
    0,
  );
  const totals = {
    stacks: changed + failed,
    unchanged: 0,
    changed,
    failed,
    operations,
    mandatory: stacksWith("mandatory"),
    advisory: stacksWith("advisory"),
  };
  return {
    base: main,
    head: { commit: headCommit },
    totals,
    groups,
    problems: [],
    notes: [],
    caveats: [],
    ...more,
  };
}

const headCommit = "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432";
const main: Side = { ref: "main", commit: "0123456789abcdef0123456789abcdef01234567" };

export const types = {
  eip: "alicloud:ecs/eipAddress:EipAddress",
  snat: "alicloud:vpc/snatEntry:SnatEntry",
  route: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  map: "kubernetes:core/v1:ConfigMap",
  secret: "kubernetes:core/v1:Secret",
} as const;

/** Names of generated schools. */
export function schoolNames(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `school-${String(from + index).padStart(5, "0")}`);
}

/** One default changed for all, one school swapped, one unprotected, one new, one gone: what a review has to tell apart. */
export function mixedPlan(schools = 800): Plan {
  const timeouts = ["api1", "api2"].map((route) =>
    change("school-00000", "update", types.route, `${route}-https`, {
      properties: [{ path: "spec.rules[1].timeouts.request", from: "0s", to: "300s" }],
    }),
  );
  return planOf(
    [
      group(["lakeside"], [unprotected], [protectedAddresses]),
      group(["northgate"], [removed, withSecret]),
      group(
        ["riverside"],
        [change("riverside", "update", types.snat, "egress-snat", { properties: [swapped] })],
        [
          {
            policy: "standby-address",
            level: "advisory",
            message: "riverside has no standby; ./gate address add riverside",
          },
        ],
      ),
      group(["southgate"], [created]),
      group(schoolNames(schools - 5), timeouts),
    ],
    {
      head: { commit: headCommit, uncommitted: ["stacks/Pulumi.southgate.yaml"] },
      problems: [
        {
          stack: "hillside",
          message: "the program did not end within 30 s; look for a loop in infra/school.ts",
        },
      ],
      notes: [{ kind: "gone", stack: "westgate" }],
      caveats: ["drift", "base as declared"],
    },
  );
}

const unprotected = change("lakeside", "options", types.eip, "egress-a-eip", {
  options: [{ option: "protect", from: true }],
});

const protectedAddresses: Violation = {
  policy: "protected-addresses",
  level: "mandatory",
  urn: unprotected.urn,
  message:
    "an elastic IP is protected until it is retired; ./gate retire lakeside address a, in a change of its own",
};

const relay = (level: string, limit: string): string =>
  `admin:\n  address: 127.0.0.1\nlogging:\n  level: ${level}\nstatic_resources:\n  listeners:\n    - name: relay\n      port: 3128\n      limit: ${limit}\n      hosts:\n        - qyapi.weixin.qq.com\n`;

const removed = change("northgate", "replace", types.eip, "egress-b-eip", {
  properties: [
    { path: "bandwidth", from: "5", to: "10" },
    { path: "isp", from: "BGP", to: "BGP_PRO", replaces: true },
    { path: 'tags["schoolgate:note"]', from: "<b>@all</b> see https://example.com `|`" },
  ],
});

const withSecret = change("northgate", "update", types.secret, "certificate-campus", {
  properties: [
    { path: 'data["tls.key"]', from: symbol("secret 1a2b"), to: symbol("secret 3c4d") },
    { path: 'data["relay.yaml"]', from: relay("info", "10"), to: relay("debug", "20") },
  ],
});

const swapped = {
  path: "snatIp",
  from: symbol("egress-a-eip.ipAddress"),
  to: symbol("egress-b-eip.ipAddress"),
} as const;

const created = change("southgate", "create", types.map, "verify-api1", {
  properties: [
    { path: "data", to: { "WW_verify_54wuPnLpuTWkAF0Z.txt": "54wuPnLpuTWkAF0Z" } },
    { path: "metadata.labels", to: { "schoolgate/school": "southgate" } },
    { path: "metadata.namespace", to: "school-southgate" },
  ],
  options: [],
});
