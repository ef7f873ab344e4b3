import type { Caveat } from "./model.ts";

/** What a plan is compared with. */
export interface Compared {
  /** With an exported state. */
  readonly isState: boolean;
  /** With anything at all. */
  readonly hasBase: boolean;
}

/** Where the full text is, for a report that has no room for it. */
export const caveatsPlace = "docs/plan-json.md#what-a-plan-cannot-know";

/** What no plan of this kind can know; the same each time. */
export function caveatsFor({ isState, hasBase }: Compared): Caveat[] {
  if (!hasBase) return [];
  return ["drift", "imports", "spelled out", "versions", isState ? "encrypted state" : "base as declared"];
}
