import { readFileSync } from "node:fs";
import { withPath } from "./system-errors.ts";

/**
 * Reads the text of a file that the user named; a pipe such as /dev/stdin is one too.
 *
 * @throws the system's error, with the file's path, which the system leaves out of an EISDIR
 */
export function readNamed(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw withPath(path, error);
  }
}
