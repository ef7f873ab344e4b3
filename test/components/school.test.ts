import { expect, test } from "vitest";
import { School, type SchoolArgs } from "../../components/school.ts";
import { type Declaration, declare, named, outline } from "../support/declare.ts";

const args: SchoolArgs = {
  slug: "demo",
  displayName: "示例大学",
  platform: {
    name: "hz",
    gateway: { name: "shared", namespace: "edge", address: "gw-hz.campus.example.com" },
    issuer: { kind: "ClusterIssuer", name: "letsencrypt" },
    upstreams: {
      hub: { host: "hub.17wanxiao.com", port: 8080 },
      open: { host: "open.17wanxiao.com", port: 443 },
      other: { host: "other.17wanxiao.com", port: 443 },
    },
    network: {
      vpcId: "vpc-1",
      cidr: "10.20.0.0/16",
      natVswitchId: "vsw-nat",
      sharedNat: { natGatewayId: "ngw-1", snatTableId: "stb-1" },
    },
  },
  routes: {
    api2: { host: "api2.xxxedu.cn", upstream: "open" },
    api1: { host: "api1.xxxedu.cn", upstream: "hub" },
  },
  verifyFiles: { api1: { "WW_verify_A1.txt": { code: "A1" } } },
  egress: {
    nat: "shared",
    source: { vswitchIds: ["vsw-1"] },
    addresses: { a: {} },
    active: "a",
    relay: false,
  },
};
const school = (changes: Partial<SchoolArgs> = {}) =>
  declare(() => {
    const { namespace } = new School("demo", { ...args, ...changes });
    return { namespace };
  });

interface Rule {
  readonly matches: readonly { readonly path: { readonly type: string; readonly value: string } }[];
  readonly filters: readonly {
    readonly type: string;
    readonly extensionRef?: { readonly name: string };
    readonly responseHeaderModifier?: {
      readonly set: readonly { readonly name: string; readonly value: string }[];
    };
  }[];
}
/** What each rule of a route matches, and the filter that it is handed to. */
function rules(declaration: Declaration, name: string): (string | undefined)[][] {
  const { rules } = named(declaration, name).inputs.spec as { readonly rules: readonly Rule[] };
  return rules.map(({ matches, filters }) => [
    ...matches.map(({ path }) => `${path.type} ${path.value}`),
    ...filters
      .filter(({ type }) => type !== "ResponseHeaderModifier")
      .map(({ extensionRef }) => extensionRef?.name),
  ]);
}
/** The headers that a route's answers are given. */
function headersSet(declaration: Declaration, name: string): Record<string, string> {
  const { rules } = named(declaration, name).inputs.spec as { readonly rules: readonly Rule[] };
  const set = rules.flatMap(({ filters }) =>
    filters.flatMap((filter) => filter.responseHeaderModifier?.set ?? []),
  );
  return Object.fromEntries(set.map(({ name, value }) => [name, value]));
}

test("the namespace carries the school's label, the platform's, by which the Gateway admits it, its name and its hosts", async () => {
  const declaration = await school();
  expect(named(declaration, "demo-namespace").inputs).toEqual({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: "school-demo",
      labels: { "schoolgate/school": "demo", "schoolgate/platform": "hz" },
      annotations: { "schoolgate/name": "示例大学", "schoolgate/hosts": "api1.xxxedu.cn api2.xxxedu.cn" },
    },
  });
  expect(declaration.outputs).toEqual({ namespace: "school-demo" });
});

test("the grant names the upstreams that the routes use, in alphabetical order, and no other", async () => {
  const backend = (name: string) => ({ group: "gateway.envoyproxy.io", kind: "Backend", name });
  expect(named(await school(), "demo-upstreams").inputs).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "ReferenceGrant",
    metadata: {
      name: "school-demo",
      namespace: "edge",
      labels: { "schoolgate/school": "demo" },
    },
    spec: {
      from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "school-demo" }],
      to: [backend("hub"), backend("open")],
    },
  });
});

