import { expect } from "vitest";
import type { Goal } from "../../rehearsal/engine/goal.ts";
import { up } from "../../rehearsal/engine/run.ts";
import type { Properties } from "../../rehearsal/stand-in.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import type { Toy } from "./toy.ts";
import { type ToyProgram, toyStack } from "./toy-stack.ts";

/** A program with one thing; its outputs are the stack's. */
export const one =
  (inputs: Properties, options: Partial<Goal> = {}, name = "a"): ToyProgram =>
  async (it) => {
    const thing = await it.thing(name, inputs, options);
    return thing.outputs;
  };

/** A program with nothing. */
export const none: ToyProgram = async () => undefined;

/** Runs programs one after the other on one stack; all but the last have to succeed. */
export async function lastOf(toy: Toy, ...programs: ToyProgram[]) {
  const folder = temporaryFolder();
  const results = [];
  for (const program of programs) results.push(await up(toyStack(folder, toy, program)));
  expect(results.slice(0, -1).flatMap(({ problems }) => problems)).toEqual([]);
  const result = results.at(-1);
  if (result === undefined) throw new TypeError("no program");
  return { result, folder };
}
