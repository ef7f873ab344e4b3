import type { Alias } from "@pulumi/pulumi/proto/alias_pb.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import {
  makeUrn,
  nameOf,
  qualifiedTypeOf,
  rootStackType,
  type StackIdentity,
  urnOfReference,
} from "../infra/urn.ts";
import type { Resource, ResourceOptions, Value } from "./model.ts";
import { type Marks, plainValue } from "./synthesize-values.ts";

/** A resource as its registration declares it. */
export function resourceOf(
  request: RegisterResourceRequest,
  urn: string,
  stack: StackIdentity,
  marks: Marks,
): Resource {
  const inputs = (request.getObject()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>;
  const sources = request.getPropertydependenciesMap();
  const plain: Record<string, Value> = {};
  for (const key of Object.keys(inputs)) {
    plain[key] = plainValue(inputs[key], marks, () =>
      [...new Set((sources.get(key)?.getUrnsList() ?? []).map(nameOf))].sort(),
    );
  }
  const parent = request.getParent();
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    ...(parent === "" || qualifiedTypeOf(parent) === rootStackType ? {} : { parent }),
    inputs: plain,
    dependencies: [...new Set(request.getDependenciesList())].sort(),
    options: optionsOf(request, stack),
  };
}

function optionsOf(request: RegisterResourceRequest, stack: StackIdentity): ResourceOptions {
  const ignoreChanges = request.getIgnorechangesList();
  const replaceOnChanges = request.getReplaceonchangesList();
  const importId = request.getImportid();
  const provider = request.getProvider();
  const aliases = request.getAliasesList().map((alias) => aliasUrn(alias, request, stack));
  return {
    ...(request.getProtect() && { protect: true }),
    ...(request.getRetainondelete() && { retainOnDelete: true }),
    ...(request.getDeletebeforereplace() && { deleteBeforeReplace: true }),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(replaceOnChanges.length > 0 && { replaceOnChanges }),
    ...(importId !== "" && { importId }),
    ...(provider !== "" && { provider: urnOfReference(provider) }),
    ...(aliases.length > 0 && { aliases }),
  };
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
