import { join } from "node:path";
import { z } from "zod";
import { readRegularFile } from "../infra/config/folder.ts";
import { inspect } from "../infra/config/inspect.ts";
import { place } from "../infra/config/stack-file.ts";
import { parseYaml } from "../infra/config/yaml-text.ts";
import { languages } from "../lib/language.ts";
import type { Problem } from "../lib/problem.ts";
import { Refusal } from "../lib/refusal.ts";
import { codeOf } from "../lib/system-errors.ts";

/** What a repository settles for all who work in it: about `gate` alone, so that no stack can depend on it. */
export const settingsFile = "schoolgate.yaml";

const schema = z.strictObject({
  language: z.enum(languages, `gate speaks ${languages.join(" or ")} → write one of them`).optional(),
});

export type Settings = z.infer<typeof schema>;

/**
 * The repository's settings; all of them have a default, and so may the file be missing.
 *
 * @param root the project's folder
 * @throws {Refusal} when the file holds anything else
 */
export function readSettings(root: string): Settings {
  const bytes = bytesOf(join(root, settingsFile));
  if (bytes === undefined) return {};
  const yaml = parseYaml(bytes, settingsFile);
  if (!("value" in yaml)) throw wrong(yaml);
  const { findings } = inspect(schema, yaml.value, []);
  if (findings.length > 0) throw wrong(findings.map((each) => place(each, yaml, settingsFile)));
  return schema.parse(yaml.value);
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readRegularFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function wrong(problems: readonly Problem[]): Refusal {
  return new Refusal(`${settingsFile} is not what it should be`, "correct it first", problems);
}
