import fc from "fast-check";
import { expect, test } from "vitest";
import { frontagesHeader, redirectScript } from "../../../components/platform/redirect-script.ts";
import { type Frontage, frontagesValue, Redirects } from "../../../components/platform/redirects.ts";
import { declare, named, outline } from "../../support/declare.ts";
import { answerThrough, type Header } from "../../support/envoy-lua.ts";
import { leadingElsewhere, leadingToUpstreams } from "../../support/leading-values.ts";

const hub: Frontage = { upstreamHost: "hub.17wanxiao.com", upstreamPort: 8080, host: "api1.xxxedu.cn" };
const open: Frontage = { upstreamHost: "open.17wanxiao.com", upstreamPort: 443, host: "api2.xxxedu.cn" };
const both = [hub, open];

/** What the script makes of an answer of a route that has told it these hosts; without what the route told. */
async function answerOf(
  headers: readonly Header[],
  frontages: readonly Frontage[] = both,
): Promise<Header[]> {
  const told: Header = [frontagesHeader, frontagesValue(frontages)];
  const answer = await answerThrough(redirectScript, [...headers, told]);
  return answer.filter(([name]) => name !== frontagesHeader);
}

async function locationAfter(location: string, frontages = both): Promise<string | undefined> {
  return (await answerOf([["location", location]], frontages)).find(([name]) => name === "location")?.[1];
}

async function cookiesAfter(...cookies: string[]): Promise<string[]> {
  const headers = await answerOf(cookies.map((cookie): Header => ["set-cookie", cookie]));
  return headers.map(([, value]) => value);
}

test("a route tells the script an upstream and the host in front of it, once each", () => {
  expect(frontagesValue([hub, open, { ...hub, host: "old.xxxedu.cn" }])).toBe(
    "hub.17wanxiao.com:8080=api1.xxxedu.cn open.17wanxiao.com:443=api2.xxxedu.cn",
  );
});

test("one script for the Gateway and all that is attached to it", async () => {
  const declared = await declare(() => {
    new Redirects("hz-redirects", {
      gateway: "shared",
      namespace: "edge",
      labels: { "schoolgate/platform": "hz" },
    });
  });
  expect(outline(declared)).toBe(
    `schoolgate:edge:Redirects hz-redirects
  kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyExtensionPolicy hz-redirects-script`,
  );
  expect(named(declared, "hz-redirects-script").inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "EnvoyExtensionPolicy",
    metadata: { name: "redirects", namespace: "edge", labels: { "schoolgate/platform": "hz" } },
    spec: {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "shared" }],
      lua: [{ type: "Inline", inline: redirectScript }],
    },
  });
});

test.each([
  ["with the upstream's port", "https://hub.17wanxiao.com:8080/x?y=1", "https://api1.xxxedu.cn/x?y=1"],
  ["without a port", "https://hub.17wanxiao.com/x", "https://api1.xxxedu.cn/x"],
  ["with https's own port", "https://hub.17wanxiao.com:443/x", "https://api1.xxxedu.cn/x"],
  ["over http", "http://hub.17wanxiao.com/x", "https://api1.xxxedu.cn/x"],
  ["over http, its port named", "http://hub.17wanxiao.com:80/x", "https://api1.xxxedu.cn/x"],
  ["over http, the upstream's port", "http://hub.17wanxiao.com:8080/x", "https://api1.xxxedu.cn/x"],
  ["scheme in capitals", "HTTPS://hub.17wanxiao.com:8080/x", "https://api1.xxxedu.cn/x"],
  ["host in capitals", "https://HUB.17WanXiao.com:8080/X", "https://api1.xxxedu.cn/X"],
  ["scheme-relative", "//hub.17wanxiao.com:8080/x", "https://api1.xxxedu.cn/x"],
  ["the other upstream", "https://open.17wanxiao.com/pay?id=1", "https://api2.xxxedu.cn/pay?id=1"],
  ["the other upstream, its port named", "https://open.17wanxiao.com:443/pay", "https://api2.xxxedu.cn/pay"],
  ["a colon without a port", "https://open.17wanxiao.com:/pay", "https://api2.xxxedu.cn/pay"],
  ["empty path", "https://hub.17wanxiao.com:8080", "https://api1.xxxedu.cn"],
  ["root", "https://hub.17wanxiao.com:8080/", "https://api1.xxxedu.cn/"],
  ["query only", "https://hub.17wanxiao.com:8080?a=b", "https://api1.xxxedu.cn?a=b"],
  ["fragment only", "https://hub.17wanxiao.com:8080#top", "https://api1.xxxedu.cn#top"],
  ["path, query, fragment", "https://hub.17wanxiao.com:8080/a/b?c=d#e", "https://api1.xxxedu.cn/a/b?c=d#e"],
  [
    "an upstream's name again behind it",
    "https://hub.17wanxiao.com:8080/go?to=https://hub.17wanxiao.com:8080/",
    "https://api1.xxxedu.cn/go?to=https://hub.17wanxiao.com:8080/",
  ],
])("a redirect to an upstream comes back under the school's host: %s", async (_, location, own) => {
  expect(await locationAfter(location)).toBe(own);
});

