import Ajv from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { allFields } from "../../stacks/stack-file-page.ts";

const fields = allFields();

test("every field of a stack file says what it means", () => {
  expect(fields.filter(({ schema }) => !schema.description).map(({ path }) => path)).toEqual([]);
});

test("fields with one value have an example, and every example is one that the schema takes", () => {
  const ajv = new Ajv.default({ strict: true, strictRequired: false, formats: { email: true, uri: true } });
  const wrong = fields.flatMap(({ path, schema }) => {
    const holdsFields = schema.properties !== undefined || schema.additionalProperties !== undefined;
    // What `pulumi config set` writes is nobody's to type.
    if (schema.examples === undefined)
      return holdsFields || /\.(chain|secure)$/.test(path) ? [] : [`${path}: none`];
    const { description: _, ...rest } = schema;
    return schema.examples
      .filter((example) => !ajv.validate(rest, example))
      .map((example) => `${path}: ${JSON.stringify(example)}`);
  });
  expect(wrong).toEqual([]);
});

test("no two fields have one path", () => {
  const paths = fields.map(({ path }) => path);
  expect(paths).toEqual([...new Set(paths)]);
});
