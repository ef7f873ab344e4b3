// Stacks on production's own parts: Pulumi's CLI, its Kubernetes provider, and a real API server. The cloud is the stand-in.
import { dirname } from "node:path";
import { pulumiParts } from "../../cli/pulumi-parts.ts";
import type { KubeApi } from "../../rehearsal/edge/kube-api.ts";
import { cache } from "./cache.ts";
import { testDeps } from "./gate.ts";
import { type Project, repository } from "./projects.ts";

type PulumiCli = typeof import("./pulumi-cli.ts");
type PulumiStack = import("./pulumi-cli.ts").PulumiStack;

/** Makes a stack whose cluster is the one that variables of a command's environment lead to. */
export type InitOnCluster = (
  project: Project,
  name: string,
  env: Readonly<Record<string, string>>,
) => Promise<PulumiStack>;

/**
 * Builds what is not there yet: Pulumi's CLI and its Kubernetes provider.
 * @returns what makes a stack on a real cluster, and the class of stacks for those on stand-ins
 */
export async function onCluster(): Promise<
  { readonly init: InitOnCluster } & Pick<PulumiCli, "PulumiStack">
> {
  const { plugins } = await pulumiParts(true, true, testDeps(repository, { cache }).deps);
  // Looks for the CLI as soon as it is loaded.
  const { PulumiStack } = await import("./pulumi-cli.ts");
  const init: InitOnCluster = (project, name, env) =>
    PulumiStack.init(project, name, { env, plugins: [dirname(plugins.kubernetes)] });
  return { init, PulumiStack };
}

/** Makes the namespace of the platform's Gateway, in which a school has objects too. */
export async function makeGatewayNamespace(api: KubeApi, project: Project, school: string): Promise<void> {
  const { gateway } = project.load(school).platform;
  await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: gateway.namespace } }, "test");
}
