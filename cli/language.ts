import { type Language, languages } from "../lib/language.ts";
import { Refusal } from "../lib/refusal.ts";
import { readSettings, settingsFile } from "./settings.ts";

/** The flag of every command whose texts people forward. */
export const langArg = {
  lang: {
    type: "string",
    valueHint: languages.join("|"),
    description: `Language of what people read. Default: that of ${settingsFile}, else en`,
  },
} as const;

/**
 * The language to speak: the flag's, else the repository's.
 *
 * @throws {Refusal} when there is no such language
 */
export function languageOf(flag: string | undefined, root: string): Language {
  if (flag === undefined) return readSettings(root).language ?? "en";
  const known = languages.find((language) => language === flag);
  if (known === undefined) {
    throw new Refusal(
      `--lang is ${languages.join(" or ")}, and ${flag} is neither`,
      `write ${languages.map((each) => `--lang ${each}`).join(" or ")}`,
    );
  }
  return known;
}
