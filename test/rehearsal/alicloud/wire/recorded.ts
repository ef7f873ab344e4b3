import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A call of the official Pulumi plugin as it was recorded. */
export interface Recorded {
  /** Milliseconds since the plugin's first start; 0 where it was not recorded. */
  readonly t: number;
  /** Product and action, e.g. `vpc:CreateVSwitch`. */
  readonly call: string;
  /** Without RegionId and what signs. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether it carried a ClientToken. */
  readonly token: boolean;
  /** The error that it was answered. */
  readonly code?: string;
  /** The step in which it was made. */
  readonly mark: string;
}

/** Reads a recording: the files of the folder `recorded`, without the question to BSS of each start. */
export function recorded(name: string): Recorded[] {
  const text = readFileSync(join(import.meta.dirname, "recorded", `${name}.jsonl`), "utf8");
  let mark = "";
  return text
    .trim()
    .split("\n")
    .flatMap((line) => {
      const entry = JSON.parse(line) as Partial<Recorded>;
      if (entry.call !== undefined) return [{ t: 0, token: false, mark, ...entry } as Recorded];
      mark = entry.mark ?? "";
      return [];
    });
}
