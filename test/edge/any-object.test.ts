// Any object of the installed kinds in a school's namespace: what the API server takes is in the table that policies judge by.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { challengeRoute } from "../../policies/admission/challenge.ts";
import { certificate, httpRoute, httpRouteFilter, listenerSet } from "../../policies/allowed/edge.ts";
import { problemsOf } from "../../policies/problems.ts";
import { oneOf, type Template } from "../../policies/template.ts";
import type { Value } from "../../policies/value.ts";
import { type KubeApi, KubeError, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { anyChange, anyValue, type ObjectSchema } from "../support/any-object.ts";
import { schoolObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { tenant } from "../support/tenant.ts";

const namespace = "school-northgate";
const hosts = ["api1.northgate.edu.cn", "api2.northgate.edu.cn"];

interface Crd extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: ObjectSchema };
    }[];
  };
}

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: ObjectSchema;
}

let world: EdgeWorld;
/** Somebody who may do everything in the school's namespace, and nothing outside it. */
let tenantApi: KubeApi;
let declared: readonly KubeObject[];
let kinds: readonly Kind[];
beforeAll(async () => {
  world = await EdgeWorld.open();
  declared = await schoolObjects({ slug: "northgate", verifyFiles: { api1: { "WW_verify_a1.txt": "a1" } } });
  await world.apply(declared.filter(({ kind }) => kind === "Namespace"));
  const { items } = await world.api.send<{ items: Crd[] }>(
    "GET",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  );
  kinds = items
    .filter(({ spec }) => spec.scope === "Namespaced")
    .flatMap(({ spec: { group, names, versions } }) =>
      versions.flatMap(({ name, served, schema }) =>
        served ? [{ apiVersion: `${group}/${name}`, kind: names.kind, schema: schema.openAPIV3Schema }] : [],
      ),
    );
  tenantApi = await tenant(world, namespace);
  for (const { kind, metadata, ...object } of declared.filter((each) => table[each.kind] !== undefined)) {
    const renamed = { ...object, kind, metadata: { ...metadata, name: "x.y" } } as KubeObject;
    await until(async () => (await taken(renamed)) === undefined);
  }
});
afterAll(async () => {
  await world.remove(declared.filter(({ kind }) => kind === "Namespace"));
  await world.close();
});

/** What the API server would keep of an object; nothing where it refuses it. */
async function taken(object: KubeObject): Promise<KubeObject | undefined> {
  const path = await world.api.pathOf(object);
  // What stacks declare is judged by its shape, whoever writes it; all else the cluster's own controllers may write.
  const api = table[object.kind] === undefined ? tenantApi : world.api;
  try {
    const query = "dryRun=All&fieldManager=any&force=true";
    return await api.send("PATCH", `${path}?${query}`, object, "application/apply-patch+yaml");
  } catch (error) {
    if (error instanceof KubeError) {
      refusals.push(error.message);
      return undefined;
    }
    throw error;
  }
}
const refusals: string[] = [];

/** What a school's namespace may hold of the edge's kinds. */
const table: Readonly<Record<string, Template>> = {
  Certificate: certificate.inputs,
  HTTPRoute: oneOf(httpRoute.inputs, challengeRoute),
  HTTPRouteFilter: httpRouteFilter.inputs,
  ListenerSet: listenerSet.inputs,
};

/** Why an object that was taken should not have been. */
function wrong({ apiVersion, kind, metadata, spec: kept = {} }: KubeObject): readonly string[] {
  const template = table[kind];
  if (template === undefined) return [`${apiVersion} ${kind} is in no table`];
  const labels = { "schoolgate/school": "northgate" };
  const { name } = metadata;
  const spec = inOrder(kept);
  const inputs = {
    apiVersion: apiVersion.replace("v1beta1", "v1"),
    kind,
    metadata: { name, namespace, labels },
    spec,
  };
  const place = { path: "", stack: "northgate", tellsSecrets: true };
  const text = JSON.stringify(spec);
  const named = (key: string) =>
    [...text.matchAll(new RegExp(`"${key}":"?([^",}]*)`, "g"))].map(([, value = ""]) => value);
  const strangers = [
    ...named("hostname").filter((host) => host !== "{" && !host.startsWith('{"') && !hosts.includes(host)),
    ...(text.match(/lakeside|intruder\.|example\.com|"\*\.|%REQ|100%/g) ?? []),
  ].filter((each) => each !== "");
  return [...problemsOf(template, inputs as unknown as Value, place), ...strangers];
}

/** A route's rules as stacks declare them: a proxy takes the most exact path first, in whatever order they are. */
function inOrder(spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Array.isArray(spec.rules)) return spec;
  const types = ["Exact", "RegularExpression", "PathPrefix"];
  const rank = (rule: { matches: [{ path: { type: string; value: string } }] }) => {
    const { type, value } = rule.matches[0].path;
    return types.indexOf(type) * 1000 - value.length;
  };
  const rules = spec.rules as Parameters<typeof rank>[0][];
  return { ...spec, rules: rules.toSorted((a, b) => rank(a) - rank(b)) };
}

test("an object of any kind", async () => {
  const reached = new Set<string>();
  for (const { apiVersion, kind, schema } of kinds) {
    const spec = schema.properties?.spec;
    const specs = spec === undefined ? [undefined] : fc.sample(anyValue(spec), { numRuns: 40, seed: 7 });
    for (const each of specs) {
      const object = {
        apiVersion,
        kind,
        metadata: { name: "intruder", namespace },
        spec: each,
      } as KubeObject;
      const kept = await taken(object);
      if (kept !== undefined) expect([object, wrong(kept)]).toEqual([object, []]);
      if (refusals.at(-1)?.includes("ValidatingAdmissionPolicy")) reached.add(kind);
    }
  }
  // Of these two the kinds' own rules refuse what is not written by hand (admission.test.ts).
  const others = kinds.map(({ kind }) => kind).filter((kind) => !reached.has(kind));
  expect(others).toEqual(["EnvoyExtensionPolicy", "SecurityPolicy"]);
});

test("a change of any object that is declared", async () => {
  let accepted = 0;
  let denied = 0;
  for (const object of declared.filter(({ kind }) => table[kind] !== undefined)) {
    const { schema } =
      kinds.find(({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind) ?? {};
    const changes = anyChange(object.spec, schema?.properties?.spec ?? {});
    for (const spec of fc.sample(changes, { numRuns: 150, seed: 7 })) {
      const kept = await taken({ ...object, spec } as KubeObject);
      if (kept === undefined) {
        denied += Number(refusals.at(-1)?.includes("ValidatingAdmissionPolicy"));
      } else {
        accepted += 1;
        expect([spec, wrong(kept)]).toEqual([spec, []]);
      }
    }
  }
  expect(accepted).toBeGreaterThan(50);
  expect(denied).toBeGreaterThan(500);
});
