import type { Alias } from "@pulumi/pulumi/proto/alias_pb.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { isProviderType, makeUrn, type StackIdentity, urnOfReference } from "../../lib/urn.ts";
import type { Value } from "../../lib/value.ts";
import type { ResourceOptions } from "../model.ts";

/**
 * The options of a registration that a plan compares, each only where it is not Pulumi's default.
 *
 * @param plain brings a serialized value into the words of a plan
 */
export function optionsOf(
  request: RegisterResourceRequest,
  stack: StackIdentity,
  plain: (value: unknown) => Value,
): ResourceOptions {
  const provider = request.getProvider();
  const aliases = [
    ...request.getAliasurnsList(),
    ...request.getAliasesList().map((alias) => aliasUrn(alias, request, stack)),
  ];
  const plugin = pluginOf(request);
  // An explicit provider has these among its inputs, as the engine does.
  const hasOwnPlugin = provider === "" && !isProviderType(request.getType());
  const all: { readonly [option in keyof ResourceOptions]-?: ResourceOptions[option] | undefined } = {
    protect: request.getProtect() || undefined,
    retainOnDelete: request.getRetainondelete() || undefined,
    // Said to be off, it is off also where the provider would have it on.
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    ignoreChanges: filled(request.getIgnorechangesList()),
    replaceOnChanges: filled(request.getReplaceonchangesList()),
    replaceWith: filled(request.getReplaceWithList().toSorted()),
    replacementTrigger: plain(request.getReplacementTrigger()?.toJavaScript() ?? null) ?? undefined,
    deletedWith: request.getDeletedwith() || undefined,
    importId: request.getImportid() || undefined,
    provider: urnOfReference(provider) || undefined,
    version: hasOwnPlugin ? plugin.version : undefined,
    pluginDownloadURL: hasOwnPlugin ? plugin.pluginDownloadURL : undefined,
    pluginChecksums: checksumsOf(request),
    aliases: filled(aliases),
    additionalSecretOutputs: filled(request.getAdditionalsecretoutputsList().toSorted()),
    customTimeouts: texts(request.getCustomtimeouts()?.toObject()),
    hooks: hooksOf(request),
    hideDiffs: filled(request.getHidediffsList().toSorted()),
    envVarMappings: texts(Object.fromEntries(request.getEnvvarmappingsMap().toArray())),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/**
 * Which plugin the engine asks. A resource with an explicit provider has that one's, whatever it says itself.
 */
export function pluginOf(request: RegisterResourceRequest): { version?: string; pluginDownloadURL?: string } {
  const [version, pluginDownloadURL] = [request.getVersion(), request.getPlugindownloadurl()];
  return {
    ...(version !== "" && { version }),
    ...(pluginDownloadURL !== "" && { pluginDownloadURL }),
  };
}

const hookNames = [
  "beforeCreate",
  "afterCreate",
  "beforeUpdate",
  "afterUpdate",
  "beforeDelete",
  "afterDelete",
  "onError",
] as const;

/** Names of the hooks, by when they run. */
function hooksOf(request: RegisterResourceRequest): Readonly<Record<string, readonly string[]>> | undefined {
  const bound = request.getHooks()?.toObject();
  if (bound === undefined) return undefined;
  const named = hookNames.flatMap((when) => {
    const names = bound[`${when}List`];
    return names.length === 0 ? [] : [[when, names] as const];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

function checksumsOf(request: RegisterResourceRequest): Readonly<Record<string, string>> | undefined {
  const sums = request.getPluginchecksumsMap().toArray() as [string, Uint8Array | string][];
  return texts(
    Object.fromEntries(sums.map(([platform, sum]) => [platform, Buffer.from(sum).toString("hex")])),
  );
}

function filled(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The entries that are not empty, sorted. */
function texts(all: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> | undefined {
  const said = Object.entries(all).filter(([, text]) => text !== "");
  return said.length === 0 ? undefined : Object.fromEntries(said.sort());
}

/** The URN that an alias stands for; what its specification leaves out is the resource's own. */
function aliasUrn(alias: Alias, request: RegisterResourceRequest, stack: StackIdentity): string {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const parent = spec.getNoparent() ? "" : spec.getParenturn() || request.getParent();
  return makeUrn(
    { project: spec.getProject() || stack.project, name: spec.getStack() || stack.name },
    parent,
    spec.getType() || request.getType(),
    spec.getName() || request.getName(),
  );
}
