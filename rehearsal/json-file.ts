// The stand-ins' stores: one JSON file each, shared by every process that drives a stand-in (a plugin process of the
// real engine, the rehearsal, a test). Both stand-ins use this module, so that there is one way to lock and to write.
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { withFileLock } from "./file-lock.ts";

/** A JSON document in a file. Whoever reads it at any moment, even after a SIGKILL, finds a whole document. */
export interface JsonFile<Content> {
  /** The content as last written, or the empty content where there is no file yet. */
  read(): Promise<Content>;
  /**
   * Hands the content to `work`, which changes it in place, and writes it before the promise resolves: renamed into
   * place and flushed to disk. Nobody else reads for a change meanwhile. Where `work` throws, nothing is written.
   */
  change<Result>(work: (content: Content) => Result): Promise<Result>;
}

/**
 * @param path where the document lies; its folder is made with the first change.
 * @param empty makes the content of a file that does not exist yet.
 */
export function jsonFile<Content>(path: string, empty: () => Content): JsonFile<Content> {
  async function read(): Promise<Content> {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return empty();
      throw error;
    }
    try {
      return JSON.parse(text) as Content;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${path} is damaged (${reason}). Remove it to start this stand-in from nothing.`);
    }
  }

  return {
    read,
    async change(work) {
      await mkdir(dirname(path), { recursive: true });
      return withFileLock(`${path}.lock`, async () => {
        const content = await read();
        const before = write(content);
        const result = work(content);
        const after = write(content);
        if (after !== before) await writeFileAtomic(path, after);
        return result;
      });
    },
  };
}

function write(content: unknown): string {
  return `${JSON.stringify(content, undefined, 1)}\n`;
}
