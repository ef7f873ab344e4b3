import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { z } from "zod";
import { jsonOf } from "../../lib/json.ts";
import { type Finding, finding, type Problem } from "../../lib/problem.ts";
import { codeOf, meaningOf } from "../../lib/system-errors.ts";
import { project } from "../../lib/urn.ts";
import { isRecord } from "../../lib/value.ts";
import { readRegularFile, stacksFolder } from "./folder.ts";
import { inspect } from "./inspect.ts";
import { place, unlocated } from "./stack-file.ts";
import { parseYaml } from "./yaml-text.ts";

/** The file by which Pulumi knows a project. */
export const projectFile = "Pulumi.yaml";

/** What Pulumi.yaml says about running the program. */
export interface ProjectFile {
  /** The program's file, relative to the project's root; its folder is the program's working directory. */
  readonly main: string;
  /** Files that Node loads before the program, relative to the folder of main. */
  readonly preloads: readonly string[];
}

const text = z.string().optional();

/** Keys that say nothing about what a stack declares. */
const descriptive = { description: text, author: text, website: text, license: text };

/** How the program runs. The schema has only what schoolgate's own runs take into account. */
const schema = z.strictObject({
  ...descriptive,
  name: z.literal(
    project,
    `the project's name is a part of every URN, and another name would replace every resource → write ${project}`,
  ),
  runtime: z.strictObject({
    name: z.literal("nodejs", "the program runs on Node → write nodejs"),
    options: z.strictObject({
      typescript: z.literal(
        false,
        "Node strips the types itself, and a compiler would run another program → write false",
      ),
      nodeargs: z
        .string()
        .regex(
          /^(--import=\.\/[\w./-]+( |$))*$/,
          "of Node's options only files that are loaded before the program are taken into account → write --import=./<file> for each, relative to the folder of main",
        )
        .optional(),
      packagemanager: z.literal("npm", "gate installs with npm → write npm").optional(),
    }),
  }),
  requiredPulumiVersion: z.string().optional(),
  main: z
    .string()
    .regex(
      /^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$)).+[^/]$/,
      "main is a file of the project → write its path, such as infra/index.ts",
    ),
  stackConfigDir: z.literal(
    stacksFolder,
    `the program and gate read the stack files in ${stacksFolder} → write ${stacksFolder}`,
  ),
});

/**
 * Reads Pulumi.yaml as the engine does. A setting that schoolgate's own runs do not take into account is a problem:
 * they would run another program than the engine.
 *
 * @param root the project's folder
 */
export function readProjectFile(root: string): ProjectFile | { readonly problems: readonly Problem[] } {
  let bytes: Buffer;
  try {
    bytes = readRegularFile(join(root, projectFile));
  } catch (error) {
    const meaning = meaningOf(error);
    if (meaning === undefined) throw error;
    return { problems: [{ file: projectFile, path: "", rule: meaning.what, fix: "restore it from git" }] };
  }
  const yaml = parseYaml(bytes, projectFile);
  if (!("value" in yaml)) return { problems: yaml };
  const { findings } = inspect(schema, yaml.value, []);
  const all = [
    ...findings.map(asUnsupportedKey),
    ...(findings.length > 0 ? [] : missingMain(root, yaml.value)),
  ];
  if (all.length > 0) return { problems: all.map((each) => place(each, yaml, projectFile)) };
  const { main, runtime } = schema.parse(yaml.value);
  const notModule = packageProblems(root, main);
  if (notModule.length > 0) return { problems: notModule };
  const preloads = [...(runtime.options.nodeargs ?? "").matchAll(/--import=(\S+)/g)].map(
    ([, file = ""]) => file,
  );
  return { main, preloads };
}

/** An unknown key may change what runs. */
function asUnsupportedKey(item: Finding): Finding {
  if (item.at !== "key") return item;
  return {
    ...item,
    rule: "this key is not taken into account where the program is run without Pulumi",
    fix: "remove it",
  };
}

function missingMain(root: string, value: unknown): Finding[] {
  const main = isRecord(value) ? String(value.main) : "";
  if (statSync(join(root, main), { throwIfNoEntry: false })?.isFile() === true) return [];
  return [
    finding(
      ["main"],
      main,
      "there is no such file",
      "write the path of the program's file, such as infra/index.ts",
    ),
  ];
}

/** The engine takes the program for what the nearest package.json says, and a plan runs ES modules. */
function packageProblems(root: string, main: string): Problem[] {
  let folder = dirname(main);
  while (folder !== "." && !existsSync(join(root, folder, "package.json"))) folder = dirname(folder);
  const file = join(folder, "package.json");
  const text = codeOrText(join(root, file));
  const parsed = jsonOf(text);
  if (isRecord(parsed) && parsed.type === "module") return [];
  return unlocated(file)([
    finding(["type"], undefined, "the program is an ES module", 'write "type": "module"'),
  ]);
}

function codeOrText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return "";
  }
}
