// The stand-ins' stores: one JSON file each, shared by every process that drives a stand-in (a plugin process of the
// real engine, the rehearsal, a test). Both stand-ins use this module, so that there is one way to lock and to write.

import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { z } from "zod";
import { takeLockAt } from "./lock.ts";
import { makeFolder } from "./make-folder.ts";
import { Refusal, unusable } from "./refusal.ts";
import { codeOf, messageOf } from "./system-errors.ts";
import { replaceFile } from "./write-file.ts";

/** A JSON document in a file. Whoever reads it at any moment, even after a SIGKILL, finds a whole document. */
export interface JsonFile<Content> {
  /** The content as last written, or the empty content where there is no file yet. */
  read(): Promise<Content>;
  /**
   * Hands the content to `work`, which changes it in place, then writes it: flushed to disk and renamed before the
   * promise resolves. Changes wait for each other. When `work` throws, nothing is written.
   */
  change<Result>(work: (content: Content) => Result): Promise<Result>;
}

/** How long to wait for another process's change, which takes milliseconds. */
const patienceMs = 30_000;
/** The last change that this process has queued, per file. Only processes compete for the lock. */
const queues = new Map<string, Promise<unknown>>();

/**
 * @param path where the document lies; its folder is made with the first change.
 * @param schema what the document must be; one that is not is reported as damaged, and not touched.
 * @param empty makes the content of a file that does not exist yet.
 */
export function jsonFile<Content>(
  path: string,
  schema: z.ZodType<Content>,
  empty: () => Content,
): JsonFile<Content> {
  async function read(): Promise<Content> {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return empty();
      throw unusable(path, "read", error);
    }
    const content = parsed(path, text);
    const { error } = schema.safeParse(content);
    if (error === undefined) return content as Content;
    const [issue] = error.issues;
    throw damaged(path, `${issue?.path.map(String).join(".") || "the whole"}: ${issue?.message ?? "wrong"}`);
  }

  async function change<Result>(work: (content: Content) => Result): Promise<Result> {
    await makeFolder(dirname(path)).catch((error: unknown) => {
      throw unusable(path, "written", error);
    });
    const command = basename(process.argv[1] ?? process.execPath);
    const release = await takeLockAt(`${path}.lock`, { command, what: path, waitMs: patienceMs });
    try {
      const content = await read();
      const before = textOf(content);
      const result = work(content);
      const after = textOf(content);
      if (after !== before) write(path, after);
      return result;
    } finally {
      await release();
    }
  }

  return { read, change: (work) => queued(path, () => change(work)) };
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
}

function damaged(path: string, reason: string): Refusal {
  return new Refusal(
    `${path} is damaged (${reason}). It has no backup: start over with --reset, ` +
      "or delete it together with the state of the stack that went up on it.",
  );
}

function queued<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const turn = (queues.get(path) ?? Promise.resolve()).then(work);
  const settled = turn.catch(() => undefined);
  queues.set(path, settled);
  void settled.then(() => {
    if (queues.get(path) === settled) queues.delete(path);
  });
  return turn;
}

function write(path: string, text: string): void {
  try {
    replaceFile(path, text, 0o644);
  } catch (error) {
    throw unusable(path, "written", error);
  }
}

function textOf(content: unknown): string {
  return `${JSON.stringify(content, undefined, 1)}\n`;
}
