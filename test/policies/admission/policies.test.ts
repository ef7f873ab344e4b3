import { expect, test } from "vitest";
import { declaredKinds } from "../../../policies/admission/declared-kinds.ts";
import { admissionPolicies } from "../../../policies/admission/policies.ts";

const policies = admissionPolicies({
  name: "hz",
  gateway: { name: "shared", namespace: "edge" },
  issuer: { name: "letsencrypt" },
  upstreams: {
    hub: { host: "hub.17wanxiao.com", port: 8080 },
    open: { host: "open.17wanxiao.com", port: 443 },
  },
});
const policy = (role: string) => policies.find((each) => each.role === role);
const groups = [
  "acme.cert-manager.io",
  "cert-manager.io",
  "gateway.envoyproxy.io",
  "gateway.networking.k8s.io",
  "gateway.networking.x-k8s.io",
];
const every = Object.fromEntries(groups.map((group) => [group, ["*"]]));
const wayOut = "what a school has is in its stack file, so change that and run pulumi up";

test("the kinds that a school's own namespace may hold are those of the table", () => {
  expect(
    declaredKinds(groups).map(({ group, kind, plural, ways }) => [group, kind, plural, ways.length]),
  ).toEqual([
    ["cert-manager.io", "Certificate", "certificates", 1],
    ["gateway.envoyproxy.io", "HTTPRouteFilter", "httproutefilters", 3],
    ["gateway.networking.k8s.io", "HTTPRoute", "httproutes", 2],
    ["gateway.networking.k8s.io", "ListenerSet", "listenersets", 1],
  ]);
});

test("there is a policy for each of them, and for all else", () => {
  expect(policies.map(({ role, kinds }) => [role, kinds])).toEqual([
    ["certificates", { "cert-manager.io": ["certificates"] }],
    ["httproutefilters", { "gateway.envoyproxy.io": ["httproutefilters"] }],
    ["httproutes", { "gateway.networking.k8s.io": ["httproutes"] }],
    ["listenersets", { "gateway.networking.k8s.io": ["listenersets"] }],
    ["configmaps", { "": ["configmaps"] }],
    ["secrets", { "": ["secrets"] }],
    ["kinds", every],
    ["writers", { "*": ["*"] }],
    ["namespaces", { "": ["namespaces"] }],
  ]);
});

test("every kind of the edge's groups is some policy's: the closed one leaves out what others hold", () => {
  expect(policy("kinds")).toEqual({
    role: "kinds",
    kinds: every,
    but: {
      "acme.cert-manager.io": ["challenges", "orders"],
      "cert-manager.io": ["certificates", "certificaterequests"],
      "gateway.envoyproxy.io": ["httproutefilters"],
      "gateway.networking.k8s.io": ["httproutes", "listenersets"],
    },
    validations: [
      {
        expression: "false",
        message:
          "is not for a school: its hosts are served by HTTPRoutes to the upstreams that the stack of the platform hz declares",
      },
    ],
  });
  const verb =
    '{"CREATE": ["create"], "UPDATE": ["update", "patch"], "DELETE": ["delete"]}[request.operation].exists(verb, ';
  const everywhere =
    "authorizer.group(request.resource.group).resource(request.resource.resource).check(verb).allowed())";
  expect(policy("writers")).toEqual({
    role: "writers",
    kinds: { "*": ["*"] },
    validations: [
      {
        expression: `${verb}${everywhere}`,
        message: `is written in a school's namespace only by who may write it in every namespace: ${wayOut}`,
      },
    ],
  });
});

