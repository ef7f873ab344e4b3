import { expect, test } from "vitest";
import { Route, type RouteArgs } from "../../../components/edge/route.ts";
import { type Declaration, declare, named, outline } from "../../support/declare.ts";

const hub = { upstreamHost: "hub.17wanxiao.com", upstreamPort: 8080, host: "api1.xxxedu.cn" };
const args: RouteArgs = {
  route: "api1",
  host: "api1.xxxedu.cn",
  upstream: { key: "hub", host: "hub.17wanxiao.com", port: 8080 },
  gateway: { name: "shared", namespace: "edge" },
  namespace: "school-demo",
  labels: { "schoolgate/school": "demo" },
  listenerSet: "school",
  verifyFiles: [
    { path: "/WW_verify_A1.txt", filterName: "verify-api1-a1" },
    { path: "/WW_verify_B2.txt", filterName: "verify-api1-b2" },
  ],
  notFound: "not-found",
  frontages: [hub],
};

function route(changes: Partial<RouteArgs> = {}): Promise<Declaration> {
  return declare(() => {
    new Route("demo-api1", { ...args, ...changes });
  });
}

const filter = (name: string) => ({
  type: "ExtensionRef",
  extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name },
});
const metadata = (name: string) => ({
  name,
  namespace: "school-demo",
  labels: { "schoolgate/school": "demo" },
});
/** The rules that come first on both ports. */
const direct = [
  {
    matches: [{ path: { type: "Exact", value: "/WW_verify_A1.txt" } }],
    filters: [filter("verify-api1-a1")],
  },
  {
    matches: [{ path: { type: "Exact", value: "/WW_verify_B2.txt" } }],
    filters: [filter("verify-api1-b2")],
  },
  {
    matches: [{ path: { type: "RegularExpression", value: "(?i)(/+|.*(;|%2f|%5c).*)ww_verify_.*" } }],
    filters: [filter("not-found")],
  },
];

test("declares the host on both ports, and the upstream's name", async () => {
  expect(outline(await route())).toBe(
    `schoolgate:edge:Route demo-api1
  kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter demo-api1-host
  kubernetes:gateway.networking.k8s.io/v1:HTTPRoute demo-api1-http
  kubernetes:gateway.networking.k8s.io/v1:HTTPRoute demo-api1-https`,
  );
});

test("on :443 verify files and their like are answered, the rest goes to the upstream within 60 s", async () => {
  const { inputs, dependencies, options } = named(await route(), "demo-api1-https");
  expect(inputs).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadata("api1-https"),
    spec: {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "ListenerSet",
          name: "school",
          sectionName: "api1",
        },
      ],
      hostnames: ["api1.xxxedu.cn"],
      rules: [
        ...direct,
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          filters: [
            filter("api1-host"),
            {
              type: "ResponseHeaderModifier",
              responseHeaderModifier: {
                set: [{ name: "schoolgate-hosts", value: "hub.17wanxiao.com:8080=api1.xxxedu.cn" }],
              },
            },
          ],
          timeouts: { request: "0s" },
          backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "hub", namespace: "edge" }],
        },
      ],
    },
  });
  expect(dependencies).toEqual(["demo-api1-host"]);
  expect(options).toEqual({});
});

test("on :80 the same are answered, ACME challenges are never redirected, the rest goes to https", async () => {
  const { inputs } = named(await route(), "demo-api1-http");
  expect(inputs).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadata("api1-http"),
    spec: {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: "shared",
          namespace: "edge",
          sectionName: "http",
        },
      ],
      hostnames: ["api1.xxxedu.cn"],
      rules: [
        ...direct,
        {
          matches: [{ path: { type: "PathPrefix", value: "/.well-known/acme-challenge" } }],
          filters: [filter("not-found")],
        },
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
        },
      ],
    },
  });
});

test("a host without verify files answers none, on either port", async () => {
  const declaration = await route({ verifyFiles: [] });
  const firstRule = (name: string) => (named(declaration, name).inputs.spec as { rules: unknown[] }).rules[0];
  expect(firstRule("demo-api1-https")).toEqual(direct.at(-1));
  expect(firstRule("demo-api1-http")).toEqual(direct.at(-1));
});

test("the upstream is asked by its own name and port, and not told the school's host", async () => {
  expect(named(await route(), "demo-api1-host").inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "HTTPRouteFilter",
    metadata: metadata("api1-host"),
    spec: {
      urlRewrite: {
        hostname: {
          type: "PathRegex",
          pathRegex: { pattern: "^.*$", substitution: "hub.17wanxiao.com:8080" },
        },
        appendXForwardedHost: false,
      },
    },
  });
});

test("an upstream on https's own port is asked by its name alone, or its redirect to that would never end", async () => {
  const upstream = { key: "open", host: "open.17wanxiao.com", port: 443 };
  const { spec } = named(await route({ upstream }), "demo-api1-host").inputs as {
    spec: { urlRewrite: { hostname: { pathRegex: { substitution: string } } } };
  };
  expect(spec.urlRewrite.hostname.pathRegex.substitution).toBe("open.17wanxiao.com");
});

/** The rule for unlisted verify files, as Envoy takes it: a whole path, without its query. */
const unlisted = route({ verifyFiles: [] }).then((declaration) => {
  const { rules } = named(declaration, "demo-api1-https").inputs.spec as {
    rules: [{ matches: [{ path: { value: string } }] }];
  };
  const [, flags = "", pattern = ""] = /^\(\?([a-z]+)\)(.*)$/.exec(rules[0].matches[0].path.value) ?? [];
  return new RegExp(`^(?:${pattern})$`, flags);
});

test.each([
  "/WW_verify_54wuPnLpuTWkAF0Z.txt",
  "/ww_verify_54wupnlputwkaf0z.txt",
  "/WW_VERIFY_X.TXT",
  "/Ww_Verify_x.txt",
  "/WW_verify_",
  "/WW_verify_x",
  "/WW_verify_x.html",
  "/WW_verify_x.txt/",
  "/WW_verify_x.txt/more",
  "/WW_verify_x.txt;v=1",
  "/WW_verify_%41.txt",
  "/WW_verify_../WW_verify_x.txt",
  "//WW_verify_x.txt",
  "///ww_verify_x.txt",
])("an unlisted verify file never reaches the upstream: %s", async (path) => {
  expect((await unlisted).test(path)).toBe(true);
});

test.each([
  "/",
  "/new/index.html",
  "/WW_verify",
  "/WW-verify_x.txt",
  "/WWverify_x.txt",
  "/W_verify_x.txt",
  "/xWW_verify_x.txt",
  "/files/WW_verify_x.txt",
  "/bsacs/qyweixin.action",
])("any other path does: %s", async (path) => {
  expect((await unlisted).test(path)).toBe(false);
});
