// Somebody who may do everything in one school's namespace, and nothing outside it, somebody who may do everything, and another
// school that is asked all the while: what is refused to whom, and that what passes harms nobody.
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeApi, KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { controller, deniedBy, tenant, told, toldOfMaking, untilRefused } from "../support/tenant.ts";
import { Victim } from "../support/victim.ts";

const namespace = "school-riverside";
const victim = "api1.lakeside.edu.cn";
const wayOut = "what a school has is in its stack file, so change that and run pulumi up";

let world: EdgeWorld;
let api: KubeApi;
let own: readonly KubeObject[];
let asked: Victim;

beforeAll(async () => {
  world = await EdgeWorld.open();
  own = await world.school({ slug: "riverside" });
  asked = await Victim.of(world, "lakeside");
  api = await tenant(world, namespace);
  const refused = rows.map(([, , object]) => object());
  await untilRefused(world.api, refused);
  await untilRefused(api, [...refused, secret, ownNamespace(otherHosts)]);
});
afterAll(async () => {
  await world.remove([...own, ...asked.objects]);
  await world.close();
});

const object = (apiVersion: string, kind: string, fields: object): KubeObject =>
  ({ apiVersion, kind, metadata: { name: "intruder", namespace }, ...fields }) as KubeObject;
const otherHosts = { annotations: { "schoolgate/hosts": victim } };
const ownNamespace = (fields: object): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace, namespace, ...fields },
  }) as KubeObject;
const { privateKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "sec1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const secret = object("v1", "Secret", {
  type: "kubernetes.io/tls",
  stringData: { "tls.crt": "", "tls.key": privateKey },
});

