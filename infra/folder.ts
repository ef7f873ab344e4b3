import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { finding, isMap, type Problem } from "./problem.ts";
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
    return parseStackFile(readFileSync(join(root, file)), file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    return { file, config: {}, problems: [unreadable(file, error)], locate: unlocated(file) };
  }
}

const reasons: Readonly<Record<string, readonly [rule: string, fix: string]>> = {
  EACCES: ["it may not be read", "give yourself the right to read it"],
  EISDIR: ["it is a folder", "a stack's configuration is a file"],
  ENOENT: ["it is missing", "run this in a clone of the project, and keep its folders"],
  ENOTDIR: ["it is not a folder", "restore the folder stacks from git"],
};

function unreadable(file: string, error: unknown): Problem {
  const code = codeOf(error);
  if (code === undefined) throw error;
  const [rule, fix] = reasons[code] ?? [
    `it cannot be read (${code})`,
    "look at the disk and the file's rights",
  ];
  return { file, path: "", rule, fix };
}

/** The code of a system error, such as ENOENT; `undefined` for any other error. */
export function codeOf(error: unknown): string | undefined {
  return isMap(error) && error instanceof Error && typeof error.code === "string" && "syscall" in error
    ? error.code
    : undefined;
}
