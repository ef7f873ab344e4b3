// Pulumi's backend as a fleet's status needs it: read alone, without a secret, a passphrase or the engine.
import { Refusal } from "../../lib/refusal.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { FileBackend } from "./file-backend.ts";
import { withoutCredentials } from "./location.ts";

/** Who holds a stack's lock. What its file does not say is absent. */
export interface Lock {
  readonly user?: string;
  readonly host?: string;
  readonly pid?: number;
  /** ISO 8601. */
  readonly since?: string;
}

export interface Backend {
  /** Names of the project's stacks, sorted. */
  readonly stacks: () => Promise<string[]>;
  /** What the backend holds of a stack; `undefined` where it has no such stack. @throws {Refusal} when it cannot be read */
  readonly checkpoint: (stack: string) => Promise<Checkpoint | undefined>;
  /** The locks that are held, by stack. */
  readonly locks: () => Promise<ReadonlyMap<string, readonly Lock[]>>;
}

/**
 * @param url as `pulumi login` takes it
 * @param cwd folder that a relative path is meant from
 * @param home the user's home folder
 * @throws {Refusal} for a backend whose states are not read
 */
export function openBackend(url: string, cwd: string, home: string): Backend {
  if (url.startsWith("file://")) return FileBackend.at(url, cwd, home);
  throw new Refusal(
    `status reads the states of a file:// backend, and this one is ${withoutCredentials(url)}`,
    "for one school: pulumi stack export -s <school> --file <file>, and ./gate plan --state <file>",
  );
}
