import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { isProviderType, nameOf, qualifiedTypeOf, rootStackType, type StackIdentity } from "../../lib/urn.ts";
import type { Value } from "../../lib/value.ts";
import type { Resource } from "../model.ts";
import { optionsOf, pluginOf } from "./resource-options.ts";
import { type Marks, plainValue } from "./values.ts";

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
    inputs: isProviderType(request.getType()) ? { ...plain, ...pluginOf(request) } : plain,
    dependencies: [...new Set(request.getDependenciesList())].sort(),
    options: optionsOf(request, stack, (value) => plainValue(value, marks, () => [])),
  };
}
