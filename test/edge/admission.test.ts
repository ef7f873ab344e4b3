// A school's namespace holds what its stack declares: the real API server refuses all else there, whoever applies it, and
// takes what stacks declare and what the cluster's own controllers make of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { schoolObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { deniedBy, told, untilRefused } from "../support/tenant.ts";

const namespace = "school-northgate";
const options = { slug: "northgate", verifyFiles: { api1: { "WW_verify_a1.txt": "a1" } } };
const verifyFile = "verify-api1-a1-69966fac";
const victim = "api1.lakeside.edu.cn";

let world: EdgeWorld;
let declared: readonly KubeObject[];
beforeAll(async () => {
  world = await EdgeWorld.open();
  declared = await schoolObjects(options);
  await world.apply(declared.filter(({ kind }) => kind === "Namespace"));
  // The API server takes a moment to heed new policies, one after the other.
  const refused = [
    own("Backend", backendSpec),
    changed("Certificate", "api1", ["spec", "isCA"], true),
    changed("ConfigMap", verifyFile, ["data", "response.body"], "%"),
    changed("HTTPRoute", "api1-https", ["spec", "hostnames", 0], victim),
    changed("HTTPRouteFilter", "not-found", ["spec", "directResponse", "statusCode"], 200),
    changed("ListenerSet", "school", ["spec", "listeners", 0, "hostname"], victim),
  ];
  await untilRefused(world.api, refused);
});
afterAll(async () => {
  await world.remove(declared);
  await world.close();
});

const envoyGateway = "gateway.envoyproxy.io";
const gatewayApi = "gateway.networking.k8s.io";
const wayOut = "what a school has is in its stack file, so change that and run pulumi up";
const backendSpec = { endpoints: [{ fqdn: { hostname: "own.example.com", port: 443 } }] };
const route = { group: gatewayApi, kind: "HTTPRoute", name: "api1-https" };
const target = { targetRefs: [route] };

/** An object beside what the stack of northgate declares. */
function own(kind: string, spec: object = {}, apiVersion = `${envoyGateway}/v1alpha1`): KubeObject {
  return { apiVersion, kind, metadata: { name: "intruder", namespace }, spec } as KubeObject;
}

type Path = readonly (string | number)[];

/** An object of the stack with another value at a path, or what a function makes of it; `undefined` is none. */
function changed(kind: string, name: string, path: Path, value: unknown): KubeObject {
  const found = declared.find((each) => each.kind === kind && each.metadata.name === name);
  const object = structuredClone(found) as unknown as Record<string | number, unknown>;
  const owner = path.slice(0, -1).reduce((here, step) => here[step] as typeof object, object);
  const field = path.at(-1) ?? "";
  owner[field] = typeof value === "function" ? (value as (old: unknown) => unknown)(owner[field]) : value;
  return JSON.parse(JSON.stringify(object)) as KubeObject;
}

describe("what stacks declare", () => {
  test("is taken as it is, and is all that a school's namespace holds", async () => {
    const objects = declared.filter(({ metadata }) => metadata.namespace === namespace);
    const words = await Promise.all(objects.map((object) => told(world.api, object)));
    expect(words).toEqual(objects.map(() => "accepted"));
    expect(new Set(objects.map(({ kind }) => kind))).toEqual(
      new Set(["Certificate", "ConfigMap", "HTTPRoute", "HTTPRouteFilter", "ListenerSet"]),
    );
  });
});