test.each([
  ["relative", "/new/index.html"],
  ["relative to the page", "index.html?x=1"],
  ["empty", ""],
  ["already the school's host", "https://api1.xxxedu.cn/x"],
  ["a third party", "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww0123456789abcdef"],
  [
    "the upstream's name in a query, encoded",
    "https://open.weixin.qq.com/connect/oauth2/authorize?redirect_uri=https%3A%2F%2Fhub.17wanxiao.com%3A8080%2Fx",
  ],
  ["the upstream's name in a query", "https://example.com/?to=https://hub.17wanxiao.com:8080/x"],
  ["the upstream's name in a path", "/go/https://hub.17wanxiao.com:8080/x"],
  ["a host that begins like the upstream's", "https://hub.17wanxiao.com.evil/x"],
  ["a host that ends like the upstream's", "https://evilhub.17wanxiao.com/x"],
  ["a host of the same domain", "https://www.17wanxiao.com/x"],
  ["a dot that is any character", "https://hubX17wanxiao.com/x"],
  ["the upstream as user name", "https://hub.17wanxiao.com@evil.com/x"],
  ["the upstream and port as user name", "https://hub.17wanxiao.com:8080@evil.com/x"],
  ["another port of the upstream", "https://hub.17wanxiao.com:9999/x"],
  ["a port that begins like the upstream's", "https://hub.17wanxiao.com:80801/x"],
  ["another scheme", "weixin://hub.17wanxiao.com/x"],
])("any other redirect passes as it is: %s", async (_, location) => {
  expect(await locationAfter(location)).toBe(location);
});

test.each(leadingToUpstreams)(
  "what leads to an upstream leads to the school's host: %s: %s",
  async (name, sent, own) => {
    expect(await answerOf([[name, sent]])).toEqual([[name.toLowerCase(), own]]);
  },
);

test.each(leadingElsewhere)("what leads elsewhere passes as it is: %s: %s", async (name, sent) => {
  expect(await answerOf([[name, sent]])).toEqual([[name, sent]]);
});

/** Texts of what URLs are made of, whole ones and odd ones. */
const urls = fc
  .array(
    fc.constantFrom(
      ...[
        "https:",
        "HTTP:",
        "http:",
        "ftp:",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "@",
        ":",
        ".",
        "\t",
        " ",
        "%",
        "%2e",
        "x",
      ],
      ...[
        "hub.17wanxiao.com",
        "HUB.17wanxiao.com",
        "open.17wanxiao.com",
        "17wanxiao",
        "user:word",
        "evil.example",
      ],
      ...[":8080", ":443", ":80", ":08080", ":9999", "/path", "?a=https://hub.17wanxiao.com/"],
    ),
    { minLength: 1, maxLength: 9 },
  )
  .map((parts) => parts.join(""));

/** Where a browser goes from a page of the school's by what an upstream sent, under the school's host if the script is right. */
function asBrowsersDo(location: string): string | undefined {
  const page = "https://api1.xxxedu.cn/new/index.html";
  if (!URL.canParse(location, page)) return undefined;
  const target = new URL(location, page);
  const name = target.hostname.replace(/\.$/, "");
  const upstream = both.find(({ upstreamHost, upstreamPort }) => {
    return upstreamHost === name && ["", "80", "443", String(upstreamPort)].includes(target.port);
  });
  if (upstream === undefined || !target.protocol.startsWith("http")) return target.href;
  target.protocol = "https:";
  target.host = `${upstream.host}:443`;
  return target.href;
}

