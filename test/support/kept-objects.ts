// The Kubernetes objects of a stack as an engine's state keeps them, in a form in which the two can be compared. Left out is
//   - what the API server makes up: uid, resourceVersion, times, and the address of a Service;
//   - what controllers write: status, the revision of a Deployment, and the fields that they own;
//   - what the provider makes up: the name of the field manager;
//   - what is secret: a rehearsal has stand-ins of it.

import { isRecord } from "../../lib/value.ts";
import { StateFile } from "../../rehearsal/engine/state-file.ts";
import { at } from "../../rehearsal/kubernetes/object-rules.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { isSecret } from "../../rehearsal/values.ts";
import type { Project } from "./projects.ts";
import type { PulumiStack } from "./pulumi-cli.ts";

interface Kept {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

/** By the state of Pulumi's engine. */
export function objectsOnPulumi(stack: PulumiStack): readonly unknown[] {
  const exported = JSON.parse(stack.command("stack", "export").text) as {
    deployment: { resources: Partial<Kept>[] };
  };
  return comparable(exported.deployment.resources as Kept[]);
}

/** By the state of the rehearsal's engine. */
export async function objectsInRehearsal(project: Project, name: string): Promise<readonly unknown[]> {
  const stack = rehearsalOf(project.root, project.load(name));
  return comparable((await new StateFile(stack.folder, stack).load()).resources);
}

function comparable(resources: readonly Kept[]): readonly unknown[] {
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ urn, id, inputs, outputs }) => ({
      ...{ urn, id, inputs: withoutSecrets(inputs) },
      outputs: asApplied(withoutSecrets(outputs) as Record<string, unknown>),
    }))
    .sort((one, other) => one.urn.localeCompare(other.urn));
}

function asApplied({ __fieldManager: own, status: _status, ...object }: Record<string, unknown>): unknown {
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _time,
    ...metadata
  } = at(object, "metadata");
  const { "deployment.kubernetes.io/revision": _revision, ...annotations } = at(metadata, "annotations");
  const { clusterIP: _ip, clusterIPs: _ips, ...spec } = at(object, "spec");
  const managed = (metadata.managedFields ?? []) as { manager: string; time: string }[];
  return {
    ...object,
    ...(object.spec !== undefined && { spec }),
    metadata: {
      ...metadata,
      annotations,
      managedFields: managed
        .filter(({ manager }) => manager === own)
        .map(({ time: _time, manager: _manager, ...entry }) => entry),
    },
  };
}

function withoutSecrets(value: unknown): unknown {
  // Both engines mark it alike.
  if (isSecret(value)) return "<secret>";
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutSecrets(child)]));
}
