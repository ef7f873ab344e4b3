import { existsSync, linkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { codeOf } from "../infra/system-errors.ts";

/**
 * Writes a file whole or not at all: whoever reads it, even after a power cut, finds the old text or the new one.
 *
 * @throws the system's error, with nothing left behind
 */
export function replaceFile(file: string, text: string): void {
  // A stack file may be a link into another folder: the link stays, and what it points at is written.
  const target = realpathSync(file);
  viaTemporary(target, text, statSync(target).mode, (temporary) => {
    renameSync(temporary, target);
  });
}

/**
 * Writes a file that must not exist yet, whole or not at all.
 *
 * @throws the system's error, EEXIST when the file exists by now, with nothing left behind
 */
export function createFile(file: string, text: string): void {
  viaTemporary(file, text, 0o644, (temporary) => {
    // A link, unlike a rename, never takes the place of another file.
    linkSync(temporary, file);
  });
}

/**
 * Writes a result where the user said, whole or not at all; what was there is replaced.
 *
 * @throws the system's error, with nothing left behind
 */
export function writeOutput(file: string, text: string): void {
  if (existsSync(file)) replaceFile(file, text);
  else createFile(file, text);
}

function viaTemporary(target: string, text: string, mode: number, settle: (temporary: string) => void): void {
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode, flush: true });
    settle(temporary);
  } catch (error) {
    // The message names the file that was meant, not the temporary one.
    if (codeOf(error) !== undefined) Object.assign(error as Error, { path: target });
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