test("a browser is led where the upstream led it, and to no upstream: any URL", async () => {
  await fc.assert(
    fc.asyncProperty(urls, async (location) => {
      const page = "https://api1.xxxedu.cn/new/index.html";
      const [[, own = ""] = []] = await answerOf([["location", location]]);
      expect(URL.canParse(own, page) ? new URL(own, page).href : undefined).toBe(asBrowsersDo(location));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["hosts", [["location", "https://hub.17wanxiao.com/x"]], `${frontagesValue(both)} ${"x".repeat(4096)}`],
  ["an authority", [["location", `https://${"u".repeat(300)}@hub.17wanxiao.com/x`]], frontagesValue(both)],
  ["a cookie", [["set-cookie", `a=1; Domain=17wanxiao.com${"; x".repeat(40)}`]], frontagesValue(both)],
] as const)("%s beyond what browsers act on: passes as it is", async (_, headers, told) => {
  const all: Header[] = [...headers, [frontagesHeader, told]];
  expect(await answerThrough(redirectScript, all)).toEqual(all);
});

test("of many cookies the first 32 are brought back", async () => {
  const cookies = Array.from({ length: 40 }, (_, at) => `c${at}=1; Domain=17wanxiao.com`);
  expect(await cookiesAfter(...cookies)).toEqual(
    cookies.map((cookie, at) => (at < 32 ? cookie.replace("; Domain=17wanxiao.com", "") : cookie)),
  );
});

test("of two hosts in front of one upstream, the first is the redirect's", async () => {
  const other: Frontage = { ...hub, host: "old.xxxedu.cn" };
  const location = "https://hub.17wanxiao.com:8080/x";
  expect(await locationAfter(location, [other, open, hub])).toBe("https://old.xxxedu.cn/x");
});

test("two upstreams on one host are told apart by their ports, whichever is named first", async () => {
  const app: Frontage = { upstreamHost: "vendor.example", upstreamPort: 8080, host: "app.xxxedu.cn" };
  const pay: Frontage = { upstreamHost: "vendor.example", upstreamPort: 443, host: "pay.xxxedu.cn" };
  for (const order of [
    [app, pay],
    [pay, app],
  ]) {
    expect(await locationAfter("https://vendor.example:8080/x", order)).toBe("https://app.xxxedu.cn/x");
    expect(await locationAfter("https://vendor.example:443/x", order)).toBe("https://pay.xxxedu.cn/x");
    expect(await locationAfter("https://vendor.example/x", order)).toBe("https://pay.xxxedu.cn/x");
  }
});

test.each([
  ["the upstream's own name", "s=1; Domain=hub.17wanxiao.com; Path=/", "s=1; Path=/"],
  ["its name with a dot", "s=1; Domain=.hub.17wanxiao.com; Path=/", "s=1; Path=/"],
  ["its parent", "s=1; Domain=17wanxiao.com", "s=1"],
  ["its parent with a dot", "s=1; Domain=.17wanxiao.com", "s=1"],
  ["the other upstream's name", "s=1; Domain=open.17wanxiao.com", "s=1"],
  ["a suffix of all", "s=1; Domain=com", "s=1"],
  ["capitals", "s=1; DOMAIN=Hub.17WanXiao.COM; Path=/", "s=1; Path=/"],
  ["spaces around", "s=1;  domain = hub.17wanxiao.com ;Path=/", "s=1;Path=/"],
  ["named twice", "s=1; Domain=hub.17wanxiao.com; Path=/; Domain=17wanxiao.com", "s=1; Path=/"],
  [
    "every other attribute kept",
    "s=1; Domain=.17wanxiao.com; Path=/a; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=60; SameSite=None; Secure; HttpOnly",
    "s=1; Path=/a; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=60; SameSite=None; Secure; HttpOnly",
  ],
  ["a trailing semicolon kept", "s=1; Domain=hub.17wanxiao.com;", "s=1;"],
])("a cookie's Domain that covers an upstream goes: %s", async (_, cookie, own) => {
  expect(await cookiesAfter(cookie)).toEqual([own]);
});

test.each([
  ["none", "s=1"],
  ["none, other attributes", "s=1; Path=/; SameSite=Lax"],
  ["none, a trailing semicolon", "s=1;"],
  ["none, an empty value", "s=; Max-Age=0"],
  ["a third domain", "s=1; Domain=example.com"],
  ["the school's own domain", "s=1; Domain=xxxedu.cn"],
  ["a name that ends like the upstream's", "s=1; Domain=evilhub.17wanxiao.com"],
  ["a part of the parent's name", "s=1; Domain=wanxiao.com"],
  ["below the upstream", "s=1; Domain=a.hub.17wanxiao.com"],
  ["empty", "s=1; Domain="],
  ["a cookie by the name of domain", "domain=hub.17wanxiao.com; Path=/"],
  ["an attribute that only ends so", "s=1; xDomain=hub.17wanxiao.com"],
])("any other Domain stays: %s", async (_, cookie) => {
  expect(await cookiesAfter(cookie)).toEqual([cookie]);
});

test("several cookies stay several, in their order", async () => {
  expect(
    await cookiesAfter(
      "a=1; Domain=hub.17wanxiao.com; Path=/",
      "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
      "a=1; Domain=.17wanxiao.com; Path=/x",
    ),
  ).toEqual(["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "a=1; Path=/x"]);
});

test("an answer with neither header is left alone", async () => {
  const headers: Header[] = [
    ["content-type", "text/html"],
    ["link", "<https://hub.17wanxiao.com:8080/x.css>; rel=preload"],
  ];
  expect(await answerOf(headers)).toEqual(headers);
});

test("an answer of a route that tells no hosts is left alone", async () => {
  const headers: Header[] = [
    ["location", "https://hub.17wanxiao.com:8080/x"],
    ["set-cookie", "s=1; Domain=hub.17wanxiao.com"],
  ];
  expect(await answerThrough(redirectScript, headers)).toEqual(headers);
});

test("a redirect and its cookie are brought back together, whatever the case of the headers' names", async () => {
  expect(
    await answerOf([
      [":status", "302"],
      ["Location", "https://hub.17wanxiao.com:8080/x"],
      ["Set-Cookie", "s=1; Domain=hub.17wanxiao.com"],
      ["content-length", "0"],
    ]),
  ).toEqual([
    [":status", "302"],
    ["content-length", "0"],
    ["location", "https://api1.xxxedu.cn/x"],
    ["set-cookie", "s=1"],
  ]);
});
