// Immutable fields: those whose change the API server refuses, and those for which the Pulumi provider replaces the
// object instead (its `forceNewProperties`).
import { isDeepStrictEqual } from "node:util";
import { type FieldError, shown } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import { at, type Manifest } from "./object-rules.ts";

/** What an update of an existing object may not change. */
export function immutabilityErrors(kind: Kind, live: Manifest, next: Manifest): FieldError[] {
  const fixed = (field: string, before: unknown, after: unknown) =>
    before === undefined || isDeepStrictEqual(before, after)
      ? []
      : [{ field, problem: `Invalid value: ${shown(after) ?? "null"}: field is immutable` }];
  switch (kind.qualifiedKind) {
    case "ConfigMap":
      return sealedData(live, next, ["data", "binaryData"]);
    case "Secret":
      return [...fixed("type", live.type, next.type), ...sealedData(live, next, ["data"])];
    case "Service":
      return fixed("spec.clusterIP", at(live, "spec").clusterIP, at(next, "spec").clusterIP);
    case "Deployment.apps":
      return fixed("spec.selector", at(live, "spec").selector, at(next, "spec").selector);
    default:
      return [];
  }
}

function sealedData(live: Manifest, next: Manifest, fields: readonly string[]): FieldError[] {
  if (live.immutable !== true) return [];
  return ["immutable", ...fields]
    .filter((field) => !isDeepStrictEqual(live[field], next[field]))
    .map((field) => ({ field, problem: "Forbidden: field is immutable when `immutable` is set" }));
}

/** Which data the provider may update in place. */
export interface Mutability {
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
}

/** The fields, as property paths, whose change makes the provider replace an object. Each stands for all below it. */
export function replacingFields(kind: Kind, next: Manifest, mutability: Mutability): string[] {
  const fields = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];
  switch (kind.qualifiedKind) {
    case "ConfigMap":
      if (!mutability.enableConfigMapMutable || next.immutable === true) fields.push("binaryData", "data");
      break;
    case "Secret":
      fields.push("type");
      if (!mutability.enableSecretMutable || next.immutable === true) fields.push("data", "stringData");
      break;
    case "Service":
      fields.push("spec.clusterIP");
      break;
    case "Deployment.apps":
      fields.push("spec.selector");
      break;
  }
  return fields;
}
