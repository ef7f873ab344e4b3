import { type Advice, pathText } from "../../lib/problem.ts";
import { fileOf } from "./folder.ts";
import { platformKey } from "./rules/platform.ts";
import type { Stack } from "./stacks.ts";

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
