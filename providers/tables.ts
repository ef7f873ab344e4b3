import { alicloudRules } from "./alicloud.ts";
import { kubernetesRules } from "./kubernetes.ts";
import { providerRules } from "./provider-resources.ts";
import type { Inputs, TypeRules } from "./rules.ts";

const component: TypeRules = { replaces: [] };

/**
 * What a change of a resource's inputs means.
 * @param provider inputs of its explicit provider; empty for none
 * @returns nothing where no table knows the type
 */
export function rulesOf(type: string, olds: Inputs, news: Inputs, provider: Inputs): TypeRules | undefined {
  if (type.startsWith("schoolgate:") || type === "pulumi:pulumi:Stack") return component;
  if (type.startsWith("pulumi:providers:")) return providerRules(type, olds, news);
  return alicloudRules.get(type) ?? kubernetesRules(type, news, provider);
}
