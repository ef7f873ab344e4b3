// What ajv finds, in the API server's words (k8s.io/kube-openapi: pkg/validation/errors, k8s.io/apiextensions-apiserver:
// pkg/apiserver/validation).
import type { ErrorObject } from "ajv";
import { type FieldError, shown } from "./errors.ts";

/** An ajv path (`/spec/rules/0/name`) in the API server's form (`spec.rules[0].name`). */
function fieldOf(instancePath: string): string {
  return instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}

/** The API server's sentence for an error that ajv found. */
export function fieldError(error: ErrorObject): FieldError {
  const field = fieldOf(error.instancePath);
  const child = (name: string) => (field === "" ? name : `${field}.${name}`);
  const params: Record<string, unknown> = error.params;
  const size = Array.isArray(error.data) ? error.data.length : Object.keys(Object(error.data)).length;
  const wrong = (value: unknown, rule: string) => ({
    field,
    problem: `Invalid value: ${shown(value)}: ${field} in body ${rule}`,
  });
  switch (error.keyword) {
    case "additionalProperties": {
      const unknownField = child(String(params.additionalProperty));
      return { field: unknownField, problem: `unknown field ${shown(unknownField)}`, decoding: "strict" };
    }
    case "required":
      return { field: child(String(params.missingProperty)), problem: "Required value" };
    case "type": {
      const type = Array.isArray(error.schema) ? error.schema.join(",") : String(error.schema);
      const actual = typeOf(error.data);
      return wrong(actual, `must be of type ${type}: ${shown(actual)}`);
    }
    case "enum": {
      const values = (error.schema as unknown[]).map((value) => shown(String(value))).join(", ");
      return { field, problem: `Unsupported value: ${shown(error.data)}: supported values: ${values}` };
    }
    case "pattern":
      return wrong(error.data, `should match '${String(error.schema)}'`);
    case "maxLength":
      return { field, problem: `Too long: may not be more than ${Number(params.limit)} bytes` };
    case "minLength":
      return wrong(error.data, `should be at least ${Number(params.limit)} chars long`);
    case "maxItems":
    case "maxProperties": {
      const limit = Number(params.limit);
      return {
        field,
        problem: `Too many: ${size}: must have at most ${limit} ${limit === 1 ? "item" : "items"}`,
      };
    }
    case "minItems":
      return wrong(size, `should have at least ${Number(params.limit)} items`);
    case "minProperties":
      return wrong(size, `should have at least ${Number(params.limit)} properties`);
    case "maximum":
      return wrong(error.data, `should be less than or equal to ${Number(params.limit)}`);
    case "minimum":
      return wrong(error.data, `should be greater than or equal to ${Number(params.limit)}`);
    case "anyOf":
      return wrong(error.data, "must validate at least one schema (anyOf)");
    case "oneOf":
      return wrong(
        error.data,
        `must validate one and only one schema (oneOf). ${found(params.passingSchemas)}`,
      );
    case "not":
      return wrong(error.data, "must not validate the schema (not)");
    default:
      return wrong(error.data, `should keep the rule ${error.keyword}`);
  }
}

function found(passing: unknown): string {
  return Array.isArray(passing) ? `Found ${passing.length} valid alternatives` : "Found none valid";
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
