import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./projects.ts";

/** The type of every resource of a provider's SDK, e.g. `kubernetes:core/v1:Pod`, sorted. */
export function sdkTypes(provider: "alicloud" | "kubernetes"): string[] {
  const folder = join(repository, "node_modules/@pulumi", provider);
  const types = globSync("**/*.js", { cwd: folder, exclude: ["node_modules/**"] }).flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/__pulumiType = '([^']+)'/g)].map(
      ([, type = ""]) => type,
    ),
  );
  return [...new Set(types)].sort();
}
