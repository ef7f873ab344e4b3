import { Refusal } from "../../lib/refusal.ts";
import { declaredFromExport } from "../../plan/declare/state.ts";
import type { Declared } from "../../plan/threads/worker-messages.ts";
import type { Backend } from "../backend/backend.ts";
import type { Checkpoint } from "../backend/checkpoint.ts";

/** How many states are read at a time: enough for a disk far away, and few in memory. */
const atOnce = 16;

/** What of a state is kept while all are read; or why it cannot be. */
export type State = { readonly facts: StateFacts } | { readonly refused: string };
export type StateFacts = Omit<Checkpoint, "exported">;

/** Reads what the backend has of each stack. */
export async function readStates(backend: Backend, names: readonly string[]): Promise<Map<string, State>> {
  const states = new Map<string, State>();
  const queue = names[Symbol.iterator]();
  const read = async (): Promise<void> => {
    for (const name of { [Symbol.iterator]: () => queue }) {
      const state = await readOne(backend, name);
      if (state !== undefined) states.set(name, state);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, read));
  return states;
}

async function readOne(backend: Backend, name: string): Promise<State | undefined> {
  try {
    const checkpoint = await backend.checkpoint(name);
    if (checkpoint === undefined) return undefined;
    const { exported: _, ...facts } = checkpoint;
    return { facts };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { refused: error.message };
  }
}

/** Whether there is something to compare with, of which nobody doubts what it is. */
export const isComparable = ({ resources, pending }: StateFacts): boolean =>
  resources > 0 && pending.length === 0;

/** Read again when it is its turn: an up may have come between. */
export async function declaredBy(backend: Backend, name: string): Promise<Declared> {
  const checkpoint = await backend.checkpoint(name).catch((error: unknown) => {
    if (error instanceof Refusal) return error.message;
    throw error;
  });
  if (checkpoint === undefined) return undefined;
  if (typeof checkpoint === "string") return { side: "base", message: checkpoint };
  const declared = declaredFromExport(checkpoint.exported);
  return "message" in declared ? { side: "base", message: declared.message } : declared;
}
