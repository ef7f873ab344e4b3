// WeCom's verify files: whoever gets one answered under a host can claim the host, so exactly the listed ones are.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { versions } from "../support/edge-client.ts";
import { schoolObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
const first = { "WW_verify_54wuPnLpuTWkAF0Z.txt": "54wuPnLpuTWkAF0Z" };
const second = { "WW_verify_abcdefgh12345678.txt": "abcdefgh12345678" };
const other = { "WW_verify_ZYXWVUTS87654321.txt": "ZYXWVUTS87654321" };
const school = { slug: "verify", verifyFiles: { api1: { ...first, ...second }, api2: other } };
const api1 = "api1.verify.edu.cn";
const api2 = "api2.verify.edu.cn";

beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school(school);
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const listed = [
  [api1, "/WW_verify_54wuPnLpuTWkAF0Z.txt", "54wuPnLpuTWkAF0Z"],
  [api1, "/WW_verify_abcdefgh12345678.txt", "abcdefgh12345678"],
  [api2, "/WW_verify_ZYXWVUTS87654321.txt", "ZYXWVUTS87654321"],
] as const;

/** What must not be answered, nor asked of the upstream. */
const unlisted = {
  "another name of this form": "/WW_verify_0000000000000000.txt",
  "the other host's file": "/WW_verify_ZYXWVUTS87654321.txt",
  "another case": "/WW_verify_54WUPNLPUTWKAF0Z.txt",
  "a prefix in another case": "/ww_VERIFY_54wuPnLpuTWkAF0Z.txt",
  "no suffix": "/WW_verify_54wuPnLpuTWkAF0Z",
  "a longer suffix": "/WW_verify_54wuPnLpuTWkAF0Z.txt2",
  "a trailing slash": "/WW_verify_54wuPnLpuTWkAF0Z.txt/",
  "a further segment": "/WW_verify_54wuPnLpuTWkAF0Z.txt/x",
  "a dot segment within": "/WW_verify_0000000000000000.txt/x/../y",
  "a path parameter": "/WW_verify_54wuPnLpuTWkAF0Z.txt;v=1",
  "doubled slashes": "//WW_verify_0000000000000000.txt",
  "trebled slashes": "///WW_verify_0000000000000000.txt",
  "doubled slashes before a listed one": "//WW_verify_54wuPnLpuTWkAF0Z.txt",
  "a slash and a dot before": "/./WW_verify_0000000000000000.txt",
  "a way up before": "/x/../WW_verify_0000000000000000.txt",
  "an encoded letter": "/%57W_verify_0000000000000000.txt",
  "an encoded underscore": "/WW%5Fverify_0000000000000000.txt",
  "an encoded way up": "/x/%2e%2e/WW_verify_0000000000000000.txt",
  "an encoded slash before": "/%2FWW_verify_0000000000000000.txt",
  "an encoded backslash before": "/%5CWW_verify_0000000000000000.txt",
  "an encoded slash and a way up before": "/x%2F..%2FWW_verify_0000000000000000.txt",
  "an encoded slash, then a way up": "/x%2F../WW_verify_0000000000000000.txt",
  "a path parameter before": "/;x=1/WW_verify_0000000000000000.txt",
  "a way up with a path parameter": "/x/..;/WW_verify_0000000000000000.txt",
  "an encoded slash after": "/WW_verify_0000000000000000.txt%2Fx",
  "a backslash before": "/\\WW_verify_0000000000000000.txt",
  "a query": "/WW_verify_0000000000000000.txt?x=/y",
};

describe.for([...versions, "plain HTTP"] as const)("%s", (version) => {
  const ask = (host: string, path: string) =>
    version === "plain HTTP"
      ? world.client.http({ host, path })
      : world.client.https(version, { host, path });

  test.for(listed)("%s%s is answered with the exact bytes", async ([host, path, body]) => {
    const { status, headers, body: answered } = await ask(host, path);
    expect({ status, type: headers["content-type"], length: headers["content-length"], answered }).toEqual({
      status: 200,
      type: "text/plain",
      length: "16",
      answered: body,
    });
    expect((await world.upstreams()).seen).toEqual([]);
  });

  test.for(Object.entries(unlisted))("%s is not: %s", async ([, path]) => {
    const { status, body } = await ask(api1, path);
    expect({ status, body }).toEqual({ status: 404, body: "" });
    expect((await world.upstreams()).seen).toEqual([]);
  });
});

test.for(["http", "https"] as const)("one is answered to HTTP/1.0 by %s too", async (door) => {
  const [host, path, body] = listed[0];
  const answer = await world.client.raw(door, host, `GET ${path} HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
  expect([answer.split("\r\n", 1)[0], answer.split("\r\n\r\n")[1]]).toEqual(["HTTP/1.0 200 OK", body]);
});

test("what only contains such a name goes to the upstream", async () => {
  const path = "/new/WW_verify_0000000000000000.txt";
  const { body } = await world.client.https("HTTP/2", { host: api1, path });
  expect(JSON.parse(body)).toMatchObject({ upstream: "hub.17wanxiao.com", path });
});

test("a changed file is served within 5 seconds", async () => {
  const ask = () => world.client.https("HTTP/2", { host: api2, path: "/WW_verify_ZYXWVUTS87654321.txt" });
  await world.school({
    ...school,
    verifyFiles: { ...school.verifyFiles, api2: { "WW_verify_ZYXWVUTS87654321.txt": "changed" } },
  });
  const applied = performance.now();
  await until(async () => (await ask()).body === "changed");
  expect(performance.now() - applied).toBeLessThan(5000);
  await world.school(school);
  await until(async () => (await ask()).body === "ZYXWVUTS87654321");
});

test("of two files one can go, and the other stays at every moment", async () => {
  const before = await schoolObjects(school);
  const after = await schoolObjects({ ...school, verifyFiles: { api1: first, api2: other } });
  const names = new Set(after.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const gone = before.filter(({ kind, metadata }) => !names.has(`${kind} ${metadata.name}`));
  expect(gone.map(({ kind }) => kind).sort()).toEqual(["ConfigMap", "HTTPRouteFilter"]);
  const statuses = new Set<number>();
  const ask = async (path: string) => (await world.client.https("HTTP/2", { host: api1, path })).status;
  await world.apply(after);
  await world.remove(gone);
  await until(async () => {
    statuses.add(await ask("/WW_verify_54wuPnLpuTWkAF0Z.txt"));
    return (await ask("/WW_verify_abcdefgh12345678.txt")) === 404;
  });
  expect([...statuses]).toEqual([200]);
});

test("a file is served on :80 before there is a certificate", async () => {
  const objects = await schoolObjects({
    slug: "early",
    verifyFiles: { api1: first },
    certificates: { api1: { chain: "none", key: "none" }, api2: { chain: "none", key: "none" } },
  });
  const early = objects.filter(({ kind }) => kind !== "Secret" && kind !== "ListenerSet");
  const [namespaces, rest] = [early.filter(({ kind }) => kind === "Namespace"), early];
  for (const object of [...namespaces, ...rest]) await world.api.apply(object, "test");
  const ask = () => world.client.http({ host: "api1.early.edu.cn", path: "/WW_verify_54wuPnLpuTWkAF0Z.txt" });
  await until(async () => (await ask()).status === 200);
  expect((await ask()).body).toBe("54wuPnLpuTWkAF0Z");
  await world.remove(objects);
});
