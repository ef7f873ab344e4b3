// On :80 nothing is served but verify files and challenges: the rest is sent to https.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { takeAdmissionOff } from "../support/beneath-admission.ts";
import { until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "plain" });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const hosts = ["api1.plain.edu.cn", "api2.plain.edu.cn"];
const token = "/.well-known/acme-challenge/evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA";

test.for(hosts)("%s is sent to https with path and query", async (host) => {
  const path = "/new/index.html?code=a%20b&state=1&state=2";
  const { status, headers } = await world.client.http({ host, path });
  expect({ status, location: headers.location }).toEqual({ status: 301, location: `https://${host}${path}` });
  expect((await world.upstreams()).seen).toEqual([]);
});

test("so is a POST, and none of it reaches the upstream", async () => {
  const { status } = await world.client.http({ host: "api1.plain.edu.cn", path: "/", method: "POST" });
  expect(status).toBe(301);
  expect((await world.upstreams()).seen).toEqual([]);
});

test.for(hosts)("a challenge of %s that is not under way is answered 404, not redirected", async (host) => {
  const { status, headers } = await world.client.http({ host, path: token });
  expect({ status, location: headers.location }).toEqual({ status: 404, location: undefined });
});

test("a challenge under way is answered by the issuer's own route", async () => {
  const host = "api1.plain.edu.cn";
  // As cert-manager lays it out for the solver of platform's issuer, its pod's answer put in by hand, which admission refuses.
  await takeAdmissionOff(world.api);
  const namespace = "school-plain";
  const filter: KubeObject = {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "HTTPRouteFilter",
    metadata: { name: "solver", namespace },
    spec: { directResponse: { statusCode: 200, body: { type: "Inline", inline: "key authorization" } } },
  };
  const route: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "solver", namespace },
    spec: {
      parentRefs: [{ name: "shared", namespace: "edge", sectionName: "http" }],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: "Exact", value: token } }],
          filters: [
            {
              type: "ExtensionRef",
              extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name: "solver" },
            },
          ],
        },
      ],
    },
  };
  await world.apply([filter, route]);
  await until(async () => (await world.client.http({ host, path: token })).status === 200);
  expect((await world.client.http({ host, path: token })).body).toBe("key authorization");
  await world.remove([route, filter]);
  await until(async () => (await world.client.http({ host, path: token })).status === 404);
});

test("a host that no school has is answered 404", async () => {
  expect((await world.client.http({ host: "api1.unknown.edu.cn", path: "/" })).status).toBe(404);
});
