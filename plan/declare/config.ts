import { existsSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { fileOf, readStackFile } from "../../infra/config/folder.ts";
import { type ProgramConfig, programConfig } from "../../infra/config/stack-config.ts";
import { problemsText } from "../../lib/problems-text.ts";
import { isRecord } from "../../lib/value.ts";
import type { DeclaredStack } from "../model.ts";
import { SynthesisError } from "./synthesis-error.ts";

/** The config that the engine gives to a stack's program, and the stack files that it may read. */
export interface Given extends ProgramConfig {
  readonly kind: DeclaredStack["kind"];
  /** The stack files that it follows from, by path from the project's root. */
  readonly files: readonly string[];
}

/**
 * Reads a stack's file as the engine does: whatever else is wrong with it the program says itself.
 *
 * @param repository the folder that git filled; what lies outside of it is of another time
 * @throws {SynthesisError} where there is no configuration in it
 */
export function givenTo(root: string, name: string, repository?: string): Given {
  const file = fileOf(name);
  if (repository !== undefined && existsSync(join(root, file))) {
    const target = realpathSync(join(root, file));
    if (!target.startsWith(repository + sep)) {
      throw new SynthesisError(
        `${file} was a link to ${target}, which is not in git: what it held is not known`,
      );
    }
  }
  const read = readStackFile(root, name);
  if (read === undefined) throw new SynthesisError(`${file} is missing: give the stack its file`);
  const { config, problems } = read;
  if (problems.length > 0 && Object.keys(config).length === 0) {
    throw new SynthesisError(problemsText(problems, name));
  }
  const school = config["schoolgate:school"];
  const platform = isRecord(school) && typeof school.platform === "string" ? [fileOf(school.platform)] : [];
  return {
    ...programConfig(config),
    kind: "schoolgate:platform" in config ? "platform" : "school",
    files: [file, ...platform],
  };
}
