import { isRecord } from "./value.ts";

/** What a system error means to people, and the way out. */
export interface Meaning {
  readonly what: string;
  readonly fix: string;
}

const freeSpace = "free some space, then run this again";
const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: { what: "permission denied", fix: "give yourself the right to it" },
  EDQUOT: { what: "the disk quota is used up", fix: freeSpace },
  EEXIST: { what: "it exists already", fix: "move it away, or choose another name" },
  EFBIG: {
    what: "the limit on a file's size is reached",
    fix: "raise the limit (ulimit -f), then run this again",
  },
  EISDIR: { what: "it is a folder, or no file at all", fix: "name a file" },
  ELOOP: { what: "it is a link to itself", fix: "put the file itself in its place" },
  ENOENT: { what: "it does not exist", fix: "look at the path" },
  ENOSPC: { what: "the disk is full", fix: freeSpace },
  ENOTDIR: { what: "a file is where a folder should be", fix: "look at the path, or move that file away" },
  EPERM: { what: "operation not permitted", fix: "give yourself the right to it" },
  EROFS: { what: "the file system is read-only", fix: "work in a folder that you may write to" },
};

/** The code of a system error, such as ENOENT; `undefined` for any other error. */
export function codeOf(error: unknown): string | undefined {
  return isRecord(error) && error instanceof Error && typeof error.code === "string" && "syscall" in error
    ? error.code
    : undefined;
}

/** The error that the system would give for a path that is no file. */
export function noFile(path: string, syscall: "open" | "read"): Error {
  return Object.assign(new Error(`${path} is no file`), { code: "EISDIR", syscall, path });
}

/**
 * Puts the path that the user meant into a system error, which may name a temporary file or none. Any other error
 * stays as it is.
 */
export function withPath(path: string, error: unknown): unknown {
  return codeOf(error) === undefined ? error : Object.assign(error as Error, { path });
}

/** Explains a system error; `undefined` for any other error, which is then a bug or a refusal of our own. */
export function meaningOf(error: unknown): Meaning | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  return meanings[code] ?? { what: `it cannot be used (${code})`, fix: "look at the disk and the path" };
}

/** What an unknown thrown value says, without stack trace. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
