// Which stacks a command is about. Every command that takes schools chooses them here.
import { matchesGlob } from "node:path";
import { didYouMean } from "../../lib/nearest.ts";
import { show } from "../../lib/problem.ts";
import { Refusal } from "../../lib/refusal.ts";
import { isRecord } from "../../lib/value.ts";
import { readStackFile } from "./folder.ts";
import { platformKey } from "./rules/platform.ts";
import { schoolKey } from "./school-facts.ts";

/** Characters of a shell pattern, which no stack's name has. */
const isPattern = (word: string): boolean => /[*?[{]/.test(word);

/**
 * The stacks that words name, by their names or by patterns such as `north*`; each once, sorted.
 *
 * @param words none: all
 * @throws {Refusal} for the first that names nothing
 */
export function namedStacks(words: readonly string[], known: Iterable<string>): string[] {
  const all = [...new Set(known)].sort();
  if (words.length === 0) return all;
  const chosen = new Set(words.flatMap((word) => stacksOf(word, all)));
  return all.filter((name) => chosen.has(name));
}

function stacksOf(word: string, all: readonly string[]): string[] {
  if (all.includes(word)) return [word];
  if (!isPattern(word)) throw new Refusal(`there is no stack ${show(word)}`, didYouMean(word, all));
  const matching = all.filter((name) => matchesGlob(name, word));
  if (matching.length > 0) return matching;
  throw new Refusal(
    `no stack's name matches ${show(word)}`,
    "./gate check shows how many stacks there are; quote the pattern, so that the shell leaves it alone",
  );
}

/**
 * The stacks of a platform among these: its own, and those of its schools.
 *
 * @param roots project folders: a stack is of the platform where one of them says so
 * @throws {Refusal} where no file says that it is a platform
 */
export function stacksOfPlatform(
  platform: string,
  names: readonly string[],
  roots: readonly string[],
): string[] {
  if (!roots.some((root) => isPlatform(root, platform))) {
    const platforms = names.filter((name) => roots.some((root) => isPlatform(root, name)));
    throw new Refusal(`there is no platform ${show(platform)}`, didYouMean(platform, platforms));
  }
  return names.filter(
    (name) => name === platform || roots.some((root) => platformOf(root, name) === platform),
  );
}

function isPlatform(root: string, name: string): boolean {
  // A name becomes a file's name.
  return !/[/\\\0]/.test(name) && platformKey in (readStackFile(root, name)?.config ?? {});
}

function platformOf(root: string, name: string): unknown {
  const school = readStackFile(root, name)?.config[schoolKey];
  return isRecord(school) ? school.platform : undefined;
}
