import { access, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "./system-errors.ts";

/**
 * Makes a folder, and those above it where they are missing. (Node's own recursive mkdir says of a read-only file system
 * that the path does not exist.)
 * @throws the system's error, ENOTDIR when a file is in its place
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return await access(`${path}/.`);
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}
