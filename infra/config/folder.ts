import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { finding, type Problem } from "../../lib/problem.ts";
import { codeOf, meaningOf, noFile } from "../../lib/system-errors.ts";
import { parseStackFile, type StackFile, unlocated } from "./stack-file.ts";

/** Folder of the stack files under the project's root, as `stackConfigDir` in Pulumi.yaml says. */
export const stacksFolder = "stacks";

/** The file of a stack, relative to the project's root. */
export const fileOf = (name: string): string => `${stacksFolder}/Pulumi.${name}.yaml`;

/** Names of the stacks that have a file, sorted; and what keeps the folder from being used. */
export function listStacks(root: string): { readonly names: string[]; readonly problems: Problem[] } {
  let files: string[];
  try {
    files = readdirSync(join(root, stacksFolder)).sort();
  } catch (error) {
    return { names: [], problems: [unreadable(stacksFolder, error)] };
  }
  const names = files.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const unread = files.filter((file) => /^Pulumi\..+\.(yml|json)$/.test(file));
  const rule = "Pulumi reads a stack's configuration from .yaml only";
  return {
    names,
    problems: unread.flatMap((file) =>
      unlocated(`${stacksFolder}/${file}`)([finding([], undefined, rule, "rename the file to end in .yaml")]),
    ),
  };
}

/** Reads a stack's file; `undefined` when there is none. */
export function readStackFile(root: string, name: string): StackFile | undefined {
  const file = fileOf(name);
  try {
    return parseStackFile(readRegularFile(join(root, file)), file);
  } catch (error) {
    const isMissing = codeOf(error) === "ENOENT";
    if (isMissing && !isLink(join(root, file))) return undefined;
    const problem = isMissing ? { ...deadLink, file } : unreadable(file, error);
    return { file, config: {}, problems: [problem], locate: unlocated(file) };
  }
}

/**
 * Reads a file, and nothing else: a pipe or a device would be waited for.
 *
 * @throws the system's error, with the file's path; EISDIR for anything that is no file
 */
export function readRegularFile(path: string): Buffer {
  if (!statSync(path).isFile()) {
    throw noFile(path, "read");
  }
  return readFileSync(path);
}

/** Whether a path is a link, also one that points nowhere. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

const deadLink = { path: "", rule: "it is a link to a file that is not there", fix: "correct the link" };

/** Explains a system error met while reading a stack file or the folder. */
const reasons: Readonly<Record<string, readonly [rule: string, fix: string]>> = {
  EACCES: ["it may not be read", "give yourself the right to read it"],
  EISDIR: ["it is no file", "a stack's configuration is a file"],
  ENOENT: ["it is missing", "run this in a clone of the project, and keep its folders"],
  ENOTDIR: ["it is not a folder", "restore the folder stacks from git"],
};

function unreadable(file: string, error: unknown): Problem {
  const meaning = meaningOf(error);
  if (meaning === undefined) throw error;
  const [rule, fix] = reasons[codeOf(error) ?? ""] ?? [`it cannot be read: ${meaning.what}`, meaning.fix];
  return { file, path: "", rule, fix };
}
