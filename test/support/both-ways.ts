import * as pulumi from "@pulumi/pulumi";
import { programConfig } from "../../infra/config/stack-config.ts";
import { declare as program } from "../../infra/program.ts";
import { nameOf } from "../../lib/urn.ts";
import { isRecord, type Value } from "../../lib/value.ts";
import { type DeclaredStack, symbolStart } from "../../plan/model.ts";
import { bodyOf, isSecretBody } from "../../plan/symbols.ts";
import { type Declared, declare } from "./declare.ts";
import { declaredIn } from "./declared.ts";
import type { Project } from "./projects.ts";

/** Stacks of a project in one form, by their names: as a plan takes them, and as the SDK tells an engine. */
export async function bothWays(
  project: Project,
  names: readonly string[],
): Promise<{ planned: Record<string, Declared[]>; told: Record<string, Declared[]> }> {
  const stacks = await declaredIn(project.root, ...names);
  const planned = Object.fromEntries(stacks.map((stack) => [stack.name, inSameForm(stack)]));
  const told: Record<string, Declared[]> = {};
  for (const name of names) told[name] = await toldOf(project, name);
  return { planned, told };
}

/** What the SDK as it is tells an engine of a stack. */
async function toldOf(project: Project, name: string): Promise<Declared[]> {
  const stack = project.load(name);
  const { config, secretKeys } = programConfig(stack.config);
  const { resources } = await declare(
    () => {
      pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
      return program(stack);
    },
    { stack: name, preview: true },
  );
  return resources.map((resource) => ({
    ...resource,
    inputs: masked(resource.inputs) as Declared["inputs"],
  }));
}

/** What a plan takes a stack for, in the same form: that one has neither aliases nor versions of providers, nor secret outputs. */
function inSameForm({ resources }: DeclaredStack): Declared[] {
  const imported = new Set(resources.flatMap(({ options }) => options.importId ?? []));
  return resources
    .map(
      ({
        type,
        name,
        parent,
        inputs,
        dependencies,
        options: { provider, aliases: _, additionalSecretOutputs: __, ...options },
      }) => ({
        ...{ type, name, parent: parent === undefined ? "stack" : nameOf(parent) },
        inputs: masked(ofProgram(type, inputs), imported) as Declared["inputs"],
        dependencies: [...new Set(dependencies.map(nameOf))].sort(),
        options: options as Declared["options"],
        ...(provider === undefined ? {} : { provider: nameOf(provider) }),
      }),
    )
    .sort((a, b) => (a.name === b.name ? (a.type < b.type ? -1 : 1) : a.name < b.name ? -1 : 1));
}

/** Inputs without what the SDK says of a provider beside them. */
function ofProgram(type: string, inputs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  if (!type.startsWith("pulumi:providers:")) return inputs;
  const { version: _, ...own } = inputs;
  return own;
}

/** A value with what is secret or not known masked, however it is marked. A plan knows the ids of what is imported. */
function masked(value: unknown, known: ReadonlySet<string> = new Set()): unknown {
  if (typeof value === "string") {
    if (isSecretBody(bodyOf(value) ?? "")) return "<secret>";
    // A text around a symbol is readable in a plan; the SDK knows nothing of it.
    return known.has(value) || value.includes(symbolStart) ? "<unknown>" : value;
  }
  if (Array.isArray(value)) return value.map((item) => masked(item, known));
  if (!isRecord(value as Value)) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length === 1 && entries[0]?.[0] === "secret") return "<secret>";
  return Object.fromEntries(entries.map(([key, child]) => [key, masked(child, known)]));
}
