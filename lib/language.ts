/** The languages in which `gate` speaks to people. What programs read, and errors, are in none of them. */
export const languages = ["en", "zh"] as const;

export type Language = (typeof languages)[number];
