// Envoy Gateway and Envoy hold nothing that the API does not: when both begin anew, all is served as before.
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/edge-objects.ts";
import { envoyProcess } from "../support/edge-processes.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
const file = "WW_verify_54wuPnLpuTWkAF0Z.txt";
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "restart", verifyFiles: { api1: { [file]: "54wuPnLpuTWkAF0Z" } } });
});
afterAll(() => world.close());

test("a school is served again after a cold start of both", async () => {
  const host = "api1.restart.edu.cn";
  const before = await envoyProcess(world.edge.folder);
  await world.edge.restartGateway();
  await until(async () => (await envoyProcess(world.edge.folder).catch(() => before)) !== before);
  const served = async (path: string) => {
    const { status, body } = await world.client.https("HTTP/2", { host, path });
    return { status, body };
  };
  await until(() =>
    served("/new/index.html").then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  expect(await served("/new/index.html")).toEqual({
    status: 200,
    body: "<!doctype html><title>hub</title><h1>hub</h1>",
  });
  expect(await served(`/${file}`)).toEqual({ status: 200, body: "54wuPnLpuTWkAF0Z" });
});
