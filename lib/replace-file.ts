import { rename, rm, writeFile } from "node:fs/promises";

/**
 * Replaces a file atomically and flushes it to disk: a reader finds the whole old file or the whole new one. (The
 * package write-file-atomic 8.0.0 keeps a truncated file when the disk is full.) One writer at a time: a killed
 * writer leaves `<path>.new`, and the next one overwrites it.
 * @param mode permission bits of the new file
 * @throws Error of the file system; the file that was there is then untouched
 */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const fresh = `${path}.new`;
  try {
    await writeFile(fresh, text, { mode, flush: true });
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
