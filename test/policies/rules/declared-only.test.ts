// The closed list, held against all that the project's stacks declare: it passes whole, and nothing more or less passes.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Value } from "../../../lib/value.ts";
import { judge } from "../../../plan/judge/judge.ts";
import type { DeclaredStack, Resource } from "../../../plan/model.ts";
import { symbolOf } from "../../../plan/symbols.ts";
import { ofPlatform, ofSchool, ofStack } from "../../../policies/allowed.ts";
import { declaredIn } from "../../support/declared.ts";
import { adoptLive } from "../../support/live-egress.ts";
import { Project, repository } from "../../support/projects.ts";

const stacks = await declaredIn(repository, "demo", "hz", "lakeside", "northgate");
/** A school that takes over all that its calls use. */
const takingOver = await declaredWith((project) => adoptLive(project, "its own"));
const stackOf = (name: string): DeclaredStack => {
  const stack = stacks.find((each) => each.name === name);
  if (stack === undefined) throw new Error(`there is no stack ${name}`);
  return stack;
};

/** Lakeside, once its file is changed. */
async function declaredWith(change: (project: Project) => void): Promise<DeclaredStack> {
  const project = new Project();
  try {
    change(project);
    const [stack] = await declaredIn(project.root, "lakeside");
    if (stack === undefined) throw new Error("lakeside is not declared");
    return stack;
  } finally {
    project.remove();
  }
}

/** What the rule says of one resource of a stack. */
function told(stack: DeclaredStack, resource: Resource): string[] {
  return judge({ ...stack, resources: [resource] })
    .filter(({ policy }) => policy === "schoolgate-declared-only")
    .map(({ message }) => message);
}

/** A resource of a stack, with another value at a place of its inputs. */
function changed(stack: string, name: string, path: readonly (string | number)[], put: Value | undefined) {
  const found = stackOf(stack).resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`${stack} has no ${name}`);
  return { ...found, inputs: withAt(found.inputs, path, put) as Resource["inputs"] };
}

/** A resource beside those of a school, or below a component of its own. */
function beside(
  type: string,
  inputs: Resource["inputs"] = {},
  parents = "schoolgate:index:School$",
): Resource {
  const urn = `urn:pulumi:demo::schoolgate::${parents}${type}::more`;
  return { urn, type, name: "more", inputs, dependencies: [], options: {} };
}

test.each([...stacks.map((stack) => [stack.name, stack] as const), ["a live egress", takingOver] as const])(
  "all that %s declares passes",
  (_, stack) => {
    expect(stack.resources.flatMap((resource) => told(stack, resource))).toEqual([]);
  },
);

test.each([
  ["lakeside-egress-nat-gateway", { deletionProtection: false }],
  ["lakeside-egress-nat-gateway", { force: true }],
  ["lakeside-egress-snat", { snatIp: "47.111.68.103,47.111.68.104" }],
  ["lakeside-egress-a-binding", { force: true }],
])("what is adopted is held to its shape: %s with %o", (name, inputs) => {
  const found = takingOver.resources.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  expect(told(takingOver, { ...found, inputs: { ...found.inputs, ...inputs } })).toHaveLength(1);
});

test("each type of the list is declared by one of them", () => {
  const declared = new Set(
    [...stacks, takingOver].flatMap(({ resources }) => resources.map(({ type }) => type)),
  );
  const listed = [ofStack, ofSchool, ofPlatform].flatMap((table) => Object.keys(table));
  // A plan leaves the root of a stack out.
  expect([...new Set(listed)].sort()).toEqual([...declared, "pulumi:pulumi:Stack"].sort());
});

/** The SDK says it beside the inputs, and a program may leave that to the engine. */
const ofProviders = ["alicloud version", "kubernetes version"];

