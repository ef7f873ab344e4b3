// The rules of the API server that are not in a schema: metadata of every object, and the content of built-in kinds.
// Unknown values (values.ts) pass.

import { isRecord, recordOf, valueAt } from "../../lib/value.ts";
import { isUnknown } from "../values.ts";
import { type FieldError, shown } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import {
  dataKey,
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  labelKey,
  labelValue,
  type NameRule,
} from "./name-rules.ts";
import { schemaErrors } from "./schema-validation.ts";

/** An object as a program declares it: unwrapped, unknown values as their marks. */
export type Manifest = Record<string, unknown>;

const mebibyte = 1024 * 1024;
const maxAnnotationBytes = 256 * 1024;

/** Everything for which the API server would refuse an object, whatever else the cluster holds. */
export function objectErrors(kind: Kind, manifest: Manifest): FieldError[] {
  const rules = rulesOfKind[kind.qualifiedKind];
  return [...schemaErrors(kind, manifest), ...metadataErrors(kind, manifest), ...(rules?.(manifest) ?? [])];
}

const rulesOfKind: Record<string, (manifest: Manifest) => FieldError[]> = {
  ConfigMap: (manifest) => [
    ...keyErrors(manifest, "data"),
    ...keyErrors(manifest, "binaryData"),
    ...base64Errors("ConfigMap", manifest.binaryData),
    ...sizeErrors("[]", dataBytes(manifest.data, "utf8") + dataBytes(manifest.binaryData, "base64")),
  ],
  Secret: (manifest) => [
    ...keyErrors(manifest, "data"),
    ...base64Errors("Secret", manifest.data),
    ...sizeErrors("data", dataBytes(manifest.data, "base64")),
    ...requiredKeys(manifest),
  ],
  "Deployment.apps": selectorErrors,
};

function metadataErrors(kind: Kind, manifest: Manifest): FieldError[] {
  const metadata = at(manifest, "metadata");
  const { name, namespace } = metadata;
  const errors: FieldError[] = [];
  if (name === undefined || name === "") {
    errors.push({ field: "metadata.name", problem: "Required value: name or generateName is required" });
  } else errors.push(...invalid("metadata.name", name, nameRule(kind)));
  if (kind.namespaced) errors.push(...invalid("metadata.namespace", namespace, dnsLabel));
  else if (namespace !== undefined) {
    errors.push({ field: "metadata.namespace", problem: "Forbidden: not allowed on this type" });
  }
  for (const [key, value] of Object.entries(at(metadata, "labels"))) {
    errors.push(
      ...invalid("metadata.labels", key, labelKey),
      ...invalid("metadata.labels", value, labelValue),
    );
  }
  const annotations = Object.entries(at(metadata, "annotations"));
  for (const [key] of annotations) {
    // The rule of a label's key, but for case: the value shown is the one given.
    const problems = labelKey(key.toLowerCase());
    errors.push(...problems.map((problem) => invalidValue("metadata.annotations", key, problem)));
  }
  const bytes = annotations.flat().reduce<number>((sum, text) => sum + bytesOf(text, "utf8"), 0);
  if (bytes > maxAnnotationBytes)
    errors.push(...sizeErrors("metadata.annotations", bytes, maxAnnotationBytes));
  return errors;
}

function nameRule(kind: Kind): NameRule {
  if (kind.qualifiedKind === "Namespace") return dnsLabel;
  return kind.qualifiedKind === "Service" ? dns1035Label : dnsSubdomain;
}

function invalid(field: string, value: unknown, rule: NameRule): FieldError[] {
  if (typeof value !== "string" || isUnknown(value)) return [];
  return rule(value).map((problem) => invalidValue(field, value, problem));
}

function invalidValue(field: string, value: unknown, problem: string): FieldError {
  return { field, problem: `Invalid value: ${shown(value)}: ${problem}` };
}

function keyErrors(manifest: Manifest, field: string): FieldError[] {
  return Object.keys(at(manifest, field)).flatMap((key) => invalid(`${field}[${key}]`, key, dataKey));
}

/** The API server cannot even decode such an object: it says nothing else about it. */
function base64Errors(kind: string, data: unknown): FieldError[] {
  const bad = Object.entries(isRecord(data) ? data : {}).find(
    ([, value]) => typeof value === "string" && !isUnknown(value) && corruptByte(value) !== undefined,
  );
  if (!bad) return [];
  const byte = corruptByte(String(bad[1]));
  const field = `${kind === "Secret" ? "data" : "binaryData"}.${bad[0]}`;
  return [{ field, problem: `illegal base64 data at input byte ${byte}`, decoding: "fatal" }];
}

/** Where Go's decoder gives up, counted from 0. */
function corruptByte(text: string): number | undefined {
  const body = text.replace(/[\r\n]/g, "");
  const illegal = body.search(/[^A-Za-z0-9+/]/);
  const end = illegal === -1 ? body.length : illegal;
  const wholeQuantum = end - (end % 4);
  const padding = body.slice(end);
  if (padding === "" && end % 4 === 0) return undefined;
  if ((end % 4 === 2 && padding === "==") || (end % 4 === 3 && padding === "=")) return undefined;
  return illegal === -1 ? wholeQuantum : end;
}

function dataBytes(data: unknown, encoding: "base64" | "utf8"): number {
  return Object.values(isRecord(data) ? data : {}).reduce<number>(
    (sum, text) => sum + bytesOf(text, encoding),
    0,
  );
}

function bytesOf(text: unknown, encoding: "base64" | "utf8"): number {
  return typeof text === "string" ? Buffer.byteLength(text, encoding) : 0;
}

function sizeErrors(field: string, bytes: number, limit = mebibyte): FieldError[] {
  return bytes > limit ? [{ field, problem: `Too long: may not be more than ${limit} bytes` }] : [];
}

function requiredKeys(manifest: Manifest): FieldError[] {
  if (manifest.type !== "kubernetes.io/tls" || isUnknown(manifest.data)) return [];
  const data = at(manifest, "data");
  return ["tls.crt", "tls.key"]
    .filter((key) => !(key in data))
    .map((key) => ({ field: `data[${key}]`, problem: "Required value" }));
}

function selectorErrors(manifest: Manifest): FieldError[] {
  const wanted = Object.entries(at(manifest, "spec", "selector", "matchLabels"));
  const labels = at(manifest, "spec", "template", "metadata", "labels");
  if (wanted.every(([key, value]) => labels[key] === value || isUnknown(value) || isUnknown(labels[key])))
    return [];
  const field = "spec.template.metadata.labels";
  return [invalidValue(field, labels, "`selector` does not match template `labels`")];
}

/** The object at a path; an empty one where there is none. */
export function at(value: unknown, ...path: string[]): Record<string, unknown> {
  return recordOf(valueAt(value, ...path));
}
