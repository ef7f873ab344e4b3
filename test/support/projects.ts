import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { loadStack, type Stack } from "../../infra/config/stacks.ts";
import { report } from "../../lib/report.ts";

/** The repository that is being tested. */
export const repository = join(import.meta.dirname, "..", "..");

/** What the program consists of. Copied, because it finds the stack files from where it lies itself. */
const parts = [
  "Pulumi.yaml",
  "package.json",
  "infra",
  "components",
  "policies",
  "providers",
  "lib",
  "stacks",
];

/** The rooms that gate's commands consist of, beside the program's. */
export const commandRooms: readonly string[] = ["cli", "fleet", "plan", "rehearsal"];

/** The same with the script that starts them. */
export const gateParts: readonly string[] = [...commandRooms, "gate", "package-lock.json"];

/** A copy of the project in a folder of its own: what a test does to the stack files stays there. */
export class Project {
  readonly root: string;

  /** @param more parts beside the program's, such as `cli` */
  constructor(...more: readonly string[]) {
    this.root = mkdtempSync(join(tmpdir(), "schoolgate-project-"));
    for (const part of [...parts, ...more]) {
      // With their times: `gate` installs again where the lock file is newer than what is installed.
      cpSync(join(repository, part), join(this.root, part), { recursive: true, preserveTimestamps: true });
    }
    symlinkSync(join(repository, "node_modules"), join(this.root, "node_modules"));
  }

  /** The stack file of that name. */
  fileOf(stack: string): string {
    return join(this.root, "stacks", `Pulumi.${stack}.yaml`);
  }

  /** Changes a stack file as a person would: everything else in it stays as it was. */
  edit(stack: string, change: (file: Document) => void): void {
    const document = parseDocument(readFileSync(this.fileOf(stack), "utf8"));
    change(document);
    writeFileSync(this.fileOf(stack), document.toString({ lineWidth: 0 }));
  }

  /** @throws with the report of what is wrong with the stack's files */
  load(stack: string): Stack {
    const loaded = loadStack(this.root, stack, new Date());
    if ("problems" in loaded) throw new Error(report(loaded.problems));
    return loaded;
  }

  /** A new folder in the project, for what a test needs beside it. */
  folder(...path: string[]): string {
    const folder = join(this.root, ...path);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  remove(): void {
    // A process that a test ended may still write a last file.
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