describe("a kind that no school declares is refused", () => {
  const l4Spec = { rules: [{ backendRefs: [{ name: "own", port: 80 }] }] };
  const tlsSpec = {
    targetRefs: [{ group: envoyGateway, kind: "Backend", name: "own" }],
    validation: { hostname: "own.example.com", wellKnownCACertificates: "System" },
  };
  const patchSpec = {
    type: "JSONPatch",
    targetRef: { group: gatewayApi, kind: "GatewayClass", name: "shared" },
  };
  const lua = [{ type: "Inline", inline: "function envoy_on_response() end" }];
  const listenerSet = { group: gatewayApi, kind: "ListenerSet", name: "school" };
  const grant = {
    from: [{ group: gatewayApi, kind: "HTTPRoute", namespace: "school-lakeside" }],
    to: [{ group: envoyGateway, kind: "HTTPRouteFilter" }],
  };
  const gateway = {
    gatewayClassName: "shared",
    listeners: [{ name: "http", port: 80, protocol: "HTTP" }],
  };

  test.each([
    [own("Backend", backendSpec), "backends"],
    [own("BackendTrafficPolicy", target), "backendtrafficpolicies"],
    [
      own("ClientTrafficPolicy", { targetRefs: [listenerSet], proxyProtocol: { optional: false } }),
      "clienttrafficpolicies",
    ],
    [own("EnvoyPatchPolicy", patchSpec), "envoypatchpolicies"],
    [own("EnvoyExtensionPolicy", { ...target, lua }), "envoyextensionpolicies"],
    [own("EnvoyProxy"), "envoyproxies"],
    [own("SecurityPolicy", target), "securitypolicies"],
    [own("BackendTLSPolicy", tlsSpec, `${gatewayApi}/v1`), "backendtlspolicies"],
    [own("Gateway", gateway, `${gatewayApi}/v1`), "gateways"],
    [own("GRPCRoute", {}, `${gatewayApi}/v1`), "grpcroutes"],
    [own("ReferenceGrant", grant, `${gatewayApi}/v1`), "referencegrants"],
    [own("TCPRoute", l4Spec, `${gatewayApi}/v1alpha2`), "tcproutes"],
    [own("TLSRoute", { ...l4Spec, hostnames: ["api1.northgate.edu.cn"] }, `${gatewayApi}/v1`), "tlsroutes"],
    [own("UDPRoute", l4Spec, `${gatewayApi}/v1alpha2`), "udproutes"],
    [own("Issuer", { selfSigned: {} }, "cert-manager.io/v1"), "issuers"],
  ])("$kind", async (object, plural) => {
    const group = object.apiVersion.split("/")[0];
    const message =
      "is not for a school: its hosts are served by HTTPRoutes to the upstreams that the stack of the platform hz declares";
    expect(await told(world.api, object)).toBe(
      `${plural}.${group} "intruder" is forbidden: ${deniedBy("kinds", message)}`,
    );
  });
});

