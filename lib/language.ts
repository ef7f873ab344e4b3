/** The languages of what `gate` shows to people. Errors, and output for programs, are not translated. */
export const languages = ["en", "zh"] as const;

export type Language = (typeof languages)[number];
