// The stand-in's built-in kinds against the API server's own schemas: what is one value, what is merged, and by which keys.
import { expect, inject, test } from "vitest";
import { attachEdge } from "../../rehearsal/edge/edge.ts";
import { KubeApi } from "../../rehearsal/edge/kube-api.ts";
import { coreKinds } from "../../rehearsal/kubernetes/core-kinds.ts";
import type { JsonSchema } from "../../rehearsal/kubernetes/schemas.ts";

/** A schema of the API server's: it refers to others by name. */
interface ServerSchema extends JsonSchema {
  readonly $ref?: string;
}

type Definitions = Readonly<Record<string, ServerSchema>>;

/** How a value is merged, as server-side apply has it. */
function merged(schema: JsonSchema): unknown {
  const list = schema["x-kubernetes-list-type"];
  return [
    ...[list === "atomic" ? undefined : list, schema["x-kubernetes-list-map-keys"]],
    schema["x-kubernetes-map-type"],
  ];
}

/** The paths at which a schema of ours and the server's do not say the same; a field that the server has not is one too. */
function differences(path: string, own: JsonSchema, server: ServerSchema, all: Definitions): string[] {
  const { $ref, ...said } = server;
  const known = { ...all[$ref?.split("/").at(-1) ?? ""], ...said };
  const here = JSON.stringify(merged(own)) === JSON.stringify(merged(known)) ? [] : [path];
  const fields = Object.entries(own.properties ?? {}).flatMap(([name, child]) => {
    const other = known.properties?.[name];
    const place = `${path}.${name}`;
    return other === undefined ? [place] : differences(place, child, other, all);
  });
  const items = own.items && known.items ? differences(`${path}[]`, own.items, known.items, all) : [];
  return [...here, ...fields, ...items];
}

test("every built-in kind is merged as the API server merges it", async () => {
  const edge = await attachEdge(inject("edgeFolder"));
  if (edge === undefined) throw new Error("the edge of this run is down");
  const api = await KubeApi.fromKubeconfig(edge.kubeconfig);
  const { definitions } = await api.send<{ definitions: Definitions }>("GET", "/openapi/v2");
  const found = coreKinds.map(({ group, kind, schema }) => {
    const isIt = (each: unknown) => {
      const { group: its, version, kind: name } = each as Record<string, string>;
      return its === group && version === "v1" && name === kind;
    };
    const server = Object.values(definitions).find((definition) =>
      ((definition["x-kubernetes-group-version-kind"] ?? []) as unknown[]).some(isIt),
    );
    return [kind, server === undefined ? "not served" : differences(kind, schema, server, definitions)];
  });
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(coreKinds.map(({ kind }) => [kind, []])));
});
