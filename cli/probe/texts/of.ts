import type { Language } from "../../../lib/language.ts";
import { en, type ProbeTexts } from "./en.ts";
import { zh } from "./zh.ts";

const tables: Readonly<Record<Language, ProbeTexts>> = { en, zh };

export function probeTextsOf(language: Language): ProbeTexts {
  return tables[language];
}
