// The role that deploy/ has for those who look after one school: by a real token it does what they need, and nothing of what
// harms another school.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubeApi, KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { schoolObjects } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { repository } from "../support/projects.ts";
import { serviceAccount, told } from "../support/tenant.ts";

const namespace = "school-riverside";
const yaml = readFileSync(join(repository, "deploy", "school-operator.yaml"), "utf8");
const [role, binding] = parseAllDocuments(yaml).map((each) => each.toJS() as KubeObject);

let world: EdgeWorld;
let api: KubeApi;
let objects: readonly KubeObject[];
beforeAll(async () => {
  world = await EdgeWorld.open();
  objects = await schoolObjects({ slug: "riverside", verifyFiles: { api1: { "WW_verify_a1.txt": "a1" } } });
  await world.apply(objects);
  api = await serviceAccount(world, namespace, "operator");
  const subjects = [{ kind: "ServiceAccount", name: "operator", namespace }];
  await world.apply([role, { ...binding, subjects }] as KubeObject[]);
});
afterAll(async () => {
  await world.remove([...objects, role as KubeObject]);
  await world.close();
});

/** Whether the operator may do something, by the API server's own word. */
async function may(verb: string, group: string, resource: string, place = namespace): Promise<boolean> {
  const [name, subresource] = resource.split("/");
  const resourceAttributes = { namespace: place, verb, group, resource: name, subresource };
  const { status } = await api.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes },
  });
  return status?.allowed === true;
}

test("what the stack declares is read, and none of it is changed", async () => {
  const own = objects.filter(({ metadata }) => metadata.namespace === namespace);
  for (const object of own) {
    expect((await api.get(object)).metadata.name).toBe(object.metadata.name);
    expect(await told(api, object)).toMatch(
      / is forbidden: User "system:serviceaccount:school-riverside:operator" cannot patch /,
    );
    await expect(api.delete(object)).rejects.toThrow(" cannot delete resource ");
  }
});

test("pods are restarted, and reached", async () => {
  expect(await may("create", "", "pods/eviction")).toBe(true);
  expect(await may("create", "", "pods/portforward")).toBe(true);
  expect(await may("get", "", "pods/log")).toBe(true);
});

test("nothing else is written, whatever kind it is, and no Secret is read", async () => {
  const lists = await Promise.all(
    ["/api/v1", ...(await groups())].map((path) =>
      api.send<{ groupVersion: string; resources: { name: string; namespaced: boolean; verbs: string[] }[] }>(
        "GET",
        path,
      ),
    ),
  );
  const allowed = new Set<string>();
  for (const { groupVersion, resources } of lists) {
    const group = groupVersion.includes("/") ? (groupVersion.split("/")[0] ?? "") : "";
    for (const { name, namespaced, verbs } of resources.filter(({ namespaced }) => namespaced)) {
      for (const verb of verbs.filter((each) => !["get", "list", "watch"].includes(each))) {
        if (namespaced && (await may(verb, group, name))) allowed.add(`${verb} ${name}`);
      }
    }
  }
  expect([...allowed].sort()).toEqual(["create pods/eviction", "create pods/portforward"]);
  expect(await may("get", "", "secrets")).toBe(false);
  expect(await may("get", "gateway.networking.k8s.io", "httproutes", "school-lakeside")).toBe(false);
});

async function groups(): Promise<string[]> {
  const { groups } = await api.send<{ groups: { preferredVersion: { groupVersion: string } }[] }>(
    "GET",
    "/apis",
  );
  return groups.map(({ preferredVersion: { groupVersion } }) => `/apis/${groupVersion}`);
}
