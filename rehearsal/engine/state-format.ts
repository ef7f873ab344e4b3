import { z } from "zod";
import { Refusal } from "../../lib/refusal.ts";
import { type StackIdentity, urnOfReference } from "../../lib/urn.ts";
import type { Snapshot } from "./snapshot.ts";

/** Raised when a version is no longer read by the code before it. */
const formatVersion = 2;

const properties = z.record(z.string(), z.unknown());
const names = z.array(z.string());
const resource = z.strictObject({
  urn: z.string().startsWith("urn:pulumi:"),
  type: z.string(),
  custom: z.boolean(),
  id: z.string(),
  inputs: properties,
  outputs: properties,
  parent: z.string(),
  dependencies: names,
  propertyDependencies: z.record(z.string(), names),
  provider: z.string(),
  protect: z.boolean(),
  retainOnDelete: z.boolean(),
  deletedWith: z.string(),
  external: z.boolean(),
  delete: z.boolean(),
  pendingReplacement: z.boolean(),
  importId: z.string(),
  initErrors: names,
  ignoreChanges: names,
  replaceOnChanges: names,
  additionalSecretOutputs: names,
  timeouts: z
    .record(z.enum(["create", "update", "delete", "read"]), z.number().optional())
    .or(z.strictObject({})),
});
const file = z.strictObject({
  format: z.literal(formatVersion),
  project: z.string(),
  stack: z.string(),
  resources: z.array(resource),
  pending: z.array(
    z.strictObject({
      kind: z.enum(["create", "update", "delete"]),
      state: resource,
      clientToken: z.string(),
      replacing: z.boolean(),
      failed: z.boolean(),
    }),
  ),
});

/** The state as the text of its file. */
export function serializeState(snapshot: Snapshot, stack: StackIdentity): string {
  const contents = {
    format: formatVersion,
    project: stack.project,
    stack: stack.name,
    ...snapshot,
  };
  return `${JSON.stringify(contents, undefined, 1)}\n`;
}

/** @throws Refusal that says in one phrase why the text is no state of this stack */
export function parseState(text: string, stack: StackIdentity): Snapshot {
  const result = file.safeParse(jsonOf(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    throw new Refusal(`it does not have the shape of a state file${where} (${issue?.message ?? "empty"})`);
  }
  const { project, stack: name } = result.data;
  if (project !== stack.project || name !== stack.name) {
    throw new Refusal(`it belongs to stack ${name} of project ${project}`);
  }
  const { resources, pending } = result.data;
  const snapshot = { resources, pending } as Snapshot;
  checkReferences(snapshot);
  return snapshot;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(text.trim() === "" ? "it is empty" : "it is not JSON, or cut off");
  }
}

/** Every resource once (but for replaced ones still to be deleted), and after all that it refers to. */
function checkReferences(snapshot: Snapshot): void {
  const live = new Set<string>();
  const seen = new Set<string>();
  for (const state of snapshot.resources) {
    if (!state.delete && live.has(state.urn)) throw new Refusal(`${state.urn} is in it twice`);
    const references: [string, string][] = [
      ["parent", state.parent],
      ["provider", state.provider === "" ? "" : urnOfReference(state.provider)],
      ...state.dependencies.map((urn): [string, string] => ["dependency", urn]),
    ];
    for (const [role, urn] of references) {
      if (urn !== "" && !seen.has(urn)) throw new Refusal(`the ${role} ${urn} of ${state.urn} is not in it`);
    }
    seen.add(state.urn);
    if (!state.delete) live.add(state.urn);
  }
}
