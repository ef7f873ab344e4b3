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
  /** `Required value`, `Invalid value: "x": must …`; for an unknown field, the whole sentence. */
  readonly problem: string;
  /** The field is not in the schema: strict decoding refuses it before anything else is looked at. */
  readonly unknown?: true;
}

/** The sentence in which the API server puts a field error: `spec.foo: Required value`. */
export function sentence({ field, problem, unknown }: FieldError): string {
  return unknown ? problem : `${field}: ${problem}`;
}

interface Named {
  readonly kind: string;
  readonly version: string;
  readonly qualifiedKind: string;
}

/** The error for an object that the API server does not take. Unknown fields come first: decoding comes before validation. */
export function invalid(kind: Named, name: string, errors: readonly FieldError[]): StatusError {
  const unknown = errors.filter((error) => error.unknown);
  const told = [...new Set((unknown.length > 0 ? unknown : errors).map(sentence))];
  if (unknown.length > 0) {
    const cannot = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
    return new StatusError("BadRequest", `${cannot}: strict decoding error: ${told.join(", ")}`);
  }
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
