import { join } from "node:path";
import { programConfig } from "../infra/config/stack-config.ts";
import type { Stack } from "../infra/config/stacks.ts";
import { cloudFile } from "./alicloud/cloud.ts";
import { alicloudStandIn } from "./alicloud/provider.ts";
import type { RehearsalStack } from "./engine/run.ts";
import { clusterFile } from "./kubernetes/file-cluster.ts";
import { kubernetesStandIn } from "./kubernetes/provider.ts";
import type { StandIn } from "./stand-in.ts";
import { worldOf } from "./world.ts";

/** Where a stack's rehearsal is kept: its state, its stand-in cloud and its stand-in cluster. */
export function rehearsalFolder(root: string, name: string): string {
  return join(root, ".rehearsal", name);
}

/** Another place for a rehearsal, with a cluster of its own. */
interface Place {
  readonly folder: string;
  readonly kubernetes: StandIn;
}

const cloudIn = (folder: string): string => join(folder, "cloud.json");
const clusterIn = (folder: string): string => join(folder, "cluster.json");

/**
 * Reads the stand-ins' files, so that a damaged one is refused before anything goes up.
 *
 * @throws Refusal when a file is damaged or cannot be read
 */
export async function readStandIns(folder: string): Promise<void> {
  await cloudFile(cloudIn(folder)).read();
  await clusterFile(clusterIn(folder)).read();
}

/**
 * A stack of this project, ready to go up on stand-ins. The stand-in cloud and cluster hold, at first, what the stack's
 * files refer to: the platform's network and namespace, and what the school adopts.
 *
 * @param place Default: the stack's own folder, and a cluster in a file there
 */
export function rehearsalOf(root: string, stack: Stack, place?: Place): RehearsalStack {
  const folder = place?.folder ?? rehearsalFolder(root, stack.name);
  const school = stack.kind === "school" ? stack.school : undefined;
  return {
    project: "schoolgate",
    name: stack.name,
    root,
    main: "infra/index.ts",
    ...programConfig(stack.config),
    folder,
    providers: {
      alicloud: alicloudStandIn({ file: cloudIn(folder), world: worldOf(stack.platform, school) }),
      kubernetes:
        place?.kubernetes ??
        kubernetesStandIn({
          file: clusterIn(folder),
          // A platform's own namespace is made by its stack.
          namespaces: school === undefined ? [] : [stack.platform.gateway.namespace],
          // As infra/providers.ts sets the provider.
          enableConfigMapMutable: true,
          enableSecretMutable: true,
        }),
    },
  };
}
