// The stand-in for @pulumi/kubernetes: the real provider's behaviour in server-side-apply mode (pulumi-kubernetes,
// provider/pkg/provider/provider.go) in front of a cluster that is a file. Differences: it generates no names, offers
// no functions, owns fields from the first apply on, and calls nothing in a preview, so an update that the real one's
// dry run would refuse is refused only in the up. It does not wait, because nothing here takes time to become ready;
// a fault plan can make an object stay unready (`unready`).

import { createHash } from "node:crypto";
import { contains, parsePath } from "../../lib/property-path.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { typeOf } from "../../lib/urn.ts";
import { kubernetesRules } from "../../providers/kubernetes.ts";
import type { Inputs } from "../../providers/rules.ts";
import type { Fault } from "../faults.ts";
import { type CallOptions, FailedToInitialize, type Properties, type StandIn } from "../stand-in.ts";
import { reveal } from "../values.ts";
import { checkpoint, inputsOf, normalized, parted, pruned, withSecretsOf } from "./checkpoint.ts";
import type { Cluster, KubernetesObject, ObjectRef } from "./cluster.ts";
import { differences } from "./difference.ts";
import { type FieldError, invalid, notFound, StatusError } from "./errors.ts";
import { withFaults } from "./faulty-provider.ts";
import { FileCluster } from "./file-cluster.ts";
import { type Kind, kindOf, tableKey } from "./kinds.ts";
import { at, type Manifest, objectErrors } from "./object-rules.ts";

// An object of another of them is another object. They are part of its URN: a change of them alone is an alias.
const inUrn = ["apiVersion", "kind"];

/** Which data the provider may update in place. */
export interface Mutability {
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
}

/** The SDK that this stand-in speaks to. */
const version = "4.34.2";

export interface KubernetesStandInOptions extends Partial<Mutability> {
  /** The cluster's file; made where there is none. */
  readonly file: string;
  /** Namespaces that exist before any program runs, besides Kubernetes' own. */
  readonly namespaces?: readonly string[];
  /** Calls that go wrong, named by method and type (`create kubernetes:core/v1:ConfigMap`). Default: none. */
  readonly faults?: readonly Fault[];
}

/**
 * A stand-in for the Kubernetes provider on a cluster of its own.
 * @param options.enableConfigMapMutable,enableSecretMutable as the provider's options of these names. Default false, as
 *   there: a change of data replaces the object.
 */
export function kubernetesStandIn(options: KubernetesStandInOptions): StandIn {
  const cluster = new FileCluster(options.file, options.namespaces);
  const { enableConfigMapMutable = false, enableSecretMutable = false, faults = [] } = options;
  const standIn = providerOf(cluster, { enableConfigMapMutable, enableSecretMutable });
  return faults.length === 0 ? standIn : withFaults(standIn, (call) => cluster.struck(faults, call));
}