/** Lists of which there may be any number of items, and what a stack may leave out. */
const shorter: Readonly<Record<string, readonly string[]>> = {
  demo: ["HTTPRoute spec.rules", "ListenerSet spec.listeners", "ReferenceGrant spec.to", ...ofProviders],
  hz: [
    "ValidatingAdmissionPolicy spec.matchConstraints.excludeResourceRules",
    "ValidatingAdmissionPolicy spec.matchConstraints.excludeResourceRules.operations",
    "ValidatingAdmissionPolicy spec.matchConstraints.excludeResourceRules.resources",
    "ValidatingAdmissionPolicy spec.matchConstraints.resourceRules",
    "ValidatingAdmissionPolicy spec.matchConstraints.resourceRules.operations",
    "ValidatingAdmissionPolicy spec.matchConstraints.resourceRules.resources",
    "ValidatingAdmissionPolicy spec.validations",
    "ValidatingAdmissionPolicy spec.variables",
    "kubernetes version",
  ],
  lakeside: [
    "HTTPRoute spec.rules",
    "ListenerSet spec.listeners",
    "PodNetworking spec.vSwitchOptions",
    "ReferenceGrant spec.to",
    ...ofProviders,
  ],
  northgate: ["HTTPRoute spec.rules", "ListenerSet spec.listeners", "ReferenceGrant spec.to", ...ofProviders],
};

describe.each(stacks.map((stack) => [stack.name, stack] as const))("of %s", (name, stack) => {
  it("no field more passes, wherever it stands", () => {
    const passed = stack.resources.flatMap((resource) =>
      placesIn(resource.inputs)
        .filter(({ value }) => typeof value === "object" && value !== null && !Array.isArray(value))
        .filter(({ path }) => {
          const inputs = withAt(resource.inputs, [...path, "more"], "x") as Resource["inputs"];
          return told(stack, { ...resource, inputs }).length === 0;
        })
        .map(({ path }) => `${resource.name} ${path.join(".")}`),
    );
    expect(passed).toEqual([]);
  });

  it("nothing less passes, but items of lists that may be shorter", () => {
    const passed = stack.resources.flatMap((resource) =>
      placesIn(resource.inputs)
        .filter(({ path }) => path.length > 0)
        .filter(({ path }) => {
          const inputs = withAt(resource.inputs, path, undefined) as Resource["inputs"];
          return told(stack, { ...resource, inputs }).length === 0;
        })
        .map(
          ({ path }) =>
            `${resource.type.split(":").at(-1)} ${path.filter((part) => typeof part === "string").join(".")}`,
        ),
    );
    expect([...new Set(passed)].sort()).toEqual(shorter[name]);
  });

  it("no option passes that the components do not set", () => {
    for (const resource of stack.resources) {
      const ignoreChanges = [...(resource.options.ignoreChanges ?? []), "deletionProtection"];
      const [message] = told(stack, { ...resource, options: { ...resource.options, ignoreChanges } });
      expect(message).toMatch(`ignores changes of ${ignoreChanges.join(", ")}: the components declare `);
    }
  });
});

