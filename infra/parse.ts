import { type PlatformConfig, platformSchema, type SchoolConfig } from "./config.ts";
import { fileOf } from "./folder.ts";
import { inspect } from "./inspect.ts";
import type { Finding, Problem } from "./problem.ts";
import { platformKey } from "./rules/platform.ts";
import { platformFindings, schoolFindings } from "./rules.ts";
import { readSchool } from "./school-facts.ts";
import { unlocated } from "./stack-file.ts";

/**
 * Parses a school's facts as Pulumi's config has them, by every rule but those on secrets and between schools.
 *
 * @param value the value of `schoolgate:school`
 * @param platform what the school's `platform` names, already parsed
 * @param slug the stack's name
 * @param locate finds the places of findings, as a stack file does. Default: problems name the file alone
 * @returns `school` only when there are no problems
 */
export function parseSchool(
  value: unknown,
  platform: PlatformConfig,
  slug: string,
  locate: (findings: readonly Finding[]) => Problem[] = unlocated(fileOf(slug)),
): { readonly school?: SchoolConfig; readonly problems: Problem[] } {
  const { school, facts, findings } = readSchool(value, slug);
  const problems = locate([...findings, ...schoolFindings(facts, platform)]);
  return school && problems.length === 0 ? { school, problems } : { problems };
}

/**
 * Parses a platform's facts as Pulumi's config has them, by every rule.
 *
 * @param value the value of `schoolgate:platform`
 * @param name the stack's name
 * @param locate as for `parseSchool`
 * @returns `platform` only when there are no problems
 */
export function parsePlatform(
  value: unknown,
  name: string,
  locate: (findings: readonly Finding[]) => Problem[] = unlocated(fileOf(name)),
): { readonly platform?: PlatformConfig; readonly problems: Problem[] } {
  const { platform, findings } = readPlatform(value);
  const problems = locate(findings);
  return platform && problems.length === 0 ? { platform, problems } : { problems };
}

/** A platform as far as its schema holds, and what is wrong with it. */
export function readPlatform(value: unknown): {
  readonly platform?: PlatformConfig;
  readonly findings: Finding[];
} {
  const { kept, findings } = inspect(platformSchema, value, [platformKey]);
  if (findings.length > 0) return { findings };
  const platform = kept as PlatformConfig;
  return { platform, findings: platformFindings(platform) };
}
