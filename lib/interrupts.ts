import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Added to a signal's number, the exit code of a process that it ended. */
const exitCodeBase = 128;

interface Waiting {
  readonly listener: (signal: NodeJS.Signals) => void;
  told: boolean;
}

/** One handler serves them all: of more than ten Node warns as of a leak, and many swaps may be under way. */
const waiting = new Set<Waiting>();

/**
 * While registered, a first Ctrl-C (or SIGTERM) is handed to the listener, who lets the run end in order; a second
 * one ends the process at once.
 * @returns what unregisters it
 */
export function onInterrupt(listener: (signal: NodeJS.Signals) => void): () => void {
  const own: Waiting = { listener, told: false };
  if (waiting.size === 0) for (const signal of signals) process.on(signal, handle);
  waiting.add(own);
  return () => {
    waiting.delete(own);
    if (waiting.size === 0) for (const signal of signals) process.off(signal, handle);
  };
}

function handle(signal: NodeJS.Signals): void {
  const all = [...waiting];
  if (all.some(({ told }) => told)) process.exit(exitCodeBase + constants.signals[signal]);
  for (const each of all) {
    each.told = true;
    each.listener(signal);
  }
}
