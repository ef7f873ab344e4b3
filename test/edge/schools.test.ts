// Schools share a Gateway and nothing else: what one declares, or is made to declare, the others do not feel, also beneath
// admission, which refuses most of it before (admission.test.ts, tenants.test.ts).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { lacks } from "../../rehearsal/edge/readiness.ts";
import { takeAdmissionOff } from "../support/beneath-admission.ts";
import { schoolObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "lakeside" });
  await world.school({ slug: "northgate" });
  await takeAdmissionOff(world.api);
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const host = "api1.lakeside.edu.cn";
const served = async () => (await world.client.https("HTTP/2", { host, path: "/new/index.html" })).body;
const page = "<!doctype html><title>hub</title><h1>hub</h1>";

/** An HTTPRoute of the school northgate, as nobody's stack would declare it. */
function intruder(spec: object): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "intruder", namespace: "school-northgate" },
    spec: { hostnames: [host], rules: [{ filters: [answerOfItsOwn] }], ...spec },
  };
}

const answerOfItsOwn = {
  type: "ExtensionRef",
  extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name: "not-found" },
};

/** Waits for the controller's word on an object, and gives it. */
async function refusal(object: KubeObject): Promise<string> {
  await world.api.apply(object, "test");
  let word: string | undefined;
  await until(async () => {
    word = lacks(await world.api.get(object));
    return !/no controller|not told|is Unknown/.test(word ?? "");
  });
  return word ?? "accepted";
}

describe("a route to another school's host", () => {
  test("does not attach to its listeners", async () => {
    const parent = { group: "gateway.networking.k8s.io", kind: "ListenerSet", name: "school" };
    const route = intruder({
      parentRefs: [{ ...parent, namespace: "school-lakeside", sectionName: "api1" }],
    });
    expect(await refusal(route)).toMatch(/^Accepted is False, NotAllowedByListeners: /);
    expect(await served()).toBe(page);
    await world.remove([route]);
  });

  test("does not match its own listeners", async () => {
    const parent = { group: "gateway.networking.k8s.io", kind: "ListenerSet", name: "school" };
    const route = intruder({ parentRefs: [{ ...parent, sectionName: "api1" }] });
    expect(await refusal(route)).toMatch(/^Accepted is False, NoMatchingListenerHostname: /);
    expect(await served()).toBe(page);
    await world.remove([route]);
  });
});

test("a listener for another school's host is refused, and the first keeps it", async () => {
  const listeners: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "ListenerSet",
    metadata: { name: "intruder", namespace: "school-northgate" },
    spec: {
      parentRef: { group: "gateway.networking.k8s.io", kind: "Gateway", name: "shared", namespace: "edge" },
      listeners: [
        {
          ...{ name: "taken", hostname: host, port: 443, protocol: "HTTPS" },
          tls: { certificateRefs: [{ kind: "Secret", name: "api1-tls" }] },
        },
      ],
    },
  };
  expect(await refusal(listeners)).toMatch(/^Accepted is False, ListenersNotValid: /);
  expect(await served()).toBe(page);
  await world.remove([listeners]);
});

test("a listener does not reach another school's Secret", async () => {
  const [set] = (await schoolObjects({ slug: "northgate" })).filter(({ kind }) => kind === "ListenerSet");
  if (set === undefined) throw new Error("no ListenerSet is declared");
  const reaching: KubeObject = {
    ...set,
    metadata: { name: "reaching", namespace: "school-northgate" },
    spec: {
      ...set.spec,
      listeners: [
        {
          ...{ name: "reaching", hostname: "reaching.northgate.edu.cn", port: 443, protocol: "HTTPS" },
          tls: { certificateRefs: [{ kind: "Secret", name: "api1-tls", namespace: "school-lakeside" }] },
        },
      ],
    },
  };
  await world.api.apply(reaching, "test");
  type Listeners = { conditions: { type: string; status: string; reason: string }[] }[];
  let told: unknown;
  await until(async () => {
    const [listener] = ((await world.api.get(reaching)).status?.listeners ?? []) as Listeners;
    told = listener?.conditions.find(({ type }) => type === "ResolvedRefs");
    return told !== undefined;
  });
  expect(told).toMatchObject({ status: "False", reason: "RefNotPermitted" });
  await expect(world.client.connect("reaching.northgate.edu.cn")).rejects.toThrow();
  await world.remove([reaching]);
});

test("a namespace without the platform's label attaches nothing", async () => {
  const objects = await schoolObjects({ slug: "stranger" });
  const stranger = objects.map((object) =>
    object.kind === "Namespace" ? { ...object, metadata: { name: object.metadata.name } } : object,
  );
  await expect(world.apply(stranger, 3000)).rejects.toThrow(
    /ListenerSet school-stranger\/school: .*NotAllowed/,
  );
  expect((await world.client.http({ host: "api1.stranger.edu.cn", path: "/" })).status).toBe(404);
  await world.remove(stranger);
});

test("a route goes to no upstream that its school has no grant for", async () => {
  const backend = { group: "gateway.envoyproxy.io", kind: "Backend", namespace: "edge", name: "hub" };
  const grant = (await schoolObjects({ slug: "northgate" })).filter(({ kind }) => kind === "ReferenceGrant");
  await world.remove(grant);
  const route = intruder({
    parentRefs: [
      { group: "gateway.networking.k8s.io", kind: "ListenerSet", name: "school", sectionName: "api1" },
    ],
    hostnames: ["api1.northgate.edu.cn"],
    rules: [{ matches: [{ path: { type: "Exact", value: "/reached" } }], backendRefs: [backend] }],
  });
  expect(await refusal(route)).toMatch(/^ResolvedRefs is False, RefNotPermitted: /);
  const { status } = await world.client.https("HTTP/2", { host: "api1.northgate.edu.cn", path: "/reached" });
  expect(status).toBe(500);
  expect((await world.upstreams()).seen).toEqual([]);
  expect(await served()).toBe(page);
  await world.remove([route]);
  await world.school({ slug: "northgate" });
});

test("deleting a school leaves the other untouched, also under load", async () => {
  const objects = await world.school({ slug: "leaving" });
  const leaving = () =>
    world.client.https("HTTP/2", { host: "api1.leaving.edu.cn", path: "/new/index.html" });
  expect((await leaving()).status).toBe(200);
  const statuses = new Map<number, number>();
  let done = false;
  const load = Array.from({ length: 4 }, async () => {
    while (!done) {
      const { status } = await world.client.https("HTTP/1.1", { host, path: "/new/index.html" });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  const { body } = await world.client.open("HTTP/2", { host, path: "/slow?parts=20&ms=50" });
  await world.remove(objects);
  await until(async () => (await leaving().catch(() => undefined)) === undefined);
  done = true;
  await Promise.all(load);
  expect([...statuses.keys()]).toEqual([200]);
  expect(statuses.get(200)).toBeGreaterThan(20);
  let whole = "";
  for await (const part of body) whole += String(part);
  expect(whole).toBe("part\n".repeat(20));
});
