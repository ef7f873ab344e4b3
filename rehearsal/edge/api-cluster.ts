// The Kubernetes stand-in's cluster where it is a real API server: the local edge's.
import { setTimeout as sleep } from "node:timers/promises";
import { isRecord } from "../../lib/value.ts";
import type { ApplyOptions, Cluster, KubernetesObject, ObjectRef } from "../kubernetes/cluster.ts";
import { alreadyExists, type Reason, StatusError } from "../kubernetes/errors.ts";
import { inherited } from "../kubernetes/field-managers.ts";
import { kindOf } from "../kubernetes/kinds.ts";
import type { Manifest } from "../kubernetes/object-rules.ts";
import type { ManagedFields } from "../kubernetes/server-side-apply.ts";
import { type KubeApi, KubeError, type KubeObject } from "./kube-api.ts";
import { schoolAuthority } from "./layout.ts";

const pollMs = 50;

export class ApiCluster implements Cluster {
  readonly #api: KubeApi;

  constructor(api: KubeApi) {
    this.#api = api;
  }

  async create(manifest: Manifest, options: ApplyOptions): Promise<KubernetesObject> {
    const object = manifest as KubeObject;
    const present = await this.#find(object);
    // An operation that is repeated after a crash owns what its first try applied.
    if (present !== undefined && !isManagedBy(present, options.fieldManager)) {
      throw alreadyExists(kindOf(object.apiVersion, object.kind).resource, object.metadata.name);
    }
    return this.apply(manifest, options);
  }

  async apply(manifest: Manifest, options: ApplyOptions): Promise<KubernetesObject> {
    const object = manifest as KubeObject;
    const { fieldManager, force = false, inherits = false } = options;
    if (inherits) await this.#inherit(object, fieldManager);
    const live = await refused(() => this.#api.apply(locallySigned(object), fieldManager, force));
    return { ...live, ...(isIssuer(object) && { spec: object.spec }) };
  }

  async get(ref: ObjectRef): Promise<KubernetesObject | undefined> {
    return this.#find(objectOf(ref));
  }

  /** As Pulumi's provider, waits until the object is gone: a Namespace is emptied first. */
  async delete(ref: ObjectRef): Promise<void> {
    const object = objectOf(ref);
    await refused(() => this.#api.delete(object));
    while ((await this.#find(object)) !== undefined) await sleep(pollMs);
  }

  async #inherit(object: KubeObject, manager: string): Promise<void> {
    const { metadata } = await this.#api.get(object);
    const { managedFields: before = [], resourceVersion } = metadata as Managed;
    const managedFields = inherited(before, manager);
    if (managedFields === before) return;
    const patch = { metadata: { managedFields, resourceVersion } };
    const path = await this.#api.pathOf(object);
    await refused(() => this.#api.send("PATCH", path, patch, "application/merge-patch+json"));
  }

  async #find(object: Pick<KubeObject, "apiVersion" | "kind" | "metadata">) {
    try {
      return await this.#api.get(object);
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    }
  }
}

function objectOf({
  kind,
  namespace,
  name,
}: ObjectRef): Pick<KubeObject, "apiVersion" | "kind" | "metadata"> {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: kind.apiVersion, kind: kind.kind, metadata };
}

/** What of an object's metadata says who owns its fields. */
interface Managed {
  readonly managedFields?: readonly ManagedFields[];
  readonly resourceVersion?: string;
}

function isManagedBy({ metadata }: KubeObject, manager: string): boolean {
  const { managedFields = [] } = metadata as Managed;
  return managedFields.some((entry) => entry.manager === manager);
}

function isIssuer({ kind, spec }: KubeObject): boolean {
  return kind === "ClusterIssuer" && (isRecord(spec?.acme) || isRecord(spec?.ca));
}

/**
 * The only object that differs from production. No ACME authority reaches the edge, and the key of a platform's own
 * authority is not on this machine, so the issuer signs with the edge's authority. The stack's state holds what the
 * stack declared.
 */
function locallySigned(object: KubeObject): KubeObject {
  return isIssuer(object) ? { ...object, spec: { ca: { secretName: schoolAuthority.name } } } : object;
}

const reasons: ReadonlySet<string> = new Set<Reason>([
  ...(["AlreadyExists", "BadRequest", "Conflict", "Forbidden", "Invalid", "NotFound"] as const),
]);

/** Turns the API's refusal into the stand-in's; any other error passes. */
async function refused<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof KubeError) || !reasons.has(error.reason)) throw error;
    throw new StatusError(error.reason as Reason, error.message);
  }
}
