import { existsSync, linkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { codeOf, noFile, withPath } from "./system-errors.ts";

/**
 * Writes a file whole or not at all: whoever reads it, even after a power cut, finds the old text or the new one. (The
 * package write-file-atomic 8.0.0 keeps a truncated file when the disk is full.)
 *
 * @param mode permission bits; without them the file is there already, and keeps its own
 * @throws the system's error, with nothing left behind
 */
export function replaceFile(file: string, text: string, mode = statSync(file).mode): void {
  // A stack file may be a link into another folder: the link stays, and what it points at is written.
  const target = existsSync(file) ? realpathSync(file) : file;
  viaTemporary(target, text, mode, (temporary) => {
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
    // Unlike a rename, a link never replaces a file.
    linkSync(temporary, file);
  });
}

/**
 * The path of a file that the user named to be written.
 *
 * @param cwd folder that the name is relative to
 * @throws EISDIR for a name that ends in a slash: it means a folder, and resolving it would hide that
 */
export function outputPath(cwd: string, name: string): string {
  const path = resolve(cwd, name);
  if (name.endsWith("/")) throw noFile(path, "open");
  return path;
}

/**
 * Writes a result where the user said, whole or not at all; a file that was there is replaced. A device or a pipe, as
 * /dev/stdout, is written to and stays what it is.
 *
 * @throws the system's error, with nothing left behind
 */
export function writeOutput(file: string, text: string): void {
  const present = statSync(file, { throwIfNoEntry: false });
  if (present === undefined) createFile(file, text);
  else if (present.isFile() || present.isDirectory()) replaceFile(file, text);
  else writeThrough(file, text);
}

function writeThrough(device: string, text: string): void {
  try {
    writeFileSync(device, text);
  } catch (error) {
    // A reader that closes the pipe early is no failure.
    if (codeOf(error) !== "EPIPE") throw withPath(device, error);
  }
}

function viaTemporary(target: string, text: string, mode: number, settle: (temporary: string) => void): void {
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode, flush: true });
    settle(temporary);
  } catch (error) {
    throw withPath(target, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}
