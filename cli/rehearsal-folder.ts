import { join } from "node:path";

/** Where a project keeps what all its rehearsals share: beside the stacks' own folders, under a name that no stack has. */
export function sharedFolder(root: string, name: "edge" | "cloud"): string {
  return join(root, ".rehearsal", `_${name}`);
}
