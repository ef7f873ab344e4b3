// The stand-in's API server: the objects of one cluster in one file, durable before a call answers, shared by every
// process that opens it. It keeps the rules of names, namespaces, schemas, owned and immutable fields. It has no
// controllers: nothing gets a status, an address or a pod, and CEL rules and admission webhooks are not run. The local
// edge has the real ones.
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type JsonFile, jsonFile } from "../../lib/json-file.ts";
import { type Fault, struck } from "../faults.ts";
import type { ApplyOptions, Cluster, KubernetesObject, ObjectRef } from "./cluster.ts";
import { alreadyExists, invalid, notFound, StatusError } from "./errors.ts";
import { immutabilityErrors } from "./immutability.ts";
import { kindOf } from "./kinds.ts";
import { stamped } from "./object-meta.ts";
import { at, type Manifest, objectErrors } from "./object-rules.ts";
import { withDefaults } from "./schema-validation.ts";
import { completed } from "./server-fields.ts";
import { serverSideApply } from "./server-side-apply.ts";

const stateSchema = z.strictObject({
  version: z.literal(2),
  /** The last resourceVersion given out. */
  resourceVersion: z.int(),
  /** Initial namespaces that were made already: one that somebody deletes stays deleted. */
  surroundings: z.array(z.string()),
  /** How often each call was made that a fault plan names. */
  calls: z.record(z.string(), z.int()),
  objects: z.record(
    z.string(),
    z.strictObject({
      /** The token of the call that created the object. */
      createdBy: z.string().optional(),
      object: z.record(z.string(), z.unknown()),
    }),
  ),
});

type State = z.infer<typeof stateSchema>;

/** The namespaces that every cluster has; the first three cannot be deleted. */
const systemNamespaces = ["default", "kube-public", "kube-system", "kube-node-lease"];
const undeletable = new Set(systemNamespaces.slice(0, 3));

/** The file in which a cluster is kept. */
export function clusterFile(path: string): JsonFile<State> {
  return jsonFile(path, stateSchema, () => ({
    ...{ version: 2, resourceVersion: 0, surroundings: [], calls: {}, objects: {} },
  }));
}

export class FileCluster implements Cluster {
  readonly #file: JsonFile<State>;
  readonly #surroundings: readonly string[];

  /**
   * @param path the cluster's file, made with the first change.
   * @param namespaces that exist besides Kubernetes' own.
   */
  constructor(path: string, namespaces: readonly string[] = []) {
    this.#file = clusterFile(path);
    this.#surroundings = [...systemNamespaces, ...namespaces];
  }

  async create(
    manifest: Manifest,
    options: ApplyOptions & { clientToken?: string | undefined },
  ): Promise<KubernetesObject> {
    const ref = admitted(manifest);
    return await this.#change((state) => {
      const present = state.objects[keyOf(ref)];
      if (!present) return apply(state, ref, manifest, options);
      const again = options.clientToken !== undefined && present.createdBy === options.clientToken;
      if (!again) throw alreadyExists(ref.kind.resource, ref.name);
      return present.object;
    });
  }

  async apply(manifest: Manifest, options: ApplyOptions): Promise<KubernetesObject> {
    const ref = admitted(manifest);
    return await this.#change((state) => apply(state, ref, manifest, options));
  }

  async get(ref: ObjectRef): Promise<KubernetesObject | undefined> {
    const state = await this.#file.read();
    return state.objects[keyOf(ref)]?.object;
  }

  async delete(ref: ObjectRef): Promise<void> {
    const isNamespace = ref.kind.qualifiedKind === "Namespace";
    if (isNamespace && undeletable.has(ref.name)) {
      const refusal = `namespaces "${ref.name}" is forbidden: this namespace may not be deleted`;
      throw new StatusError("Forbidden", refusal);
    }
    await this.#change((state) => {
      delete state.objects[keyOf(ref)];
      if (!isNamespace) return;
      for (const [key, { object }] of Object.entries(state.objects)) {
        if (at(object, "metadata").namespace === ref.name) delete state.objects[key];
      }
    });
  }

  /** Counts a call in the cluster's file and says what a fault plan does to it. */
  async struck(plan: readonly Fault[], call: string): Promise<Fault | undefined> {
    return await this.#change((state) => struck(plan, state.calls, call));
  }

  async #change<Result>(work: (state: State) => Result): Promise<Result> {
    return await this.#file.change((state) => {
      for (const name of this.#surroundings.filter((known) => !state.surroundings.includes(known))) {
        state.surroundings.push(name);
        const kind = kindOf("v1", "Namespace");
        const manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
        apply(state, { kind, name }, manifest, { fieldManager: "kube-apiserver" });
      }
      return work(state);
    });
  }
}

/** Which object it is, checked by the rules that need no cluster. */
function admitted(manifest: Manifest): ObjectRef {
  const kind = kindOf(String(manifest.apiVersion), String(manifest.kind));
  const { name, namespace } = at(manifest, "metadata");
  const errors = objectErrors(kind, manifest);
  if (errors.length > 0) throw invalid(kind, typeof name === "string" ? name : "", errors);
  return { kind, name: String(name), ...(kind.namespaced ? { namespace: String(namespace) } : {}) };
}

function keyOf({ kind, namespace, name }: ObjectRef): string {
  return [kind.resource, ...(namespace === undefined ? [] : [namespace]), name].join("/");
}

function apply(
  state: State,
  ref: ObjectRef,
  manifest: Manifest,
  options: ApplyOptions & { clientToken?: string | undefined },
): KubernetesObject {
  const { kind, namespace, name } = ref;
  const home = { kind: kindOf("v1", "Namespace"), name: namespace ?? "" };
  if (namespace !== undefined && !state.objects[keyOf(home)]) throw notFound("namespaces", namespace);
  const present = state.objects[keyOf(ref)];
  const live = present?.object;
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  const { fieldManager: manager, force = false, inherits = false } = options;
  const merged = serverSideApply({ kind, live, manifest, manager, force, inherits, time });
  const ips = () => Object.values(state.objects).map(({ object }) => at(object, "spec").clusterIP);
  const next = completed(withDefaults(kind, merged), (ip) => ips().includes(ip));
  const errors = live ? immutabilityErrors(kind, live, next) : [];
  if (errors.length > 0) throw invalid(kind, name, errors);
  if (live && isDeepStrictEqual(live, next)) return live;
  const object = stamped(kind, live, next, String(++state.resourceVersion), time);
  const token = live ? present?.createdBy : options.clientToken;
  state.objects[keyOf(ref)] = { ...(token === undefined ? {} : { createdBy: token }), object };
  return object;
}
