import { type PlatformConfig, platformSchema } from "./config.ts";
import { inspect } from "./inspect.ts";
import type { Finding } from "./problem.ts";
import { platformKey } from "./rules/platform.ts";
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
  if (findings.length > 0) return { findings };
  const platform = kept as PlatformConfig;
  return { platform, findings: platformFindings(platform) };
}
