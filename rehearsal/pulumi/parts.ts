// Pulumi's own programs, which Go builds from the modules in tools/: each a set of its own, because each is built only
// where it is wanted.
import { join } from "node:path";
import project from "../../package.json" with { type: "json" };
import { go, goProgram, type PartSet } from "../tools/part.ts";
import { requireAll } from "../tools/requirements.ts";

const tools = join(import.meta.dirname, "tools");
const fromGo = { needs: ["the Go module proxy"], room: "5 GB" };

/** The SDK's version, which the CLI has too. tools/cli/go.mod names it once more. */
export const pulumiVersion = project.dependencies["@pulumi/pulumi"];

/** Pulumi's CLI, the engine in it. */
export const cliParts: PartSet = {
  name: "pulumi",
  source: join(tools, "cli"),
  versions: [pulumiVersion],
  parts: [
    goProgram("pulumi", {
      source: join(tools, "cli"),
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      // Without its version, `pulumi version` prints nothing.
      ldflags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`,
      env: { CGO_ENABLED: "0" },
    }),
  ],
  ...fromGo,
  require: (building) => requireForBuild("Pulumi's CLI", building),
};

/** The version that the program's SDK asks the engine for. The provider's module is older: no newer one is released. */
const kubernetesVersion = project.dependencies["@pulumi/kubernetes"];

/** Pulumi's Kubernetes provider. */
export const kubernetesProviderParts: PartSet = {
  name: "pulumi-kubernetes",
  source: join(tools, "kubernetes-provider"),
  versions: [kubernetesVersion],
  parts: [
    goProgram("pulumi-resource-kubernetes", {
      source: join(tools, "kubernetes-provider"),
      package: ".",
      ldflags: `-s -w -X main.version=${kubernetesVersion}`,
      // Two thirds of the time went into optimizing the SDK's types, which the provider hardly runs.
      gcflags: "github.com/pulumi/pulumi-kubernetes/sdk/v4/...=-N -l",
    }),
  ],
  ...fromGo,
  require: (building) => requireForBuild("Pulumi's Kubernetes provider", building),
};

async function requireForBuild(what: string, building: boolean): Promise<void> {
  if (building) await requireAll(`building ${what}`, [go]);
}
