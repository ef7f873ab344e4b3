import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { stackFileSchema } from "../stacks/schema.ts";
import { example, set } from "./support/stack-files.ts";

const validate = new Ajv.default({
  allErrors: true,
  strict: true,
  strictRequired: false,
  formats: { email: true, uri: true },
}).compile(stackFileSchema());

/** Where a stack file breaks the JSON Schema: the way to the value, and what the schema says of it. */
function complaints(values: unknown): string[] {
  validate(values);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

test("the JSON Schema on disk is the one that the zod schemas give", () => {
  const onDisk = JSON.parse(
    readFileSync(join(import.meta.dirname, "../stacks/schema.json"), "utf8"),
  ) as unknown;
  expect(onDisk).toEqual(stackFileSchema());
});

test.each(["demo", "hz", "lakeside", "northgate"])("the JSON Schema takes %s", (name) => {
  expect(complaints(example(name))).toEqual([]);
});

test("the JSON Schema takes the keys of other namespaces, and of Pulumi beside config", () => {
  const values = set(example("demo"), ["config", "alicloud:region"], "cn-hangzhou");
  expect(complaints({ ...values, secretsprovider: "x", encryptedkey: "x" })).toEqual([]);
});

test.each<[string, string[], unknown, string[]]>([
  ["of the file", ["encryptionsalts"], "x", [": must NOT have additional properties"]],
  ["of our namespace", ["config", "schoolgate:schol"], {}, ["/config: must NOT have additional properties"]],
  [
    "of a school",
    ["config", "schoolgate:school", "nam"],
    "x",
    ["/config/schoolgate:school: must NOT have additional properties"],
  ],
])("the JSON Schema refuses an unknown key %s", (_title, path, value, expected) => {
  expect(complaints(set(example("demo"), path, value))).toEqual(expected);
});

test("the JSON Schema refuses a Secret in the clear", () => {
  expect(complaints(set(example("demo"), ["config", "schoolgate:wecomSecret"], "topsecret"))).toEqual([
    "/config/schoolgate:wecomSecret: must be object",
  ]);
});
