// What the provider needs of an API server. The stand-in's is a file (file-cluster.ts); another one can stand behind the
// same provider, a real API server with its server-side apply among them.
import type { Kind } from "./kinds.ts";
import type { Manifest } from "./object-rules.ts";

/** An object as the API server stores it. */
export type KubernetesObject = Manifest;

/** Which object. */
export interface ObjectRef {
  readonly kind: Kind;
  /** Undefined of a cluster-scoped kind. */
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface ApplyOptions {
  /** Who owns the applied fields. */
  readonly fieldManager: string;
  /** Takes over fields that another manager owns. Default: the apply is refused. */
  readonly force?: boolean;
  /** First hands other managers' fields to this manager; see field-managers.ts. Default: no. */
  readonly inherits?: boolean;
}

/** All methods throw a `StatusError` in the API server's words where it refuses. */
export interface Cluster {
  /**
   * Creates an object with server-side apply, and refuses where there is one by this name.
   * @param options.clientToken names the operation: repeated, it answers with what the first one made.
   */
  create(
    manifest: Manifest,
    options: ApplyOptions & { readonly clientToken?: string | undefined },
  ): Promise<KubernetesObject>;
  /** Server-side apply: the object as the manager wants it, made where it is missing. */
  apply(manifest: Manifest, options: ApplyOptions): Promise<KubernetesObject>;
  get(ref: ObjectRef): Promise<KubernetesObject | undefined>;
  /** Removes an object, and with a Namespace all that it holds. No error where there is none. */
  delete(ref: ObjectRef): Promise<void>;
}
