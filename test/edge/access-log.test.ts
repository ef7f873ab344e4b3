// The proxy's access log: enough to find a request by, and nothing of what its query carries.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { layout } from "../../rehearsal/edge/layout.ts";
import { until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
const host = "api1.accesslog.edu.cn";
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "accesslog" });
});
afterAll(() => world.close());

test("each request is a line with the school's host and without the query", async () => {
  await world.client.https("HTTP/2", { host, path: "/new/index.html?code=secret&state=1" });
  await world.client.http({ host, path: "/new/index.html?code=secret" });
  // Envoy's standard output is Envoy Gateway's.
  const log = join(layout(world.edge.folder).logs, "envoy-gateway.log");
  const lines = async () =>
    (await readFile(log, "utf8")).split("\n").filter((line) => line.includes(` ${host} `));
  await until(async () => (await lines()).length === 2);
  const time = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  expect(await lines()).toEqual([
    expect.stringMatching(`${time} 127.0.0.1 ${host} GET /new/index.html HTTP/2 200 - 0 45 \\d+ms$`),
    expect.stringMatching(`${time} 127.0.0.1 ${host} GET /new/index.html HTTP/1.1 301 - 0 0 \\d+ms$`),
  ]);
  expect(await readFile(log, "utf8")).not.toContain("code=secret");
});
