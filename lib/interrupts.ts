import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM"] as const;

/** A process that a signal ended exits with this plus the signal's number. */
const exitCodeBase = 128;

interface Waiting {
  readonly listener: (signal: NodeJS.Signals) => void;
  told: boolean;
}

/** One handler for all listeners: many swaps may run at once, and Node warns of a leak above ten handlers. */
const waiting = new Set<Waiting>();

/**
 * While registered, the listener gets the first Ctrl-C (or SIGTERM) and lets the run end in order. A second one ends
 * the process at once.
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