/** An object of the school's own stack, with other fields in its spec. */
function ownWith(kind: string, name: string, fields: object): KubeObject {
  const found = own.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name} is declared`);
  return { ...found, spec: { ...found.spec, ...fields } };
}

const gatewayApi = "gateway.networking.k8s.io";
const listenersWith = (fields: object) => {
  const { spec = {} } = ownWith("ListenerSet", "school", {});
  const [first, ...others] = spec.listeners as object[];
  return ownWith("ListenerSet", "school", { listeners: [first, ...others, { ...first, ...fields }] });
};
const routeOn80 = (hostnames: readonly string[]) => ownWith("HTTPRoute", "api1-http", { hostnames });
const headers = (set: object[]) => {
  const text = JSON.stringify(ownWith("HTTPRoute", "api1-https", {}));
  return JSON.parse(text.replace(/"set":\[.*?\]/, JSON.stringify({ set }).slice(1, -1))) as KubeObject;
};

/** What took other schools down: by which policy it is refused, and it. */
const rows: readonly (readonly [what: string, policy: string, object: () => KubeObject])[] = [
  [
    "PROXY protocol on :443",
    "kinds",
    () =>
      object("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy", {
        spec: {
          targetRefs: [{ group: gatewayApi, kind: "ListenerSet", name: "school" }],
          proxyProtocol: { optional: false },
        },
      }),
  ],
  [
    "hosts without end for the redirect script",
    "httproutes",
    () =>
      headers([
        { name: "schoolgate-hosts", value: "x".repeat(4000) },
        { name: "set-cookie", value: `a=1${";domain=x".repeat(40)}` },
      ]),
  ],
  [
    "a listener on :80",
    "listenersets",
    () => listenersWith({ name: "x", hostname: victim, port: 80, protocol: "HTTP", tls: undefined }),
  ],
  ["the victim's host on :80", "httproutes", () => routeOn80([victim])],
  ["no host on :80", "httproutes", () => routeOn80([])],
  ["a wildcard on :80", "httproutes", () => routeOn80(["*.lakeside.edu.cn"])],
  [
    "a certificate for the victim's host",
    "certificates",
    () => ownWith("Certificate", "api1", { dnsNames: [victim] }),
  ],
  ["an authority", "certificates", () => ownWith("Certificate", "api1", { isCA: true })],
  [
    "a certificate with the victim's host among its own",
    "certificates",
    () => ownWith("Certificate", "api1", { dnsNames: ["api1.riverside.edu.cn", victim] }),
  ],
  [
    "the host of a school that comes later",
    "listenersets",
    () => listenersWith({ name: "x", hostname: "api1.hillside.edu.cn" }),
  ],
  [
    "a format string in a verify file",
    "configmaps",
    () => ({
      ...object("v1", "ConfigMap", { data: { "response.body": "100% BAD(" } }),
      metadata: { name: "verify-x", namespace },
    }),
  ],
  ["a listener on Envoy's own ports", "listenersets", () => listenersWith({ name: "x", port: 19000 })],
  ["Envoy's :80 itself", "listenersets", () => listenersWith({ name: "x", port: 10080 })],
];

describe("what took other schools down is refused", () => {
  test.each(rows)("%s, whoever writes it", async (_, policy, object) => {
    expect(await told(world.api, object(), true)).toMatch(
      new RegExp(`^\\S+ "[-a-z0-9]+" is forbidden: .*'schoolgate-hz-${policy}' with binding`),
    );
    expect(await told(api, object(), true)).toMatch(/^\S+ "[-a-z0-9]+" is forbidden: .*'schoolgate-hz-/);
  });
});

describe("who may write in one namespace alone writes nothing there", () => {
  const message = deniedBy(
    "writers",
    `is written in a school's namespace only by who may write it in every namespace: ${wayOut}`,
  );
  const pod = { containers: [{ name: "a", image: "a" }] };
  const selector = { matchLabels: { a: "b" } };
  const template = { metadata: { labels: { a: "b" } }, spec: pod };
  const issuerRef = { name: "local", kind: "ClusterIssuer" };
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };

  test.each([
    ["secrets", secret],
    ["configmaps", object("v1", "ConfigMap", { data: { a: "b" } })],
    ["services", object("v1", "Service", { spec: { type: "ExternalName", externalName: "example.com" } })],
    ["pods", object("v1", "Pod", { spec: pod })],
    ["resourcequotas", object("v1", "ResourceQuota", { spec: { hard: { pods: "1" } } })],
    ["deployments.apps", object("apps/v1", "Deployment", { spec: { selector, template } })],
    [
      "networkpolicies.networking.k8s.io",
      object("networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: {} } }),
    ],
    [
      "ingresses.networking.k8s.io",
      object("networking.k8s.io/v1", "Ingress", {
        spec: { defaultBackend: { service: { name: "a", port: { number: 1 } } } },
      }),
    ],
    [
      "rolebindings.rbac.authorization.k8s.io",
      object("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef, subjects: [] }),
    ],
    [
      "certificaterequests.cert-manager.io",
      object("cert-manager.io/v1", "CertificateRequest", { spec: { request: "YQ==", issuerRef } }),
    ],
  ])("%s", async (resource, object) => {
    expect(await told(api, object, true)).toBe(`${resource} "intruder" is forbidden: ${message}`);
  });

  test.each<readonly [resource: string, kind: string, name: string, another: string]>([
    ["certificates.cert-manager.io", "Certificate", "api1", "more"],
    ["httproutefilters.gateway.envoyproxy.io", "HTTPRouteFilter", "api1-host", "more-host"],
    ["httproutes.gateway.networking.k8s.io", "HTTPRoute", "api1-http", "more-http"],
  ])("not one more of %s, as a stack would declare it", async (resource, kind, name, another) => {
    const { metadata, ...declared } = ownWith(kind, name, {});
    const more = { ...declared, metadata: { ...metadata, name: another } } as KubeObject;
    expect(await told(world.api, more)).toBe("accepted");
    expect(await told(api, more, true)).toBe(`${resource} "${another}" is forbidden: ${message}`);
  });

  test.each([
    ["the hosts", otherHosts],
    ["the platform", { labels: { "schoolgate/platform": "other" } }],
    ["the school", { labels: { "schoolgate/school": "lakeside" } }],
  ])("not %s of its own Namespace", async (_, fields) => {
    expect(await told(api, ownNamespace(fields), true)).toBe(
      `namespaces "${namespace}" is forbidden: ${deniedBy("namespaces", `has its school and its hosts from the school's stack, and from nobody who may write in it alone: ${wayOut}`)}`,
    );
  });

  test("a namespace of another's own does not become a school's", async () => {
    const other = { apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } };
    await world.api.apply(other, "test");
    const owner = await tenant(world, "other");
    const labels = { "schoolgate/platform": "hz", "schoolgate/school": "lakeside" };
    const changed = { ...other, metadata: { name: "other", namespace: "other", labels } };
    expect(await told(owner, changed, true)).toContain("'schoolgate-hz-namespaces'");
    await world.remove([other]);
  });
});

