import { constants, existsSync } from "node:fs";
import { access, copyFile, link, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../lib/make-folder.ts";
import { Refusal, unusable } from "../../lib/refusal.ts";
import { codeOf, messageOf } from "../../lib/system-errors.ts";
import type { StackIdentity } from "../../lib/urn.ts";
import { replaceFile } from "../../lib/write-file.ts";
import { emptySnapshot, type Snapshot } from "./snapshot.ts";
import { parseState, serializeState } from "./state-format.ts";

/** Owner only: nobody else needs to read it. */
const fileMode = 0o600;
const startOver = "start over with --reset, which forgets the stack and its stand-in cloud.";

/**
 * The state of one stack on disk: `state.json`, written atomically, and `state.json.bak`, the one before.
 */
export class StateFile {
  readonly #folder: string;
  readonly #stack: StackIdentity;

  constructor(folder: string, stack: StackIdentity) {
    this.#folder = folder;
    this.#stack = stack;
  }

  get path(): string {
    return join(this.#folder, "state.json");
  }

  get #backupPath(): string {
    return `${this.path}.bak`;
  }

  /** Makes the folder where it is missing. @throws Refusal when it cannot be written */
  async prepare(): Promise<void> {
    try {
      await makeFolder(this.#folder);
      await access(this.#folder, constants.W_OK);
    } catch (error) {
      throw unusable(this.#folder, "written", error);
    }
  }

  /**
   * Reads the state; a missing file is an empty state.
   * @throws Refusal when the file is damaged: says which backup is intact
   */
  async load(): Promise<Snapshot> {
    try {
      const text = await this.#read(this.path);
      if (text !== undefined) return parseState(text, this.#stack);
      if (!existsSync(this.#backupPath)) return emptySnapshot;
      throw new Refusal("it is missing, but its backup is there");
    } catch (error) {
      throw new Refusal(`${this.path} is damaged: ${messageOf(error)}.\n${await this.#wayBack()}`);
    }
  }

  /** @throws Refusal when it cannot be written: the file on disk is then still the one before */
  async save(snapshot: Snapshot): Promise<void> {
    const text = serializeState(snapshot, this.#stack);
    await this.#keepBackup().catch((error: unknown) => {
      throw unusable(this.path, "written", error);
    });
    this.#write(this.path, text);
  }

  #write(path: string, text: string): void {
    try {
      replaceFile(path, text, fileMode);
    } catch (error) {
      throw unusable(path, "written", error);
    }
  }

  /** The file before this one becomes the backup: by a second name for it, so that no moment is without both. */
  async #keepBackup(): Promise<void> {
    const fresh = `${this.#backupPath}.new`;
    await rm(fresh, { force: true });
    try {
      await link(this.path, fresh);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      await copyFile(this.path, fresh); // a file system without links
    }
    await rename(fresh, this.#backupPath);
    // A rename between two names of one file leaves both.
    await rm(fresh, { force: true });
  }

  async #wayBack(): Promise<string> {
    try {
      const text = await this.#read(this.#backupPath);
      if (text === undefined) return `There is no backup: ${startOver}`;
      const { resources } = parseState(text, this.#stack);
      const written = (await stat(this.#backupPath)).mtime.toISOString();
      return (
        `The backup of ${written} (${resources.length} resources) is intact. Go back to it with\n` +
        `    cp ${this.#backupPath} ${this.path}\nor ${startOver}`
      );
    } catch (error) {
      return `Its backup is damaged too (${messageOf(error)}): ${startOver}`;
    }
  }

  async #read(path: string): Promise<string | undefined> {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw unusable(path, "read", error);
    }
  }
}
