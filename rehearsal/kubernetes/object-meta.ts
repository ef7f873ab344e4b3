// The metadata that the API server sets, not the caller.
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "./cluster.ts";
import type { Kind } from "./kinds.ts";
import { at } from "./object-rules.ts";

/**
 * An object with the metadata that the server sets.
 * @param live the object before; undefined of a new one.
 * @param next the object as applied, with defaults.
 */
export function stamped(
  kind: Kind,
  live: KubernetesObject | undefined,
  next: KubernetesObject,
  resourceVersion: string,
  time: string,
): KubernetesObject {
  const { managedFields, ...metadata } = at(next, "metadata");
  const before = at(live, "metadata");
  const respecified = live !== undefined && !isDeepStrictEqual(live.spec, next.spec);
  const generation = Number(before.generation ?? 1) + (respecified ? 1 : 0);
  // The core group's kinds here count no generations; a Namespace is labelled with its own name.
  const named = { ...at(metadata, "labels"), "kubernetes.io/metadata.name": metadata.name };
  return {
    ...next,
    metadata: {
      ...metadata,
      ...(kind.qualifiedKind === "Namespace" ? { labels: named } : {}),
      ...(kind.group === "" ? {} : { generation }),
      creationTimestamp: before.creationTimestamp ?? time,
      uid: before.uid ?? randomUUID(),
      ...{ resourceVersion, managedFields },
    },
  };
}
