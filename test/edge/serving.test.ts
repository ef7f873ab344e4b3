// A school's two hosts serve what the vendor's upstreams serve, and the upstreams are asked as if by name.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { versions } from "../support/edge-client.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "serving" });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const api1 = "api1.serving.edu.cn";
const api2 = "api2.serving.edu.cn";

describe.for(versions)("%s", (version) => {
  test("the success pages of the handbook come from the right upstream", async () => {
    const hub = await world.client.https(version, { host: api1, path: "/new/index.html" });
    const open = await world.client.https(version, { host: api2, path: "/index.html" });
    expect([hub.status, hub.body]).toEqual([200, "<!doctype html><title>hub</title><h1>hub</h1>"]);
    expect([open.status, open.body]).toEqual([200, "<!doctype html><title>open</title><h1>open</h1>"]);
    expect((await world.upstreams()).seen.map(({ upstream, path }) => [upstream, path])).toEqual([
      ["hub.17wanxiao.com", "/new/index.html"],
      ["open.17wanxiao.com", "/index.html"],
    ]);
  });

  test.for([
    { host: api1, upstream: "hub.17wanxiao.com", authority: "hub.17wanxiao.com:8080" },
    { host: api2, upstream: "open.17wanxiao.com", authority: "open.17wanxiao.com" },
  ])("$upstream is asked by its own name", async ({ host, upstream, authority }) => {
    const reply = await world.client.https(version, { host, path: "/asked" });
    const { headers, ...rest } = JSON.parse(reply.body);
    expect(rest).toMatchObject({
      ...{ upstream, sni: upstream, version: "1.1", method: "GET", path: "/asked" },
    });
    expect(headers.host).toBe(authority);
    expect(Object.keys(headers).filter((name) => name.startsWith("x-forwarded"))).toEqual([
      "x-forwarded-for",
      "x-forwarded-proto",
    ]);
    expect(headers["x-forwarded-proto"]).toBe("https");
  });

  test.for(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "%s reaches the upstream with path, query and body unchanged",
    async (method) => {
      const body = method === "GET" || method === "OPTIONS" ? Buffer.alloc(0) : Buffer.from("学号=42&x=%2F");
      const path = "/a//b/%2F/c;d=1/%E5%AD%A6?q=a+b&q=%20&redirect=https%3A%2F%2Fhub.17wanxiao.com%2F";
      const reply = await world.client.https(version, { host: api1, path, method, body });
      expect(JSON.parse(reply.body)).toMatchObject({
        method,
        path,
        body: { bytes: body.length, sha256: createHash("sha256").update(body).digest("hex") },
      });
    },
  );

  test("the upstream learns the address that the edge saw, and not what a client claims", async () => {
    const headers = { "x-forwarded-for": "203.0.113.7", "x-forwarded-host": "evil.example" };
    const reply = await world.client.https(version, { host: api1, path: "/", headers });
    const { headers: seen } = JSON.parse(reply.body);
    expect(seen["x-forwarded-for"]).toBe("10.255.0.1");
    expect(seen["x-forwarded-host"]).toBeUndefined();
  });
});

test("a header with an underscore is dropped, and the request served", async () => {
  const headers = { access_token: "1", "x-kept": "2" };
  const { status, body } = await world.client.https("HTTP/1.1", { host: api1, path: "/", headers });
  expect(status).toBe(200);
  expect(JSON.parse(body).headers).toMatchObject({ "x-kept": "2" });
  expect(JSON.parse(body).headers).not.toHaveProperty("access_token");
});

test("a client without TLS 1.2 gets no connection", async () => {
  await expect(world.client.connect(api1, ["http/1.1"], { maxVersion: "TLSv1.1" })).rejects.toThrow(
    /alert protocol version|no protocols available|unsupported protocol/,
  );
});

test("HTTP/2 is offered, and no host but the certificate's", async () => {
  const socket = await world.client.connect(api1, ["h2", "http/1.1"]);
  expect(socket.alpnProtocol).toBe("h2");
  expect(socket.getPeerCertificate().subjectaltname).toBe(`DNS:${api1}`);
  socket.destroy();
});

test("a client of HTTP/1.0 is served, and its connection closed", async () => {
  const answer = await world.client.raw(
    "https",
    api1,
    `GET /new/index.html HTTP/1.0\r\nHost: ${api1}\r\n\r\n`,
  );
  const [head = "", body] = answer.split("\r\n\r\n");
  const [status, ...headers] = head.split("\r\n");
  expect([status, body]).toEqual(["HTTP/1.0 200 OK", "<!doctype html><title>hub</title><h1>hub</h1>"]);
  expect(headers).toContain("connection: close");
});

test("one that names no host is nobody's", async () => {
  const answer = await world.client.raw("https", api1, "GET /new/index.html HTTP/1.0\r\n\r\n");
  expect(answer.split("\r\n", 1)).toEqual(["HTTP/1.0 400 Bad Request"]);
  expect((await world.upstreams()).seen).toEqual([]);
});
