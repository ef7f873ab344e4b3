import type { Language } from "../../../lib/language.ts";
import { en } from "./en.ts";
import type { Texts } from "./texts.ts";
import { zh } from "./zh.ts";

const tables: Readonly<Record<Language, Texts>> = { en, zh };

export function textsOf(language: Language): Texts {
  return tables[language];
}
