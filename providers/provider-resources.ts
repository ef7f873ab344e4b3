// What a change of an explicit provider does to it. A replaced provider replaces every resource that it manages; one
// that is updated, or exchanged for another without such a change, replaces none (pulumi/pulumi at 1b5949891b,
// pkg/resource/deploy/step_generator.go, providerChanged).
import type { Inputs, TypeRules } from "./rules.ts";

/**
 * The rules of a provider resource.
 * @param token such as `pulumi:providers:kubernetes`
 * @returns nothing where the package is in no table
 */
export function providerRules(token: string, olds: Inputs, news: Inputs): TypeRules | undefined {
  switch (token) {
    case "pulumi:providers:kubernetes":
      return { replaces: kubernetes(olds, news) };
    case "pulumi:providers:alicloud":
      // The bridge replaces for inputs marked ForceNew; the provider's schema marks none (alicloud/provider.go), the
      // region neither: what was made in the old one is then looked for in the new one.
      return { replaces: [] };
    default:
      return undefined;
  }
}

/**
 * DiffConfig of pulumi/pulumi-kubernetes at 94977969d6, provider/pkg/provider/provider.go. Which cluster a kubeconfig
 * leads to is not resolved here: a change of it, and of what chooses in it, counts as another cluster. A context alone, or
 * with an empty kubeconfig, chooses in the kubeconfig of whoever runs the program, which the provider does not compare.
 */
function kubernetes(olds: Inputs, news: Inputs): string[] {
  const told = "clusterIdentifier" in olds && "clusterIdentifier" in news;
  if (told && olds.clusterIdentifier === news.clusterIdentifier) return [];
  const chosen = olds.kubeconfig && news.kubeconfig ? ["kubeconfig", "context", "cluster"] : [];
  return [...(told ? ["clusterIdentifier"] : []), "renderYamlToDirectory", ...chosen];
}
