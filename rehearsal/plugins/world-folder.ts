import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../lib/system-errors.ts";
import { actions } from "../alicloud/cloud-actions.ts";
import { worldSchema } from "../alicloud/cloud-world.ts";
import { resourceTypes } from "../alicloud/resource-types.ts";
import { type Fault, loadFaults } from "../faults.ts";

const worldFileSchema = z.strictObject({
  alicloud: worldSchema.prefault({}),
  kubernetes: z.strictObject({ namespaces: z.array(z.string().min(1)).default([]) }).prefault({}),
});

/** Where a stand-in world lies, and what it starts from. */
export interface WorldFolder extends z.output<typeof worldFileSchema> {
  readonly cloudFile: string;
  readonly clusterFile: string;
  /** What goes wrong, from `faults.yaml`; counted by each stand-in in its own file. */
  readonly faults: readonly Fault[];
  /** `journal.jsonl`, where there is one: what the cloud's provider does is written to it. */
  readonly journal?: string;
}

/**
 * Reads the folder of a stand-in world: `cloud.json` and `cluster.json` are the stand-ins' own; `world.json` (what is
 * there before: `{ "alicloud": {…}, "kubernetes": { "namespaces": […] } }`), `faults.yaml` and `journal.jsonl` may be left
 * out.
 * @throws when there is no such folder, or one of the two files is wrong: which, where, what.
 */
export async function readWorldFolder(folder: string | undefined): Promise<WorldFolder> {
  if (folder === undefined || folder === "")
    throw new Error("set SCHOOLGATE_REHEARSAL to the folder of the stand-in world, e.g. .rehearsal/demo");
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new Error(`SCHOOLGATE_REHEARSAL is ${folder}, which is no folder; make it first`);
  const journal = join(folder, "journal.jsonl");
  return {
    ...(await readWorld(join(folder, "world.json"))),
    ...((await isThere(journal)) && { journal }),
    cloudFile: join(folder, "cloud.json"),
    clusterFile: join(folder, "cluster.json"),
    faults: await loadFaults(join(folder, "faults.yaml"), {
      calls: Object.keys(actions),
      types: [...resourceTypes.keys()],
      // Which kinds a cluster serves depends on the API version; they are not listed.
      otherPackages: ["kubernetes"],
    }),
  };
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

async function readWorld(file: string): Promise<z.output<typeof worldFileSchema>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return worldFileSchema.parse({});
    throw error;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${messageOf(error)}`);
  }
  const world = worldFileSchema.safeParse(content);
  if (world.success) return world.data;
  const problems = world.error.issues.map(
    (issue) => `  ${issue.path.map(String).join(".")}: ${issue.message}`,
  );
  throw new Error(`${file} is wrong:\n${problems.join("\n")}`);
}
