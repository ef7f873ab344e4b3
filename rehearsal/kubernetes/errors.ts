// The API server's errors, in its own words (k8s.io/apimachinery: api/errors, util/validation/field).

/** Why the API server refused a request. */
export type Reason = "AlreadyExists" | "BadRequest" | "Conflict" | "Forbidden" | "Invalid" | "NotFound";

/** A request that the API server refused. */
export class StatusError extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What is wrong with one field. */
export interface FieldError {
  /** As the API server writes it: `spec.rules[0].matches`. "" for the whole object. */
  readonly field: string;
  /** `Required value`, `Invalid value: "x": must …`; of a decoding error, the whole sentence. */
  readonly problem: string;
  /**
   * Found while decoding, before anything else is looked at: "fatal" where the value cannot be decoded at all, "strict"
   * where a field is not in the schema.
   */
  readonly decoding?: "fatal" | "strict";
}

/** The parts of a kind that messages name. */
interface Named {
  readonly kind: string;
  readonly version: string;
  readonly qualifiedKind: string;
}

/** The error for an object that the API server does not take. Decoding comes first, then every other rule at once. */
export function invalid(kind: Named, name: string, errors: readonly FieldError[]): StatusError {
  const cannot = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  const fatal = errors.find((error) => error.decoding === "fatal");
  if (fatal) return new StatusError("BadRequest", `${cannot}: ${fatal.problem}`);
  const strict = errors.filter((error) => error.decoding === "strict").map((error) => error.problem);
  if (strict.length > 0) {
    return new StatusError("BadRequest", `${cannot}: strict decoding error: ${strict.join(", ")}`);
  }
  const told = [...new Set(errors.map((error) => `${error.field}: ${error.problem}`))];
  const list = told.length === 1 ? told.join() : `[${told.join(", ")}]`;
  return new StatusError("Invalid", `${kind.qualifiedKind} "${name}" is invalid: ${list}`);
}

/** `httproutes.gateway.networking.k8s.io "api1" not found` */
export function notFound(resource: string, name: string): StatusError {
  return new StatusError("NotFound", `${resource} "${name}" not found`);
}

/** `httproutes.gateway.networking.k8s.io "api1" already exists` */
export function alreadyExists(resource: string, name: string): StatusError {
  return new StatusError("AlreadyExists", `${resource} "${name}" already exists`);
}

/** A value as the API server's messages show it. */
export function shown(value: unknown): string {
  return JSON.stringify(value);
}