test("hosts are the namespace's, and what is wrong is told field by field", () => {
  const found = policy("listenersets");
  expect(found?.variables).toEqual([
    { name: "school", expression: 'namespaceObject.metadata.?labels[?"schoolgate/school"].orValue("")' },
    {
      name: "hosts",
      expression:
        'namespaceObject.metadata.?annotations[?"schoolgate/hosts"].orValue("").split(" ").filter(host, host != "")',
    },
  ]);
  const hosts = 'object.spec.?listeners.orValue([]).map(each, each.?hostname.orValue(""))';
  const listener = [
    'x0.all(key, key in ["name","hostname","port","protocol","tls","allowedRoutes"])',
    '"name" in x0 && x0.name.matches("^(?:[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$")',
    '"hostname" in x0 && x0.hostname in variables.hosts',
    '"port" in x0 && x0.port == 443',
    '"protocol" in x0 && x0.protocol == "HTTPS"',
    '"tls" in x0 && x0.tls.all(key, key in ["mode","certificateRefs"])',
    '"mode" in x0.tls && x0.tls.mode == "Terminate"',
    '"certificateRefs" in x0.tls && size(x0.tls.certificateRefs) == 1',
    'x0.tls.certificateRefs[0].all(key, key in ["group","kind","name"])',
    '"group" in x0.tls.certificateRefs[0] && x0.tls.certificateRefs[0].group == ""',
    '"kind" in x0.tls.certificateRefs[0] && x0.tls.certificateRefs[0].kind == "Secret"',
    '"name" in x0.tls.certificateRefs[0] && x0.tls.certificateRefs[0].name.matches("^(?:[-a-z0-9]+-tls)$")',
    '"allowedRoutes" in x0 && x0.allowedRoutes.all(key, key in ["namespaces"])',
    '"namespaces" in x0.allowedRoutes && x0.allowedRoutes.namespaces.all(key, key in ["from"])',
    '"from" in x0.allowedRoutes.namespaces && x0.allowedRoutes.namespaces.from == "Same"',
  ].join(" && ");
  const has = (what: string) => `has a ${what} that no ListenerSet of a school has: ${wayOut}`;
  expect(found?.validations).toEqual([
    {
      expression: `size(${hosts}) > 0 && ${hosts}.all(host, host in variables.hosts)`,
      message:
        "is about a host that is not its school's, or about none: the hosts are in the school's stack file, and pulumi up writes them to the annotation schoolgate/hosts of its namespace",
    },
    {
      expression:
        'object.all(key, key in ["apiVersion","kind","metadata","status","spec"]) && object.spec.all(key, key in ["parentRef","listeners"])',
      message: has("field"),
    },
    {
      expression: 'has(object.metadata.name) && object.metadata.name == "school"',
      message: has("metadata.name"),
    },
    {
      expression:
        'has(object.spec.parentRef) && object.spec.parentRef.all(key, key in ["group","kind","name","namespace"]) && "group" in object.spec.parentRef && object.spec.parentRef.group == "gateway.networking.k8s.io" && "kind" in object.spec.parentRef && object.spec.parentRef.kind == "Gateway" && "name" in object.spec.parentRef && object.spec.parentRef.name == "shared" && "namespace" in object.spec.parentRef && object.spec.parentRef.namespace == "edge"',
      message: has("spec.parentRef"),
    },
    {
      expression: `has(object.spec.listeners) && object.spec.listeners.all(x0, ${listener})`,
      message: has("spec.listeners"),
    },
  ]);
});

test("a route tells the script its own hosts behind the platform's upstreams, and no more than it reads", () => {
  const rules = policy("httproutes")?.validations.find(({ message }) =>
    message.startsWith("has a spec.rules "),
  );
  const value = "x0.filters[1].responseHeaderModifier.set[0].value";
  expect(rules?.expression).toContain(
    `size(${value}) <= 4096 && ${value}.split(" ").all(pair, pair.split("=").size() == 2 && pair.split("=")[0] in ["hub.17wanxiao.com:8080","open.17wanxiao.com:443"] && pair.split("=")[1] in variables.hosts)`,
  );
});

test("upstreams are asked by the names that browsers would write", () => {
  const rewrite = policy("httproutefilters")?.validations.find(({ message }) =>
    message.startsWith("has a spec.urlRewrite "),
  );
  expect(rewrite?.expression).toContain('.substitution in ["hub.17wanxiao.com:8080","open.17wanxiao.com"]');
});
