import { join } from "node:path";
import type { Requirement } from "./requirements.ts";
import { run } from "./run.ts";

/** A file of the cache, and how it is made at a path beside its place. */
export interface Part {
  readonly what: string;
  /** Path in the folder of its set. */
  readonly file: string;
  readonly make: (path: string, scratch: string) => Promise<void>;
}

/** Parts that are made of the same sources, and kept in a folder of their own in the cache. */
export interface PartSet {
  /** Begins the folder's name. */
  readonly name: string;
  /** Folder of what the parts are made of. */
  readonly source: string;
  /** What else they are made of, e.g. versions. */
  readonly versions: readonly string[];
  readonly parts: readonly Part[];
  /** What the first build fetches from, as a message names it, e.g. `the Go module proxy`. */
  readonly needs: readonly string[];
  /** The room that the first build takes, Go's caches included, e.g. `5 GB`. */
  readonly room: string;
  /**
   * What the machine must have.
   * @param building whether a part is still to be made
   */
  readonly require: (building: boolean) => Promise<void>;
}

export interface GoBuild {
  /** Folder of the Go module. */
  readonly source: string;
  /** The package as `go build` takes it. */
  readonly package: string;
  readonly ldflags: string;
  readonly gcflags?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that Go builds from a module of this project. */
export function goProgram(
  name: string,
  { source, package: path, ldflags, gcflags, env = {} }: GoBuild,
): Part {
  const compiled = gcflags === undefined ? [] : ["-gcflags", gcflags];
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", ...compiled, "-ldflags", ldflags];
  return {
    what: name,
    file: join("bin", name),
    make: async (made) => {
      await run(["go", "build", ...flags, "-o", made, path], { cwd: source, env });
    },
  };
}

export const go: Requirement = {
  what: "Go",
  check: ["go", "env", "GOVERSION"],
  // An older one cannot fetch the release that a go.mod asks for.
  prints: /^go1\.(2[1-9]|[3-9]\d)/,
  fix: "install Go 1.21 or later from go.dev or your distribution (Debian: golang-go)",
};