describe("a use that no school makes is refused", () => {
  const hostsOfOthers =
    "is about a host that is not its school's, or about none: the hosts are in the school's stack file, and pulumi up writes them to the annotation schoolgate/hosts of its namespace";
  const has = (what: string, kind: string) => `has a ${what} that no ${kind} of a school has: ${wayOut}`;
  const together = (kind: string) => `has fields that no ${kind} of a school has together: ${wayOut}`;
  const listener = (field: string | number) => ["spec", "listeners", 0, field];
  const last = ["spec", "rules", 2];
  const headers = [...last, "filters", 1, "responseHeaderModifier"];
  const filter = (name: string) => ({
    type: "ExtensionRef",
    extensionRef: { group: envoyGateway, kind: "HTTPRouteFilter", name },
  });

  test.each<readonly [kind: string, name: string, what: string, path: Path, value: unknown, message: string]>(
    [
      ["ListenerSet", "school", "another's host", listener("hostname"), victim, hostsOfOthers],
      ["ListenerSet", "school", "a wildcard", listener("hostname"), "*.northgate.edu.cn", hostsOfOthers],
      ["ListenerSet", "school", "no host", listener("hostname"), undefined, hostsOfOthers],
      ["ListenerSet", "school", ":80", listener("port"), 80, has("spec.listeners", "ListenerSet")],
      [
        "ListenerSet",
        "school",
        "another port",
        listener("port"),
        19000,
        has("spec.listeners", "ListenerSet"),
      ],
      [
        "ListenerSet",
        "school",
        "plain HTTP",
        ["spec", "listeners", 0],
        { name: "api1", hostname: "api1.northgate.edu.cn", port: 443, protocol: "HTTP" },
        has("spec.listeners", "ListenerSet"),
      ],
      [
        "ListenerSet",
        "school",
        "routes of others",
        [...listener("allowedRoutes"), "namespaces", "from"],
        "All",
        has("spec.listeners", "ListenerSet"),
      ],
      [
        "ListenerSet",
        "school",
        "another's Secret",
        [...listener("tls"), "certificateRefs", 0, "namespace"],
        "school-lakeside",
        has("spec.listeners", "ListenerSet"),
      ],
      [
        "ListenerSet",
        "school",
        "TLS as others set it",
        [...listener("tls"), "options"],
        { "example.com/x": "y" },
        has("spec.listeners", "ListenerSet"),
      ],
      [
        "ListenerSet",
        "school",
        "another Gateway",
        ["spec", "parentRef", "name"],
        "other",
        has("spec.parentRef", "ListenerSet"),
      ],
      [
        "ListenerSet",
        "school",
        "another name",
        ["metadata", "name"],
        "second",
        has("metadata.name", "ListenerSet"),
      ],
      ["Certificate", "api1", "an authority", ["spec", "isCA"], true, has("field", "Certificate")],
      ["Certificate", "api1", "usages", ["spec", "usages"], ["any"], has("field", "Certificate")],
      ["Certificate", "api1", "a common name", ["spec", "commonName"], victim, has("field", "Certificate")],
      ["Certificate", "api1", "another's host", ["spec", "dnsNames", 0], victim, hostsOfOthers],
      ["Certificate", "api1", "another's host too", ["spec", "dnsNames", 1], victim, hostsOfOthers],
      ["Certificate", "api1", "a wildcard", ["spec", "dnsNames", 0], "*.northgate.edu.cn", hostsOfOthers],
      [
        "Certificate",
        "api1",
        "another issuer",
        ["spec", "issuerRef", "name"],
        "other",
        has("spec.issuerRef", "Certificate"),
      ],
      [
        "Certificate",
        "api1",
        "another key",
        ["spec", "privateKey"],
        { algorithm: "RSA", size: 2048 },
        has("spec.privateKey", "Certificate"),
      ],
      ["HTTPRoute", "api1-http", "another's host", ["spec", "hostnames", 0], victim, hostsOfOthers],
      ["HTTPRoute", "api1-http", "a wildcard", ["spec", "hostnames", 0], "*.lakeside.edu.cn", hostsOfOthers],
      ["HTTPRoute", "api1-http", "any host", ["spec", "hostnames"], undefined, hostsOfOthers],
      ["HTTPRoute", "api1-http", "no host", ["spec", "hostnames"], [], hostsOfOthers],
      [
        "HTTPRoute",
        "api1-http",
        "every listener",
        ["spec", "parentRefs", 0, "sectionName"],
        undefined,
        together("HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-http",
        "another Gateway",
        ["spec", "parentRefs", 0, "name"],
        "other",
        has("spec.parentRefs", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-http",
        "another's listeners",
        ["spec", "parentRefs", 0],
        { group: gatewayApi, kind: "ListenerSet", name: "school", namespace: "school-lakeside" },
        has("spec.parentRefs", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-http",
        "upstreams on :80",
        ["spec", "rules", 1],
        { backendRefs: [{ group: envoyGateway, kind: "Backend", name: "hub", namespace: "edge" }] },
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "unlisted verify files",
        ["spec", "rules"],
        (rules: unknown[]) => rules.toSpliced(1, 1),
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "the hosts of others",
        [...headers, "set", 0, "value"],
        `hub.17wanxiao.com:8080=${victim}`,
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "hosts without end",
        [...headers, "set", 0, "value"],
        "x".repeat(4000),
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "a format string",
        [...headers, "set", 0, "value"],
        "%REQ(cookie)%",
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "another header",
        [...headers, "set", 1],
        { name: "set-cookie", value: "a=1" },
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "a header that is added",
        [...headers, "add"],
        [{ name: "x", value: "y" }],
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "another upstream",
        [...last, "backendRefs", 0, "name"],
        "own",
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "a Backend of its own",
        [...last, "backendRefs", 0, "namespace"],
        namespace,
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "a Service",
        [...last, "backendRefs", 0],
        { name: "own", port: 80 },
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "one of several",
        [...last, "backendRefs", 1],
        { name: "own", port: 80 },
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "a copy",
        [...last, "filters", 2],
        { type: "RequestMirror", requestMirror: { backendRef: { name: "own", port: 80 } } },
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "whom it asks",
        [...last, "filters", 2],
        {
          type: "ExternalAuth",
          externalAuth: { protocol: "HTTP", backendRef: { name: "own", port: 80 }, http: {} },
        },
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "a rule of its own",
        ["spec", "rules", 3],
        { filters: [filter("not-found")] },
        has("spec.rules", "HTTPRoute"),
      ],
      [
        "HTTPRoute",
        "api1-https",
        "a name as none has",
        ["metadata", "name"],
        "intruder",
        has("metadata.name", "HTTPRoute"),
      ],
      [
        "HTTPRouteFilter",
        verifyFile,
        "its answer in itself",
        ["spec", "directResponse", "body"],
        { type: "Inline", inline: "100% BAD(" },
        has("spec.directResponse", "HTTPRouteFilter"),
      ],
      [
        "HTTPRouteFilter",
        verifyFile,
        "a page",
        ["spec", "directResponse", "contentType"],
        "text/html",
        has("spec.directResponse", "HTTPRouteFilter"),
      ],
      [
        "HTTPRouteFilter",
        verifyFile,
        "another ConfigMap",
        ["spec", "directResponse", "body", "valueRef", "name"],
        "own",
        has("spec.directResponse", "HTTPRouteFilter"),
      ],
      [
        "HTTPRouteFilter",
        "not-found",
        "another status",
        ["spec", "directResponse", "statusCode"],
        200,
        has("spec.directResponse", "HTTPRouteFilter"),
      ],
      [
        "HTTPRouteFilter",
        "api1-host",
        "another host",
        ["spec", "urlRewrite", "hostname", "pathRegex", "substitution"],
        "own.example.com",
        has("spec.urlRewrite", "HTTPRouteFilter"),
      ],
      [
        "HTTPRouteFilter",
        "api1-host",
        "the name of another",
        ["metadata", "name"],
        "not-found",
        together("HTTPRouteFilter"),
      ],
      [
        "ConfigMap",
        verifyFile,
        "a format string",
        ["data", "response.body"],
        "100% BAD(",
        has("data", "verify file"),
      ],
      ["ConfigMap", verifyFile, "another key", ["data", "other"], "a", has("data", "verify file")],
      ["ConfigMap", verifyFile, "bytes", ["binaryData"], { other: "YQ==" }, has("field", "verify file")],
    ],
  )("%s %s with %s", async (kind, name, _, path, value, message) => {
    expect(await told(world.api, changed(kind, name, path, value))).toContain(`denied request: ${message}`);
  });
});

describe("a route that answers a challenge of an ACME authority", () => {
  const path = "/.well-known/acme-challenge/token";
  const at = (type: string, value: string) => ({ path: { type, value } });
  const backend = {
    ...{ group: "", kind: "Service", name: "cm-acme-http-solver-x", namespace },
    ...{ port: 8089, weight: 1 },
  };
  const solver = { matches: [at("Exact", path)], backendRefs: [backend] };
  const gateway = { group: gatewayApi, kind: "Gateway", name: "shared", namespace: "edge" };
  const spec = {
    parentRefs: [{ ...gateway, sectionName: "http" }],
    hostnames: ["api1.northgate.edu.cn"],
    rules: [solver],
  };
  const made = (changes: object, name = "cm-acme-http-solver-x5w"): KubeObject => {
    const object = own("HTTPRoute", { ...spec, ...changes }, `${gatewayApi}/v1`);
    return { ...object, metadata: { ...object.metadata, name } };
  };

  test("passes as cert-manager makes it, also for an issuer that names no listener", async () => {
    expect(await told(world.api, made({}))).toBe("accepted");
    expect(await told(world.api, made({ parentRefs: [gateway] }))).toBe("accepted");
  });

  const rules =
    /^httproutes\S+ "cm-acme-http-solver-x5w" is forbidden: .* denied request: has a spec\.rules that no/;

  test.each([
    ["any path", { ...solver, matches: [at("PathPrefix", "/")] }],
    ["every path below", { ...solver, matches: [at("PathPrefix", path)] }],
    ["another path as well", { ...solver, matches: [at("Exact", path), at("Exact", "/")] }],
    [
      "a filter",
      { ...solver, filters: [{ type: "RequestHeaderModifier", requestHeaderModifier: { remove: ["a"] } }] },
    ],
    ["a Backend", { ...solver, backendRefs: [{ group: envoyGateway, kind: "Backend", name: "own" }] }],
    ["a Service of another's", { ...solver, backendRefs: [{ ...backend, namespace: "edge" }] }],
  ])("is refused with %s", async (_, rule) => {
    expect(await told(world.api, made({ rules: [rule] }))).toMatch(rules);
    expect(await told(world.api, made({ rules: [solver, rule] }))).toMatch(rules);
  });

  test.each<readonly [what: string, object: KubeObject, message: string]>([
    ["another's host", made({ hostnames: [victim] }), "is about a host that is not its school's"],
    [
      "https",
      made({ parentRefs: [{ group: gatewayApi, kind: "ListenerSet", name: "school", sectionName: "api1" }] }),
      "has fields that no HTTPRoute",
    ],
    ["another name", made({}, "intruder"), "has a metadata.name that no HTTPRoute"],
  ])("is refused with %s", async (_, object, message) => {
    expect(await told(world.api, object)).toContain(`denied request: ${message}`);
  });
});

test("what was there before is not changed, but can go", async () => {
  const before = { apiVersion: "v1", kind: "Namespace", metadata: { name: "before" } };
  const finalizers = ["example.com/held"];
  const held = own("Backend", backendSpec);
  const object = { ...held, metadata: { name: "held", namespace: "before", finalizers } } as KubeObject;
  await world.api.apply(before, "test");
  await world.api.apply(object, "test");
  const labels = { "schoolgate/platform": "hz" };
  await world.api.apply({ ...before, metadata: { name: "before", labels } }, "test");
  const spec = { endpoints: [{ fqdn: { hostname: "own.example.com", port: 444 } }] };
  await until(async () => (await told(world.api, { ...object, spec })).includes("'schoolgate-hz-kinds'"));
  await world.api.delete(object);
  const released = { ...object, metadata: { name: "held", namespace: "before" } };
  await world.api.apply(released, "test");
  await world.remove([object, before]);
});

test("what lies in no namespace is no school's: an issuer can be changed while admission is there", async () => {
  const issuer = (name: string): KubeObject => ({
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name: "another" },
    spec: { ca: { secretName: name } },
  });
  await world.api.apply(issuer("first"), "test");
  await world.api.apply(issuer("second"), "test");
  expect(await world.api.get(issuer("second"))).toMatchObject({ spec: { ca: { secretName: "second" } } });
  await world.api.delete(issuer("second"));
});
