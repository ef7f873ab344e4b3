// Checks an object against its kind's schema. CEL rules are not evaluated and formats are not checked: the real API
// server of the local edge does both.
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { hasUnknown, isUnknown } from "../values.ts";
import type { FieldError } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import { duplicates } from "./list-types.ts";
import { fieldError } from "./schema-errors.ts";

// CRD patterns are Go's: without the u flag JavaScript takes the same escapes. `useDefaults` fills in what the schema
// gives, as the API server does when it stores an object. What is off halves the time to compile a schema.
const ajv = new Ajv({
  ...{ allErrors: true, strict: false, unicodeRegExp: false, useDefaults: true, verbose: true },
  ...{ addUsedSchema: false, code: { optimize: false }, messages: false, meta: false, validateSchema: false },
});

const compiled = new Map<Kind, ValidateFunction>();

/** Compiles at a kind's first use: a compilation costs more than all the validations of a school. */
function validatorOf(kind: Kind): ValidateFunction {
  let validator = compiled.get(kind);
  if (!validator) {
    validator = ajv.compile(kind.schema);
    compiled.set(kind, validator);
  }
  return validator;
}

/** A copy of the object with the schema's defaults filled in. */
export function withDefaults<Value>(kind: Kind, object: Value): Value {
  const copy = structuredClone(object);
  validatorOf(kind)(copy);
  return copy;
}

/**
 * Everything that the schema forbids in an object.
 * @param object may hold unknown values (values.ts): they pass, as does whatever an unknown leaves undecided.
 */
export function schemaErrors(kind: Kind, object: unknown): FieldError[] {
  const validator = validatorOf(kind);
  const copy = structuredClone(object);
  const errors = validator(copy) ? [] : (validator.errors ?? []);
  return [
    ...errors.filter((error) => isOwn(error) && isDecided(error)).map(fieldError),
    ...duplicates(kind.schema, copy, ""),
  ];
}

/** An error inside an alternative is reported by the alternative's own keyword. */
function isOwn(error: ErrorObject): boolean {
  return !/\/(anyOf|oneOf|not)\//.test(error.schemaPath);
}

function isDecided(error: ErrorObject): boolean {
  if (isUnknown(error.data)) return false;
  return !(alternatives.has(error.keyword) && hasUnknown(error.data));
}

const alternatives = new Set(["anyOf", "oneOf", "not"]);
