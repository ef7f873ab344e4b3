import { readFileSync } from "node:fs";
import { withPath } from "./system-errors.ts";

/** Reads the text of a file that the user named, as {@link readNamedBytes} does. */
export function readNamed(path: string): string {
  return readNamedBytes(path).toString();
}

/**
 * Reads a file that the user named; a pipe such as /dev/stdin is one too.
 *
 * @throws the system's error, with the file's path, which the system leaves out of an EISDIR
 */
export function readNamedBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw withPath(path, error);
  }
}
