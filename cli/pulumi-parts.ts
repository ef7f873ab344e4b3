import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Refusal } from "../lib/refusal.ts";
import { messageOf } from "../lib/system-errors.ts";
import project from "../package.json" with { type: "json" };
import { findOrBuildPulumi, findPulumi, type PulumiCli } from "../rehearsal/pulumi/find.ts";
import type { PulumiParts } from "../rehearsal/pulumi/of-stack.ts";
import { buildKubernetesProvider, builtKubernetesProvider } from "../rehearsal/pulumi/tools.ts";
import { agreed } from "./ask.ts";
import type { Deps } from "./deps.ts";

const standIns = join(import.meta.dirname, "..", "rehearsal", "plugins");

/**
 * The programs of a rehearsal by Pulumi's CLI: what is installed, else what was built, else what is built now, once that is
 * agreed to.
 *
 * @param edge whether the real Kubernetes provider is needed: its cluster is the local edge's
 * @param yes builds without asking
 * @throws {Refusal} when something is not there and shall not or cannot be built
 */
export async function pulumiParts(edge: boolean, yes: boolean, deps: Deps): Promise<PulumiParts> {
  const { cache, stderr, isTerminal } = deps;
  let cli = await findPulumi(cache).catch(refuse);
  let kubernetes = edge ? await realKubernetes(deps) : join(standIns, "pulumi-resource-kubernetes");
  const missing = [
    ...(cli === undefined ? [["Pulumi's CLI", 5] as const] : []),
    ...(kubernetes === undefined ? [["Pulumi's Kubernetes provider", 10] as const] : []),
  ];
  if (missing.length > 0) {
    await agree(missing, yes, deps);
    const progress = (line: string): void => void stderr.write(`pulumi: ${line}\n`);
    cli ??= await findOrBuildPulumi(cache, progress).catch(refuse);
    kubernetes ??= await buildKubernetesProvider(cache, progress).then(inFolder("kubernetes"), refuse);
  }
  const found = cli as PulumiCli;
  if (found.note !== undefined) stderr.write(`pulumi: ${found.note}\n`);
  const official = await officialPlugin("alicloud", deps);
  return {
    cli: found,
    plugins: {
      alicloud: official ?? join(standIns, "pulumi-resource-alicloud"),
      kubernetes: kubernetes ?? "",
    },
    onWire: official !== undefined,
    hearsInterrupts: isTerminal,
  };
}

async function agree(
  missing: readonly (readonly [string, number])[],
  yes: boolean,
  deps: Deps,
): Promise<void> {
  if (yes) return;
  const what = missing.map(([name]) => name).join(" and ");
  const are = missing.length === 1 ? "is" : "are";
  const minutes = missing.reduce((sum, [, each]) => sum + each, 0);
  const how = `from the Go module proxy, about ${minutes} minutes on two cores, once`;
  if (!deps.isTerminal)
    throw new Refusal(
      `${what} ${are} not there yet`,
      `add --yes to build ${missing.length === 1 ? "it" : "them"} ${how}`,
    );
  if (!(await agreed({ message: `Build ${what} ${how}?` }, "--yes", deps)))
    throw new Refusal("not built", "without --engine pulumi a rehearsal needs neither");
}

/** The official provider where it is installed, else the built one. */
async function realKubernetes(deps: Deps): Promise<string | undefined> {
  const official = await officialPlugin("kubernetes", deps);
  if (official !== undefined) return official;
  const folder = await builtKubernetesProvider(deps.cache);
  return folder === undefined ? undefined : inFolder("kubernetes")(folder);
}

const inFolder =
  (name: string) =>
  (folder: string): string =>
    join(folder, `pulumi-resource-${name}`);

/** A plugin that the user's Pulumi has installed, of the version that the project's SDK asks for. */
async function officialPlugin(
  name: "alicloud" | "kubernetes",
  { env, stderr }: Deps,
): Promise<string | undefined> {
  const folder = join(env.PULUMI_HOME ?? join(env.HOME ?? homedir(), ".pulumi"), "plugins");
  const wanted = project.dependencies[`@pulumi/${name}`];
  const program = join(folder, `resource-${name}-v${wanted}`, `pulumi-resource-${name}`);
  if (existsSync(program)) return program;
  const others = (await readdir(folder).catch(() => [])).flatMap(
    (each) => new RegExp(`^resource-${name}-v([\\d.]+)$`).exec(each)?.[1] ?? [],
  );
  if (others.length > 0)
    stderr.write(
      `pulumi: the ${name} plugin is installed as ${others.join(", ")}, and the project's SDK is ${wanted}: it is not used (pulumi plugin install resource ${name} v${wanted})\n`,
    );
  return undefined;
}

/** What the machine lacks, or what could not be built, says its way out in the lines after the first. */
function refuse(error: unknown): never {
  const [what = "", ...more] = messageOf(error).split("\n");
  throw new Refusal(what, more.length > 0 ? more.join("\n").trim() : undefined);
}
