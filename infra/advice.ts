import { fileOf } from "./folder.ts";
import { pathText } from "./problem.ts";
import { platformKey } from "./rules/platform.ts";
import type { Stack } from "./stacks.ts";

/** What a stack lacks that nothing needs but its people; it stands beside the problems, and fails nothing. */
export interface Advice {
  /** Path of the file, relative to the project's root. */
  readonly file: string;
  /** Way to the value as people write it. */
  readonly path: string;
  /** What is better. */
  readonly rule: string;
  /** The way there. */
  readonly fix: string;
}

/** Advice on a sound stack. */
export function adviceOn({ kind, name, platform }: Stack): Advice[] {
  if (kind !== "platform" || platform.contact !== undefined) return [];
  return [
    {
      file: fileOf(name),
      path: pathText([platformKey, "contact"]),
      rule: "a handover sheet says whom the school's administrators call, and this platform names nobody",
      fix: "write contact: { name: …, telephone: …, channel: … }",
    },
  ];
}
