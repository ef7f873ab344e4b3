import { existsSync } from "node:fs";
import { dirname, extname } from "node:path";
import { didYouMean } from "../lib/nearest.ts";
import { Refusal } from "../lib/refusal.ts";
import { outputPath } from "../lib/write-file.ts";

/** A file that is to be written. */
export interface OutputFile<Format> {
  /** As given. */
  readonly name: string;
  readonly path: string;
  readonly format: Format;
}

/** @throws {Refusal} when there is no such format */
export function formatOf<Format extends string>(
  name: string,
  formats: Readonly<Record<Format, unknown>>,
): Format {
  if (!Object.hasOwn(formats, name)) {
    throw new Refusal(`there is no format ${name}`, didYouMean(name, Object.keys(formats)));
  }
  return name as Format;
}

/**
 * The files to write, each in the format that its name says.
 *
 * @param cwd folder that the names are relative to
 * @param extensions the formats, by the end of a name
 * @throws {Refusal} before anything is made, when one of them cannot be meant; EISDIR for a folder's name
 */
export function outputFiles<Format>(
  names: readonly string[],
  cwd: string,
  extensions: Readonly<Record<string, Format>>,
): OutputFile<Format>[] {
  const files = names.map((name) => {
    const format = extensions[extname(name)];
    if (format === undefined) {
      throw new Refusal(
        `--out ${name} does not say in which format`,
        `end its name in ${Object.keys(extensions).join(", ")}`,
      );
    }
    const path = outputPath(cwd, name);
    if (!existsSync(dirname(path))) {
      throw new Refusal(`--out ${name} lies in a folder that does not exist`, `mkdir -p ${dirname(name)}`);
    }
    return { name, path, format };
  });
  const twice = files.find(({ path }, index) => files.findIndex((other) => other.path === path) < index);
  if (twice) throw new Refusal(`--out ${twice.name} is given twice`, "keep one of the two");
  return files;
}
