import { existsSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { stringify } from "yaml";
import { makeFolder } from "../../lib/make-folder.ts";
import type { World } from "../alicloud/cloud-world.ts";
import type { PulumiCli } from "./find.ts";

/** The program of each package that the engine shall take for its plugin. */
export type Plugins = Readonly<Record<"alicloud" | "kubernetes", string>>;

export interface WorkspaceOptions {
  readonly root: string;
  /** The stack's name. */
  readonly name: string;
  /** Folder of all that is the rehearsal's: backend, PULUMI_HOME, configuration, stand-in world. */
  readonly folder: string;
  readonly cli: PulumiCli;
  readonly plugins: Plugins;
  /** What is there before. */
  readonly world: {
    readonly alicloud: World;
    readonly kubernetes: { readonly namespaces: readonly string[] };
  };
  /** More of the environment, such as the way to a cluster. */
  readonly env: Readonly<Record<string, string>>;
}

/** A stack on Pulumi's own engine that shares nothing with the user's Pulumi. */
export interface Workspace {
  /** In the project's folder, where the program is. */
  readonly stack: Stack;
  /** In a folder that holds nothing but the configuration. */
  readonly settings: Stack;
  /** The configuration's file. */
  readonly configFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
}

/** Folder of the stand-in world in a rehearsal's. */
export const worldIn = (folder: string): string => join(folder, "world");

/** Makes the stack where there is none yet. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { root, name, folder, cli, plugins, world } = options;
  const [settingsFolder, backend, home, bin] = ["config", "backend", "home", "bin"].map((each) =>
    join(folder, each),
  ) as [string, string, string, string];
  for (const each of [settingsFolder, backend, home, worldIn(folder)]) await makeFolder(each);
  await rm(bin, { recursive: true, force: true });
  await mkdir(bin);
  for (const [name, program] of Object.entries(plugins))
    await symlink(program, join(bin, `pulumi-resource-${name}`));
  await writeFile(join(worldIn(folder), "world.json"), JSON.stringify(world));
  await writeFile(join(settingsFolder, "Pulumi.yaml"), stringify({ name: "schoolgate", runtime: "nodejs" }));
  const env = {
    ...options.env,
    PATH: [bin, ...cli.folders, join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
    PULUMI_BACKEND_URL: `file://${backend}`,
    // It protects only stand-ins of secrets.
    PULUMI_CONFIG_PASSPHRASE: "rehearsal",
    PULUMI_CONFIG_PASSPHRASE_FILE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    SCHOOLGATE_REHEARSAL: worldIn(folder),
  };
  const own = cli.folders.find((each) => existsSync(join(each, "pulumi")));
  const pulumiCommand = await PulumiCommand.get({
    skipVersionCheck: true,
    ...(own && { root: dirname(own) }),
  });
  const common = { pulumiHome: home, envVars: env, pulumiCommand };
  const settings = await LocalWorkspace.create({ workDir: settingsFolder, ...common });
  const configFile = join(settingsFolder, `Pulumi.${name}.yaml`);
  const isMade = existsSync(configFile);
  if (isMade) settings.selectStack = async () => {};
  const program = await LocalWorkspace.create({ workDir: root, ...common });
  // Selecting a stack, and asking for its outputs, reads the stack's own file, decrypts it, and writes a salt into it: it is
  // the user's, and no flag names another. The events tell the outputs.
  program.selectStack = async () => {};
  const stack = await Stack.select(name, program);
  stack.outputs = async () => ({});
  stack.info = async () => undefined;
  return {
    settings: await (isMade ? Stack.select(name, settings) : Stack.createOrSelect(name, settings)),
    ...{ stack, configFile, env, home },
  };
}