/** The provider in front of any cluster. */
export function providerOf(cluster: Cluster, mutability: Mutability): StandIn {
  return {
    version,

    async check(_urn: string, _olds: Properties, news: Properties) {
      const plain = reveal(news) as Manifest;
      let kind: Kind;
      try {
        kind = kindOf(String(plain.apiVersion), String(plain.kind));
      } catch (error) {
        return { inputs: news, failures: [{ property: "kind", reason: messageOf(error) }] };
      }
      const inputs = normalized(news, kind.namespaced ? "default" : undefined);
      const errors = objectErrors(kind, reveal(inputs) as Manifest);
      return { inputs, failures: errors.map((error) => failure(kind, error, inputs)) };
    },

    async diff(_id: string, _urn: string, olds: Properties, news: Properties) {
      const { inputs, live } = parted(olds);
      const [present, wanted] = [reveal(live) as Manifest, reveal(news) as Manifest];
      const changed = differences(pruned(present, reveal(inputs ?? news)), wanted);
      const kind = kindOf(String(present.apiVersion), String(present.kind));
      const rules = kubernetesRules(`kubernetes:${tableKey(kind)}`, wanted as Inputs, { ...mutability });
      const replacing = [...inUrn, ...(rules?.replaces ?? [])].map(parsePath);
      const replaces = changed.filter((path) => replacing.some((field) => contains(field, parsePath(path))));
      const [old, next] = [at(present, "metadata"), at(wanted, "metadata")];
      // Two objects of one name cannot stand side by side.
      const inTheWay = old.name === next.name && old.namespace === next.namespace;
      const deleteBeforeReplace = replaces.length > 0 && inTheWay;
      return { changes: changed.length > 0, replaces, stables: [], deleteBeforeReplace };
    },

    async create(urn: string, inputs: Properties, options: CallOptions = {}) {
      const fieldManager = managerOf(urn, {});
      const live = await told(inputs, fieldManager, () =>
        cluster.create(reveal(inputs) as Manifest, {
          fieldManager,
          force: isForced(inputs),
          clientToken: options.clientToken,
        }),
      );
      return { id: idOf(live), outs: checkpoint(live, inputs, fieldManager, inputs.apiVersion) };
    },

    async read(id: string, urn: string, props: Properties = {}) {
      const { inputs } = parted(props);
      const ref = refOf(id, urn, reveal(inputs ?? props) as Manifest);
      const live = await cluster.get(ref);
      if (live === undefined) return { id: "", props: {} };
      const found = inputs === undefined ? inputsOf(live) : (pruned(live, reveal(inputs)) as Properties);
      const current = withSecretsOf(found, inputs ?? {});
      const initialApiVersion = props.__initialApiVersion ?? live.apiVersion;
      const outs = checkpoint(live, current, managerOf(urn, props), initialApiVersion);
      return { id: idOf(live), props: outs, inputs: current };
    },

    async update(id: string, urn: string, olds: Properties, news: Properties) {
      const fieldManager = managerOf(urn, olds);
      const ref = refOf(id, urn, reveal(news) as Manifest);
      const present = await cluster.get(ref);
      if (present === undefined) throw gone(urn, ref);
      const outs = (live: KubernetesObject) =>
        checkpoint(live, news, fieldManager, olds.__initialApiVersion ?? news.apiVersion);
      try {
        const options = { fieldManager, force: isForced(news), inherits: true };
        return { outs: outs(await cluster.apply(reveal(news) as Manifest, options)) };
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        const head = `the Kubernetes API server reported that "${id}" failed to fully initialize or become live: `;
        throw new FailedToInitialize(id, outs(present), head + refusal(error, fieldManager));
      }
    },

    async delete(id: string, urn: string, props: Properties) {
      await cluster.delete(refOf(id, urn, reveal(parted(props).live) as Manifest));
    },

    async invoke(token: string) {
      throw new Error(`the rehearsal's cluster has no function "${token}": call it on a real cluster`);
    },
  };
}

function failure(kind: Kind, error: FieldError, inputs: Properties): { property: string; reason: string } {
  const { name } = at(reveal(inputs), "metadata");
  const reason = invalid(kind, typeof name === "string" ? name : "", [error]).message;
  return { property: error.field, reason };
}

/** Stable for a resource's life, so that a repeated create owns what its first try applied. */
function managerOf(urn: string, state: Properties): string {
  if (typeof state.__fieldManager === "string") return state.__fieldManager;
  return `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}

function isForced(inputs: Properties): boolean {
  return at(reveal(inputs), "metadata", "annotations")["pulumi.com/patchForce"] === "true";
}

function idOf(object: KubernetesObject): string {
  const { namespace, name } = at(object, "metadata");
  return typeof namespace === "string" ? `${namespace}/${String(name)}` : String(name);
}

/** @param object tells the kind where it is known; an import knows only the type in the URN. */
function refOf(id: string, urn: string, object: Manifest): ObjectRef {
  const [, groupVersion = "", typeKind = ""] = typeOf(urn).split(":");
  const { apiVersion = groupVersion.replace(/^core\//, ""), kind: kindName = typeKind } = object;
  const kind = kindOf(String(apiVersion), String(kindName));
  if (!kind.namespaced) return { kind, name: id };
  const [name = "", namespace = "default"] = id.split("/").reverse();
  return { kind, namespace, name };
}

/** An object that the state has and the cluster does not: it cannot be changed before a refresh. */
function gone(urn: string, { kind, name }: ObjectRef): Error {
  const { message } = notFound(kind.resource, name);
  const way = "Only the state has it: a refresh removes it there, and the next up makes it again.";
  return new Error(
    `update of resource "${urn}" failed: ${message}\nunable to get cluster state: ${message}\n${way}`,
  );
}

/** A creation's refusal, with the object that it is about and, where fields are disputed, the way out. */
async function told<Answer>(
  inputs: Properties,
  fieldManager: string,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const object = idOf(reveal(inputs) as Manifest);
    const head = `resource "${object}" was not successfully created by the Kubernetes API server: `;
    throw new Error(head + refusal(error, fieldManager));
  }
}

const conflict =
  "Server-Side Apply field conflict detected. See https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help.";

/** As the real provider says it, and the way out. */
function refusal(error: StatusError, fieldManager: string): string {
  if (error.reason === "AlreadyExists") {
    return `${error.message}. Import it (pulumi import), or delete it from the cluster.`;
  }
  if (error.reason !== "Conflict") return error.message;
  const way = `Leave the field to its manager, or set the annotation "pulumi.com/patchForce": "true" to take it over.`;
  const cause = `The resource managed by field manager "${fieldManager}" had an apply conflict: ${error.message}`;
  return [conflict, cause, way].join("\n");
}