describe("of the providers' SDKs", () => {
  const types = [...sdkTypes("alicloud"), ...sdkTypes("kubernetes")];
  const others = types.filter((type) => !Object.hasOwn(ofSchool, type));

  it("there are those that a school has, and many more", () => {
    expect(types.length).toBeGreaterThan(1_500);
    expect(types.length - others.length).toBe(
      Object.keys(ofSchool).filter((type) => types.includes(type)).length,
    );
  });

  it("every other type beside a school is refused, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...others),
        fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Value>),
        fc.constantFrom(
          "schoolgate:index:School$",
          "schoolgate:index:School$schoolgate:edge:Route$",
          "my:own:Thing$",
          "",
        ),
        (type, inputs, parents) => {
          expect(told(stackOf("demo"), beside(type, inputs, parents))).toEqual([
            `is of the type ${type}, which no component declares here: leave it out`,
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("a type that a school has is refused where no school is above it", () => {
    for (const type of Object.keys(ofSchool).filter((each) => types.includes(each))) {
      expect(told(stackOf("demo"), beside(type, {}, ""))).toEqual([
        `is of the type ${type}, which no component declares here: leave it out`,
      ]);
    }
  });
});

const leaveOut = (path: string) => `has ${path}, which no component declares: leave it out`;
const differs = (value: string, path: string, wanted: string) =>
  `has ${value} in ${path}: the components declare ${wanted}`;
const otherType = (type: string) => `is of the type ${type}, which no component declares here: leave it out`;

// What passed once, when the policies were a list of what is forbidden.
test.each<[title: string, stack: string, resource: Resource, told: string[]]>([
  ...[
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoutePatch",
    "kubernetes:gateway.envoyproxy.io/v1alpha1:SecurityPolicyPatch",
    "kubernetes:core/v1:ServicePatch",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "kubernetes:gateway.networking.k8s.io/v1:Gateway",
    "kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy",
    "kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy",
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:yaml/v2:ConfigGroup",
    "alicloud:ecs/eip:Eip",
    "alicloud:vpc/forwardEntry:ForwardEntry",
  ].map((type): [string, string, Resource, string[]] => [type, "demo", beside(type), [otherType(type)]]),
  [
    "a provider that takes fields from others",
    "demo",
    changed("demo", "cluster", ["enablePatchForce"], "true"),
    [leaveOut("enablePatchForce")],
  ],
  [
    "a provider that forgets what it does not reach",
    "demo",
    changed("demo", "cluster", ["deleteUnreachable"], "true"),
    [leaveOut("deleteUnreachable")],
  ],
  [
    "a resource whose name holds the platform's token",
    "demo",
    {
      ...beside("kubernetes:gateway.envoyproxy.io/v1alpha1:Backend"),
      urn: "urn:pulumi:demo::schoolgate::schoolgate:index:School$kubernetes:gateway.envoyproxy.io/v1alpha1:Backend::schoolgate:index:Platform$x",
    },
    [otherType("kubernetes:gateway.envoyproxy.io/v1alpha1:Backend")],
  ],
  [
    "a route on :80 for every host",
    "demo",
    changed("demo", "demo-api1-http", ["spec", "hostnames"], undefined),
    ["has no spec.hostnames: the components declare a list"],
  ],
  [
    "a route on :80 for a wildcard",
    "demo",
    changed("demo", "demo-api1-http", ["spec", "hostnames", 0], "*.example.cn"),
    [differs('"*.example.cn"', "spec.hostnames[0]", "a host name, without a wildcard")],
  ],
  [
    "a verify file by its prefix",
    "demo",
    changed("demo", "demo-api1-http", ["spec", "rules", 0, "matches", 0, "path", "type"], "PathPrefix"),
    [differs('"PathPrefix"', "spec.rules[0].matches[0].path.type", '"Exact"')],
  ],
  [
    "a verify file by an expression",
    "demo",
    changed("demo", "demo-api1-https", ["spec", "rules", 0, "matches", 0, "path", "value"], "/WW_verify_.*"),
    [differs('"/WW_verify_.*"', "spec.rules[0].matches[0].path.value", "the path of a verify file")],
  ],
  [
    "unlisted names no longer answered with 404",
    "demo",
    changed("demo", "demo-api1-https", ["spec", "rules", 1], undefined),
    [
      differs('"Exact"', "spec.rules[0].matches[0].path.type", '"RegularExpression"'),
      differs(
        '"/WW_verify_54wuPnLpuTWkAF0Z.txt"',
        "spec.rules[0].matches[0].path.value",
        '"(?i)(/+|.*(;|%2f|%5c).*)ww_verify_.*"',
      ),
      differs(
        '"verify-api1-54wupnlputwkaf0z-c2227e5f"',
        "spec.rules[0].filters[0].extensionRef.name",
        '"not-found"',
      ),
    ],
  ],
  [
    "a redirect in a backend's filters",
    "demo",
    changed(
      "demo",
      "demo-api1-https",
      ["spec", "rules", 2, "backendRefs", 0, "filters"],
      [{ type: "RequestRedirect", requestRedirect: { hostname: "evil.example.com" } }],
    ),
    [leaveOut("spec.rules[2].backendRefs[0].filters")],
  ],
  [
    "a redirect by a header",
    "demo",
    changed(
      "demo",
      "demo-api1-https",
      ["spec", "rules", 2, "filters", 1, "responseHeaderModifier", "set", 0, "name"],
      "location",
    ),
    [
      differs(
        '"location"',
        "spec.rules[2].filters[1].responseHeaderModifier.set[0].name",
        '"schoolgate-hosts"',
      ),
    ],
  ],
  [
    "a page of one's own",
    "demo",
    changed("demo", "demo-not-found", ["spec", "directResponse", "body"], {
      type: "Inline",
      inline: "<h1>hello",
    }),
    [leaveOut("spec.directResponse.body")],
  ],
  [
    "a redirect as a direct answer",
    "demo",
    changed("demo", "demo-not-found", ["spec", "directResponse", "statusCode"], 302),
    [differs("302", "spec.directResponse.statusCode", "404")],
  ],
  [
    "a URL rewrite beside the filters",
    "demo",
    changed("demo", "demo-api1-https", ["spec", "rules", 2, "filters", 2], {
      type: "URLRewrite",
      urlRewrite: { hostname: "evil.example.com" },
    }),
    [leaveOut("spec.rules[2].filters[2]")],
  ],
  [
    "a grant to another namespace",
    "demo",
    changed("demo", "demo-upstreams", ["spec", "from", 0, "namespace"], "school-other"),
    [differs('"school-other"', "spec.from[0].namespace", '"school-demo"')],
  ],
  [
    "a listener on :80",
    "demo",
    changed("demo", "demo-listeners-set", ["spec", "listeners", 0, "port"], 80),
    [differs("80", "spec.listeners[0].port", "443")],
  ],
  [
    "a listener for a wildcard",
    "demo",
    changed("demo", "demo-listeners-set", ["spec", "listeners", 0, "hostname"], "*.xxxedu.cn"),
    [differs('"*.xxxedu.cn"', "spec.listeners[0].hostname", "a host name, without a wildcard")],
  ],
  [
    "a host that only an up finds out",
    "demo",
    changed("demo", "demo-listeners-set", ["spec", "listeners", 0, "hostname"], symbolOf("other.host")),
    [differs("what only an up finds out", "spec.listeners[0].hostname", "a host name, without a wildcard")],
  ],
  [
    "a listener with TLS 1.0",
    "demo",
    changed("demo", "demo-listeners-set", ["spec", "listeners", 0, "tls", "options"], { min: "1.0" }),
    [leaveOut("spec.listeners[0].tls.options")],
  ],
  [
    "force, as a text",
    "demo",
    changed("demo", "demo-egress-a-binding", ["force"], "true"),
    [leaveOut("force")],
  ],
  [
    "a pool of addresses",
    "demo",
    changed("demo", "demo-egress-snat", ["snatIp"], "203.0.113.1,203.0.113.2"),
    [differs('"203.0.113.1,203.0.113.2"', "snatIp", "the IP of one address")],
  ],
  [
    "a foreign address beside its own",
    "demo",
    changed("demo", "demo-egress-snat", ["snatIp"], `${symbolOf("demo-egress-a-eip.ipAddress")},203.0.113.2`),
    [differs('"‹demo-egress-a-eip.ipAddress›,203.0.113.2"', "snatIp", "the IP of one address")],
  ],
  [
    "a secret within another text",
    "demo",
    changed(
      "demo",
      "demo-egress-snat",
      ["snatEntryName"],
      `schoolgate-${symbolOf("secret 0123456789abcdef")}`,
    ),
    [differs('"schoolgate-‹secret›"', "snatEntryName", '"schoolgate-demo"')],
  ],
  [
    "a default route to an instance",
    "demo",
    changed("demo", "demo-egress-nat-default-route", ["nexthopType"], "Instance"),
    [differs('"Instance"', "nexthopType", '"NatGateway"')],
  ],
  [
    "a private key, encoded, in a ConfigMap",
    "demo",
    changed(
      "demo",
      "demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-content",
      ["data", "response.body"],
      "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t\n",
    ),
    [differs('"LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t\\n"', 'data["response.body"]', "a verify file's code")],
  ],
  [
    "a label of another school",
    "demo",
    changed("demo", "demo-listeners-set", ["metadata", "labels", "schoolgate/school"], "other"),
    [differs('"other"', "metadata.labels.schoolgate/school", '"demo"')],
  ],
  [
    "a certificate of an authority",
    "demo",
    changed("demo", "demo-api1-tls-certificate", ["spec", "isCA"], true),
    [leaveOut("spec.isCA")],
  ],
  [
    "an upstream's certificate by another name",
    "hz",
    changed(
      "hz",
      "hz-hub-tls",
      ["spec", "validation", "subjectAltNames"],
      [{ type: "Hostname", hostname: "x.cn" }],
    ),
    [leaveOut("spec.validation.subjectAltNames")],
  ],
  [
    "an upstream's certificate for another section",
    "hz",
    changed("hz", "hz-hub-tls", ["spec", "targetRefs", 0, "sectionName"], "8443"),
    [leaveOut("spec.targetRefs[0].sectionName")],
  ],
  [
    "an upstream that takes its address from the request",
    "hz",
    changed("hz", "hz-hub-backend", ["spec", "type"], "DynamicResolver"),
    [leaveOut("spec.type")],
  ],
  [
    "a redirect by the platform's policy",
    "hz",
    changed("hz", "hz-edge-backends", ["spec", "responseOverride"], []),
    [leaveOut("spec.responseOverride")],
  ],
])("%s is refused", (_, stack, resource, findings) => {
  expect(told(stackOf(stack), resource)).toEqual(findings);
});

test("what differs in many places is told of the first three", () => {
  const inputs = { metadata: 1, spec: 2 };
  const resource = { ...changed("demo", "demo-namespace", ["kind"], "Node"), inputs };
  expect(told(stackOf("demo"), resource)).toEqual([
    'has no apiVersion: the components declare "v1"',
    'has no kind: the components declare "Namespace"',
    differs("1", "metadata", "an object"),
    "differs from what the components declare in 1 more places",
  ]);
});

test("a secret is refused where none belongs, and in the open where one does", () => {
  const leak = changed(
    "demo",
    "demo-listeners-set",
    ["metadata", "name"],
    symbolOf("secret 0123456789abcdef"),
  );
  expect(told(stackOf("demo"), leak)).toEqual([differs("a secret", "metadata.name", '"school"')]);
  const open = changed("northgate", "northgate-campus-tls-secret", ["stringData"], {
    "tls.crt": "C",
    "tls.key": "K",
  });
  expect(told(stackOf("northgate"), open)).toEqual([
    'has stringData["tls.crt"] in the open: hand it over as a secret',
    'has stringData["tls.key"] in the open: hand it over as a secret',
  ]);
});

/** The type of every resource of a provider's SDK, e.g. `kubernetes:core/v1:Pod`, sorted. */
function sdkTypes(provider: "alicloud" | "kubernetes"): string[] {
  const folder = join(repository, "node_modules/@pulumi", provider);
  const types = globSync("**/*.js", { cwd: folder, exclude: ["node_modules/**"] }).flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/__pulumiType = '([^']+)'/g)].map(
      ([, type = ""]) => type,
    ),
  );
  return [...new Set(types)].sort();
}

type Path = readonly (string | number)[];

/** Every place in a value: of the value itself the path is empty. */
function placesIn(value: Value, path: Path = []): { readonly path: Path; readonly value: Value }[] {
  const children = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [
    { path, value },
    ...children.flatMap(([key, child]) =>
      placesIn(child, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** The value with another one at a path; `undefined` takes out what is there. */
function withAt(value: Value, [first, ...rest]: Path, put: Value | undefined): Value {
  if (first === undefined) throw new Error("a path is empty");
  const copy = structuredClone(value) as Record<string | number, Value>;
  if (rest.length > 0) copy[first] = withAt(copy[first] ?? {}, rest, put);
  else if (put !== undefined) copy[first] = put;
  else if (Array.isArray(copy)) copy.splice(Number(first), 1);
  else delete copy[first];
  return copy as Value;
}
