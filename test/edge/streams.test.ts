// What is longer or other than one request and one answer.
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Reply, versions } from "../support/edge-client.ts";
import { until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "streams" });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const host = "api1.streams.edu.cn";
const mebibyte = 1024 * 1024;

async function next(body: Reply["body"]): Promise<string> {
  for await (const part of body.iterator({ destroyOnReturn: false })) return String(part);
  return "";
}

/** Opens a WebSocket through the edge. */
async function openWebSocket(): Promise<TLSSocket> {
  const socket = await world.client.connect(host);
  const key = Buffer.from("the sample nonce").toString("base64");
  socket.write(
    `GET /chat HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const opened = await next(socket);
  if (!opened.startsWith("HTTP/1.1 101 ")) throw new Error(opened);
  // RFC 6455, section 1.3: the answer to this very key.
  expect(opened).toContain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  return socket;
}

/** Sends bytes and gives what comes back. */
async function echoed(socket: TLSSocket, sent: Buffer): Promise<Buffer> {
  socket.write(sent);
  let back = Buffer.alloc(0);
  while (back.length < sent.length) {
    const part = await nextBytes(socket);
    if (part.length === 0) throw new Error("the connection was closed");
    back = Buffer.concat([back, part]);
  }
  return back;
}

test("a WebSocket carries bytes both ways", async () => {
  const socket = await openWebSocket();
  const frame = randomBytes(4096);
  expect(await echoed(socket, frame)).toEqual(frame);
  socket.destroy();
});

async function nextBytes(body: Readable): Promise<Buffer> {
  for await (const part of body.iterator({ destroyOnReturn: false })) return part as Buffer;
  return Buffer.alloc(0);
}

describe.for(versions)("%s", (version) => {
  test("server-sent events arrive when they are sent", async () => {
    const { status, headers, body } = await world.client.open(version, { host, path: "/events" });
    expect([status, headers["content-type"]]).toEqual([200, "text/event-stream"]);
    expect(await next(body)).toBe("data: first\n\n");
    expect((await world.upstreams()).waiting).toBe(1);
    await world.goOn();
    expect((await buffer(body)).toString()).toBe("data: second\n\n");
  });

  test("20 MB go up whole, and Envoy holds none of it", async () => {
    const parts = 20 * 16;
    const part = randomBytes(mebibyte / 16);
    const hash = createHash("sha256");
    for (let i = 0; i < parts; i += 1) hash.update(part);
    const up = () => {
      const body = Readable.from(Array.from({ length: parts }, () => part));
      return world.client.https(version, { host, path: "/up", method: "POST", body });
    };
    await up();
    const growth = await world.envoyGrowth(async () => {
      const { body } = await up();
      expect(JSON.parse(body)).toMatchObject({
        body: { bytes: 20 * mebibyte, sha256: hash.digest("hex") },
      });
    });
    expect(growth).toBeLessThan(10);
  });

  test("200 MB come down whole, and Envoy holds none of it", async () => {
    const bytes = 200 * mebibyte;
    let received = 0;
    const growth = await world.envoyGrowth(async () => {
      const { body } = await world.client.open(version, { host, path: `/download?bytes=${bytes}` });
      for await (const part of body) received += (part as Buffer).length;
    });
    expect(received).toBe(bytes);
    expect(growth).toBeLessThan(10);
  });

  test("a compressed answer passes as it is", async () => {
    const { headers, body } = await world.client.open(version, {
      host,
      path: "/gzip",
      headers: { "accept-encoding": "gzip" },
    });
    expect(headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(await buffer(body)).toString()).toBe("packed");
  });

  test("a client that leaves frees the upstream", async () => {
    const { body } = await world.client.open(version, { host, path: "/held" });
    expect(await next(body)).toBe("begun\n");
    expect((await world.upstreams()).open).toBe(1);
    body.destroy();
    await until(async () => (await world.upstreams()).open === 0);
  });
});

describe("waiting", { concurrent: true }, () => {
  test.for(versions)("%s: an answer after 40 s arrives", async (version, { expect }) => {
    const { status, body } = await world.client.https(version, { host, path: "/late?ms=40000" });
    expect([status, body]).toEqual([200, "late but here\n"]);
  });

  test.for(versions)("%s: an answer that never comes is given up after 60 s", async (version, { expect }) => {
    const started = performance.now();
    const { status } = await world.client.https(version, { host, path: "/never" });
    const seconds = (performance.now() - started) / 1000;
    expect(status).toBe(504);
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThan(65);
  });

  test.for(versions)(
    "%s: a download may take longer, as long as something comes",
    async (version, { expect }) => {
      const { body } = await world.client.open(version, { host, path: "/slow?parts=8&ms=10000" });
      expect((await buffer(body)).toString()).toBe("part\n".repeat(8));
    },
  );

  test("so may a WebSocket", async ({ expect }) => {
    const socket = await openWebSocket();
    for (let i = 0; i < 8; i += 1) {
      expect((await echoed(socket, Buffer.from("ping"))).toString()).toBe("ping");
      await sleep(10_000);
    }
    expect((await echoed(socket, Buffer.from("ping"))).toString()).toBe("ping");
    socket.destroy();
  });
});