describe("the cluster's own controllers make what they make", () => {
  const rule = (apiGroups: string[], resources: string[], ...verbs: string[]) => ({
    apiGroups,
    resources,
    verbs,
  });

  test("cert-manager, by what its chart lets it do", async () => {
    const certManager = await controller(world, "cert-manager", [
      rule(["cert-manager.io"], ["certificates", "certificaterequests"], "create", "update", "delete"),
      rule(["acme.cert-manager.io"], ["orders", "challenges"], "create", "delete"),
      rule([""], ["secrets"], "create", "update", "patch", "delete"),
      rule([""], ["pods", "services"], "create", "delete"),
      rule(["gateway.networking.k8s.io"], ["httproutes"], "create", "update", "delete"),
    ]);
    const issuerRef = { name: "local", kind: "ClusterIssuer", group: "cert-manager.io" };
    const made = [
      secret,
      object("cert-manager.io/v1", "CertificateRequest", { spec: { request: "YQ==", issuerRef } }),
      object("acme.cert-manager.io/v1", "Order", { spec: { request: "YQ==", issuerRef, dnsNames: ["a.b"] } }),
      object("acme.cert-manager.io/v1", "Challenge", {
        spec: {
          ...{
            authorizationURL: "a",
            url: "a",
            dnsName: "a.b",
            token: "a",
            key: "a",
            type: "HTTP-01",
            issuerRef,
          },
          solver: {},
        },
      }),
      object("v1", "Service", { spec: { ports: [{ port: 8089 }] } }),
      object("v1", "Pod", { spec: { containers: [{ name: "a", image: "a" }] } }),
    ];
    const manager = "cert-manager-certificates-issuing";
    for (const each of made)
      expect([each.kind, await toldOfMaking(certManager, each, manager)]).toEqual([each.kind, "accepted"]);
  });

  test.each([
    ["root-ca-cert-publisher", object("v1", "ConfigMap", { data: { "ca.crt": "a" } })],
    ["service-account-controller", object("v1", "ServiceAccount", {})],
    [
      "endpointslice-controller",
      object("discovery.k8s.io/v1", "EndpointSlice", { addressType: "IPv4", endpoints: [] }),
    ],
    ["endpoint-controller", object("v1", "Endpoints", {})],
    ["replicaset-controller", object("v1", "Pod", { spec: { containers: [{ name: "a", image: "a" }] } })],
  ])("%s", async (name, made) => {
    const role = `system:controller:${name}`;
    expect(await toldOfMaking(await controller(world, role), made)).toBe("accepted");
  });
});

describe("what passes harms nobody", () => {
  test("routes, listeners and certificates of the own hosts come and go", async () => {
    const { metadata, spec } = ownWith("HTTPRoute", "api1-http", {});
    const routes = Array.from({ length: 20 }, (_, index) => {
      const name = `api1-${index}-http`;
      return {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { ...metadata, name },
        spec,
      };
    }) as KubeObject[];
    for (const each of routes) expect(await told(world.api, each, true)).toBe("accepted");
    const second = ownWith("Certificate", "api1", {});
    const again = { ...second, metadata: { ...second.metadata, name: "again" } };
    expect(await told(world.api, again, true)).toBe("accepted");
    const listeners = ownWith("ListenerSet", "school", {});
    await api.delete(listeners);
    expect(await told(world.api, listeners, true)).toBe("accepted");
    for (const each of [...routes, again]) await api.delete(each);
  });
});

test("the other school was served all the while", async () => {
  const { failed, answered } = await asked.end();
  expect(failed).toEqual([]);
  expect(answered).toBeGreaterThan(100);
});
