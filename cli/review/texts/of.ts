import type { Language } from "../../../lib/language.ts";
import { en } from "./en.ts";
import type { ReviewTexts } from "./texts.ts";
import { zh } from "./zh.ts";

const tables: Readonly<Record<Language, ReviewTexts>> = { en, zh };

export function reviewTextsOf(language: Language): ReviewTexts {
  return tables[language];
}
