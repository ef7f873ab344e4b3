import { readFileSync } from "node:fs";
import { join } from "node:path";
import { programConfig } from "../../infra/config/stack-config.ts";
import type { Stack } from "../../infra/config/stacks.ts";
import { rehearsalFolder } from "../rehearse.ts";
import { worldOf } from "../world.ts";
import type { PulumiCli } from "./find.ts";
import type { PulumiRehearsal } from "./rehearsal.ts";
import type { Plugins } from "./workspace.ts";

/** The programs that a rehearsal by Pulumi's CLI is run by. */
export interface PulumiParts {
  readonly cli: PulumiCli;
  readonly plugins: Plugins;
  /** Whether the plugin of Alibaba Cloud is the official one. */
  readonly onWire: boolean;
  /** Whether Ctrl-C reaches the CLI by itself, as it does on a terminal. */
  readonly hearsInterrupts: boolean;
}

/** Where a stack's rehearsal by Pulumi's CLI is kept: beside the embedded engine's, which knows nothing of it. */
export function pulumiFolder(root: string, name: string): string {
  return join(rehearsalFolder(root, name), "pulumi");
}

/**
 * A stack of this project, ready to go up by Pulumi's CLI on stand-ins.
 *
 * @param place where it is kept, and configuration in the place of the stack file's. Default: the stack's own
 */
export function pulumiRehearsal(
  root: string,
  stack: Stack,
  parts: PulumiParts,
  place?: { readonly folder: string; readonly config: Readonly<Record<string, string>> },
): PulumiRehearsal {
  const { name, platform } = stack;
  const school = stack.kind === "school" ? stack.school : undefined;
  return {
    ...{ root, name, ...parts },
    folder: place?.folder ?? pulumiFolder(root, name),
    world: {
      alicloud: worldOf(platform, school),
      kubernetes: { namespaces: school === undefined ? [] : [platform.gateway.namespace] },
    },
    config: () => configOf(root, stack, place?.config),
  };
}

function configOf(root: string, { file, config }: Stack, instead: Readonly<Record<string, string>> = {}) {
  const program = programConfig(config);
  return {
    text: readFileSync(join(root, file), "utf8"),
    ...{ ...program, config: { ...program.config, ...instead } },
  };
}
