import type { Links } from "./comment.ts";
import type { Edition } from "./comment-marker.ts";
import type { Outcome } from "./outcomes.ts";

/** A comment of our own. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

/** A change under review, where it is reviewed: GitHub or GitLab. Every call may throw an `ApiError`. */
export interface Forge {
  /** The change as people write it: `#12`, `!12`. */
  readonly change: string;
  /** The run that made the plan; it has no previews. */
  readonly edition: Edition;
  readonly links: Links;
  /** The commit that the change is at by now; `undefined`: it is closed. */
  readonly currentCommit: () => Promise<string | undefined>;
  /** Comments of this account, the first one first. */
  readonly comments: () => Promise<readonly OwnComment[]>;
  readonly create: (body: string) => Promise<void>;
  readonly edit: (id: number, body: string) => Promise<void>;
  readonly remove: (id: number) => Promise<void>;
  /** Sets these checks on the planned commit, and those of earlier runs that are not among them to success. */
  readonly check: (outcomes: readonly Outcome[]) => Promise<void>;
}
