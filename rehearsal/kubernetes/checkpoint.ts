// What Pulumi's state keeps of a Kubernetes object, as the real provider shapes it: the live object, and beside it the
// inputs that it came from, the first apiVersion and the field manager. Its `checkpointObject` and `normalizeInputs`.

import { isRecord } from "../../lib/value.ts";
import type { Properties } from "../stand-in.ts";
import { isSecret, isUnknown, reveal, secret, unwrap } from "../values.ts";
import type { KubernetesObject } from "./cluster.ts";
import { at } from "./object-rules.ts";

/** Metadata that only the server sets: not an input, wherever it was copied from. */
const readOnly = new Set([
  ...["creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation"],
  ...["managedFields", "resourceVersion", "uid"],
]);

/** The resource's outputs for the engine's state. Secrets come back wrapped where the inputs had them. */
export function checkpoint(
  live: KubernetesObject,
  inputs: Properties,
  fieldManager: string,
  initialApiVersion: unknown,
): Properties {
  return {
    ...withSecretsOf(live, inputs),
    __fieldManager: fieldManager,
    __initialApiVersion: initialApiVersion,
    __inputs: inputs,
  };
}

/** The inputs that a state was made from, and the live object as it was then. Both in wire form. */
export function parted(state: Properties): { inputs: Properties | undefined; live: Properties } {
  const own = Object.entries(state).filter(([key]) => !key.startsWith("__"));
  return {
    inputs: isRecord(state.__inputs) ? state.__inputs : undefined,
    live: Object.fromEntries(own),
  };
}

/**
 * Inputs in the form that is compared and applied: no server-set metadata, nothing internal, the namespace told, and a
 * Secret's `stringData` in its `data`, where the API server puts it.
 * @param namespace what a namespaced kind falls back to; undefined of a cluster-scoped kind.
 */
export function normalized(inputs: Properties, namespace: string | undefined): Properties {
  const { metadata, ...own } = parted(inputs).live;
  const plain = unwrap(metadata);
  if (metadata !== undefined && !isRecord(plain)) return mergedSecret({ ...own, metadata });
  const kept = Object.fromEntries(Object.entries(plain ?? {}).filter(([name]) => !readOnly.has(name)));
  const home = namespace === undefined || kept.namespace !== undefined ? {} : { namespace };
  const told = { ...kept, ...home };
  return mergedSecret({ ...own, metadata: isSecret(metadata) ? secret(told) : told });
}

function mergedSecret(inputs: Properties): Properties {
  if (!isSecretKind(inputs)) return inputs;
  const { stringData, data, ...own } = inputs;
  const [texts, present] = [reveal(stringData ?? {}), reveal(data ?? {})];
  if (stringData === undefined && data === undefined) return own;
  if (!isRecord(texts) || !isRecord(present))
    return { ...own, data: secret(isRecord(texts) ? present : texts) };
  const encoded = Object.entries(texts).map(([key, text]) => [key, isUnknown(text) ? text : base64(text)]);
  return { ...own, data: secret({ ...present, ...Object.fromEntries(encoded) }) };
}

function base64(text: unknown): unknown {
  return typeof text === "string" ? Buffer.from(text).toString("base64") : text;
}

function isSecretKind(object: Properties): boolean {
  return object.kind === "Secret" && object.apiVersion === "v1";
}

/** An object in wire form, secret where the inputs are: field by field, a list as a whole, a Secret's data always. */
export function withSecretsOf(object: Properties, inputs: Properties): Properties {
  if (isSecretKind(object)) return "data" in object ? { ...object, data: secret(object.data) } : object;
  const fields = Object.entries(object).map(([name, value]) => {
    const input = inputs[name];
    if (isRecord(value) && isRecord(input) && unwrap(input) === input)
      return [name, withSecretsOf(value, input)];
    return [name, containsSecret(input) ? secret(value) : value];
  });
  return Object.fromEntries(fields) as Properties;
}

/** Whether a wire value is secret, or holds a secret at any depth. */
export function containsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isRecord(value) && Object.values(value).some(containsSecret);
}

/** The part of a live object that the inputs mention: what the server added is no difference. */
export function pruned(live: unknown, inputs: unknown): unknown {
  if (Array.isArray(live) && Array.isArray(inputs)) {
    return live.slice(0, inputs.length).map((item, index) => pruned(item, inputs[index]));
  }
  if (!isRecord(live) || !isRecord(inputs)) return live;
  const spoken = Object.keys(inputs).filter((name) => name in live);
  return Object.fromEntries(spoken.map((name) => [name, pruned(live[name], inputs[name])]));
}

/** The inputs that would declare a live object, for an import. */
export function inputsOf(live: KubernetesObject): Properties {
  const { status: _status, ...declared } = live;
  const metadata = Object.entries(at(live, "metadata")).filter(([name]) => !readOnly.has(name));
  return { ...declared, metadata: Object.fromEntries(metadata) };
}
