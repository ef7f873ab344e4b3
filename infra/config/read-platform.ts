import type { Finding } from "../../lib/problem.ts";
import { isRecord } from "../../lib/value.ts";
import { inspect } from "./inspect.ts";
import { type PlatformConfig, platformSchema } from "./platform-schema.ts";
import { type PlatformFacts, platformKey } from "./rules/platform.ts";
import { platformFindings } from "./rules.ts";

/**
 * Reads a platform's facts, by every rule.
 *
 * @param value the value of `schoolgate:platform`
 * @returns `platform` only when the schema has nothing to say against it
 */
export function readPlatform(value: unknown): {
  readonly platform?: PlatformConfig;
  readonly findings: Finding[];
} {
  const { kept, findings } = inspect(platformSchema, value, [platformKey]);
  const broken = platformFindings((isRecord(kept) ? kept : {}) as PlatformFacts);
  if (findings.length === 0) return { platform: kept as PlatformConfig, findings: broken };
  // A map may look empty because its wrong entries, already reported, were left out.
  const isNew = ({ path }: Finding): boolean =>
    findings.every((known) => path.some((part, index) => part !== known.path[index]));
  return { findings: [...findings, ...broken.filter(isNew)] };
}
