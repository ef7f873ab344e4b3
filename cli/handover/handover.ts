import type { SchoolStack } from "../../infra/config/stacks.ts";
import type { Outputs } from "../outputs.ts";
import type { Result } from "../probe/result.ts";

/** What a sheet is made from. */
export interface Handover {
  readonly stack: SchoolStack;
  readonly outputs: Outputs;
  readonly now: Date;
  /** The school is served by an old server, and moves. */
  readonly cutOver?: boolean | undefined;
  /** What a probe found just now; absent without one. */
  readonly results?: readonly Result[] | undefined;
}

/** Swedish dates are ISO dates; schools keep China's time wherever the platform's engineers are. */
export const schoolTime = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai",
  dateStyle: "short",
  timeStyle: "short",
});
