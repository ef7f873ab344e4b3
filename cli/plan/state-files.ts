import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Refusal } from "../../lib/refusal.ts";
import { meaningOf } from "../../lib/system-errors.ts";
import type { StateFile } from "../../plan/declare/states.ts";
import type { PlanArgs } from "./command-line.ts";

/**
 * The exported states that a plan compares with.
 *
 * @param cwd their names are relative to it
 * @throws {Refusal} where one cannot be read, or something else says what to compare with as well
 */
export function stateFiles({ names, platform, against, states }: PlanArgs, cwd: string): StateFile[] {
  if (against !== undefined) {
    throw new Refusal("--against and --state both say what to compare with", "leave one of them out");
  }
  const selected = [...names, ...(platform === undefined ? [] : [`--platform ${platform}`])];
  if (selected.length > 0) {
    throw new Refusal("a state says itself which stack it is of", `leave ${selected.join(" ")} out`);
  }
  return states.map((name) => {
    try {
      return { name, text: readFileSync(resolve(cwd, name), "utf8") };
    } catch (error) {
      const meaning = meaningOf(error);
      if (meaning === undefined) throw error;
      throw new Refusal(`${name} cannot be read: ${meaning.what}`, meaning.fix);
    }
  });
}
