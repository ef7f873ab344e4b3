import { rename, rm, writeFile } from "node:fs/promises";

/**
 * Puts a whole file in the place of another at once, flushed to disk: at every moment one of the two is there, whole.
 * (The package write-file-atomic, as of 8.0.0, takes the part that a full disk had room for as the whole.) One writer
 * at a time: what a killed one had begun lies in `<path>.new`, and the next one writes over it.
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