test("what answers 404 has no body to be mistaken for a file", async () => {
  expect(named(await school(), "demo-not-found").inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "HTTPRouteFilter",
    metadata: {
      name: "not-found",
      namespace: "school-demo",
      labels: { "schoolgate/school": "demo" },
    },
    spec: { directResponse: { statusCode: 404 } },
  });
});

test("a verify file is answered on both ports of its own host, and on no other host", async () => {
  const declaration = await school();
  const file = ["Exact /WW_verify_A1.txt", "verify-api1-a1-787c0c20"];
  const unlisted = ["RegularExpression (?i)(/+|.*(;|%2f|%5c).*)ww_verify_.*", "not-found"];
  const challenges = ["PathPrefix /.well-known/acme-challenge", "not-found"];
  const redirect = ["PathPrefix /", undefined];
  expect(rules(declaration, "demo-api1-https")).toEqual([file, unlisted, ["PathPrefix /", "api1-host"]]);
  expect(rules(declaration, "demo-api1-http")).toEqual([file, unlisted, challenges, redirect]);
  expect(rules(declaration, "demo-api2-https")).toEqual([unlisted, ["PathPrefix /", "api2-host"]]);
  expect(rules(declaration, "demo-api2-http")).toEqual([unlisted, challenges, redirect]);
});

test("two files that differ in the case of one letter are two", async () => {
  const verifyFiles = { api1: { "WW_verify_aB.txt": { code: "aB" }, "WW_verify_Ab.txt": { code: "Ab" } } };
  const declaration = await school({ verifyFiles });
  const contents = declaration.resources.filter(({ type }) => type === "kubernetes:core/v1:ConfigMap");
  expect(contents.map(({ name, inputs }) => [name, inputs.data])).toEqual([
    ["demo-api1-WW_verify_Ab.txt-content", { "response.body": "Ab" }],
    ["demo-api1-WW_verify_aB.txt-content", { "response.body": "aB" }],
  ]);
  const names = contents.map(({ inputs }) => (inputs.metadata as { name: string }).name);
  expect(names).toEqual(["verify-api1-ab-48eaa54c", "verify-api1-ab-5f9ac7ef"]);
});

test("each route tells what brings redirects back its own host first", async () => {
  const routes = { ...args.routes, old: { host: "old.xxxedu.cn", upstream: "hub" } };
  const declaration = await school({ routes });
  const told = (name: string) => headersSet(declaration, name)["schoolgate-hosts"];
  const open = "open.17wanxiao.com:443=api2.xxxedu.cn";
  expect(["demo-api1-https", "demo-api2-https", "demo-old-https"].map(told)).toEqual([
    `hub.17wanxiao.com:8080=api1.xxxedu.cn ${open}`,
    `${open} hub.17wanxiao.com:8080=api1.xxxedu.cn`,
    `hub.17wanxiao.com:8080=old.xxxedu.cn ${open}`,
  ]);
});

test("a school that brings its certificates brings one for each host, and its issuer is asked for none", async () => {
  const certificates = { api1: { chain: "C1", key: "K1" }, api2: { chain: "C2", key: "K2" } };
  const declaration = await school({ certificates });
  expect(declaration.resources.filter(({ type }) => type.includes("cert-manager"))).toEqual([]);
  expect(named(declaration, "demo-api2-tls-secret").inputs.stringData).toEqual({
    secret: { "tls.crt": "C2", "tls.key": "K2" },
  });
});

test("what is known before anything exists is enough to declare everything", async () => {
  const program = () => {
    new School("demo", args);
  };
  expect(outline(await declare(program, { preview: true }))).toBe(outline(await declare(program)));
});

test.each(["evil", "evil.example.com", "constructor"])(
  "an upstream that the platform does not have is refused: %s",
  async (upstream) => {
    const routes = { api1: { host: "api1.xxxedu.cn", upstream } };
    await expect(school({ routes })).rejects.toMatchObject({
      propertyPath: "routes.api1.upstream",
      message: `"${upstream}" is none of: hub, open, other`,
    });
  },
);

test("a host without its certificate is refused", async () => {
  await expect(school({ certificates: { api1: { chain: "C1", key: "K1" } } })).rejects.toMatchObject({
    propertyPath: "certificates",
    message: '"api2" is none of: api1',
  });
});
