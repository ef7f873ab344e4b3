import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { kindsOf, toJsonSchema } from "../../../rehearsal/kubernetes/crds.ts";

const text = { type: "string", description: "prose", format: "date-time" };

describe("toJsonSchema", () => {
  it.each<[string, object, object]>([
    ["prose and formats go", text, { type: "string" }],
    [
      "an object takes its own fields only",
      { type: "object", properties: { description: text }, required: ["description"] },
      {
        type: "object",
        properties: { description: { type: "string" } },
        required: ["description"],
        additionalProperties: false,
      },
    ],
    [
      "unless it keeps what it does not know",
      { type: "object", properties: { a: text }, "x-kubernetes-preserve-unknown-fields": true },
      { type: "object", properties: { a: { type: "string" } } },
    ],
    [
      "a map stays a map",
      { type: "object", additionalProperties: text },
      { type: "object", additionalProperties: { type: "string" } },
    ],
    ["an open object stays open", { type: "object" }, { type: "object" }],
    [
      "an int-or-string is a union",
      { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
      { type: ["integer", "string"] },
    ],
    [
      "alternatives are converted, CEL rules dropped, list types and defaults kept",
      {
        type: "array",
        items: { ...text, anyOf: [text] },
        default: [{ description: "kept" }],
        "x-kubernetes-list-type": "set",
        "x-kubernetes-validations": [{ rule: "true" }],
      },
      {
        type: "array",
        items: { type: "string", anyOf: [{ type: "string" }] },
        default: [{ description: "kept" }],
        "x-kubernetes-list-type": "set",
      },
    ],
  ])("%s", (_what, structural, schema) => {
    expect(toJsonSchema({ ...structural })).toEqual(schema);
  });

  it("leaves a pod's own fields open", () => {
    const pod = { type: "object", properties: { a: text } };
    expect(toJsonSchema({ type: "object", properties: { pod } })).toEqual({
      ...{ type: "object", properties: { pod: { type: "object" } }, additionalProperties: false },
    });
  });
});

describe("kindsOf", () => {
  const version = (name: string, served: boolean, field: string) => ({
    ...{ name, served },
    schema: {
      openAPIV3Schema: { type: "object", properties: { [field]: text, status: { type: "object" } } },
    },
  });

  it("has one entry for all served versions of one schema, without status", () => {
    const versions = [
      version("v1", true, "a"),
      version("v1beta1", true, "a"),
      version("v2", true, "b"),
      version("v0", false, "c"),
    ];
    const names = { kind: "Thing", plural: "things" };
    const kinds = kindsOf({
      kind: "CustomResourceDefinition",
      spec: { group: "g", scope: "Cluster", names, versions },
    });
    const entry = { group: "g", ...names, namespaced: false };
    const schema = (field: string) => ({
      ...{ type: "object", additionalProperties: false },
      properties: { [field]: { type: "string" }, metadata: { type: "object" } },
    });
    expect(kinds).toEqual([
      { ...entry, versions: ["v1", "v1beta1"], schema: schema("a") },
      { ...entry, versions: ["v2"], schema: schema("b") },
    ]);
  });
});

it("schemas.json names its sources and holds one kind a line", async () => {
  const file = await readFile(new URL("../../../rehearsal/kubernetes/schemas.json", import.meta.url), "utf8");
  expect(JSON.parse(file).sources).toEqual([
    { module: "github.com/envoyproxy/gateway@v1.9.1", licence: "Apache-2.0" },
    { module: "github.com/cert-manager/cert-manager@v1.21.2", licence: "Apache-2.0" },
  ]);
  expect(file.split("\n").filter((line) => line.startsWith('    {"group":')).length).toBe(16);
});
