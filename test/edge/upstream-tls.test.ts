// An upstream that cannot prove who it is gets no request: the school's cookies and codes would go to somebody else.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { versions } from "../support/edge-client.ts";
import { until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "upstreamtls" });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const host = "api1.upstreamtls.edu.cn";
const hub = "hub.17wanxiao.com";

const wrong = {
  "of another name": { names: ["open.17wanxiao.com"], signed: true },
  "that is expired": { names: [hub], signed: true, from: "-48h", until: "-24h" },
  "that is not valid yet": { names: [hub], signed: true, from: "24h", until: "48h" },
  "that it signed itself": { names: [hub], signed: false },
};

test.for(Object.entries(wrong))(
  "an upstream with a certificate %s is never spoken to",
  async ([name, made]) => {
    const { signed, ...options } = made;
    const authority = signed ? { issuer: world.edge.upstreamAuthority } : {};
    const pair = await world.certificate(name, { ...options, ...authority });
    await world.order({ certificates: { [hub]: pair } });
    await world.closeUpstreamConnections();
    for (const version of versions) {
      const { status } = await world.client.https(version, { host, path: "/new/index.html" });
      expect(status).toBe(503);
    }
    const state = await world.upstreams();
    expect(state.seen).toEqual([]);
    expect(state.connections).toBeGreaterThanOrEqual(2);
  },
);

test("the other upstream is served meanwhile, and the first again once its certificate is right", async () => {
  const pair = await world.certificate("foreign", { names: ["foreign.example"] });
  await world.order({ certificates: { [hub]: pair } });
  await world.closeUpstreamConnections();
  const served = async (at: string, path: string) =>
    (await world.client.https("HTTP/2", { host: at, path })).status;
  expect(await served(host, "/new/index.html")).toBe(503);
  expect(await served("api2.upstreamtls.edu.cn", "/index.html")).toBe(200);
  await world.reset();
  await until(async () => (await served(host, "/new/index.html")) === 200);
});
