import { Refusal } from "../../lib/refusal.ts";
import type { DeclaredStack } from "../model.ts";
import { declaredFromState } from "./state.ts";

/** An exported state, as it was read. */
export interface StateFile {
  /** As given, for messages. */
  readonly name: string;
  readonly text: string;
}

/**
 * What each state holds, by its stack's name.
 *
 * @throws {Refusal} where a file is no state of this project, or two are of one stack
 */
export function declaredByStates(files: readonly StateFile[]): Map<string, DeclaredStack> {
  const stacks = new Map<string, DeclaredStack>();
  const fileOf = new Map<string, string>();
  for (const { name, text } of files) {
    const declared = declaredFromState(text);
    if ("message" in declared) throw new Refusal(`${name}: ${declared.message}`, "give another state");
    const other = fileOf.get(declared.name);
    if (other !== undefined) {
      throw new Refusal(`${other} and ${name} are both states of ${declared.name}`, "leave one of them out");
    }
    fileOf.set(declared.name, name);
    stacks.set(declared.name, declared);
  }
  return stacks;
}
