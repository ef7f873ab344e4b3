import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Added to a signal's number, the exit code of a process that it ended. */
const exitCodeBase = 128;

/**
 * While registered, a first Ctrl-C (or SIGTERM) is handed to the listener, who lets the run end in order; a second
 * one ends the process at once.
 * @returns what unregisters it
 */
export function onInterrupt(listener: (signal: NodeJS.Signals) => void): () => void {
  let interrupted = false;
  const handle = (signal: NodeJS.Signals) => {
    if (interrupted) process.exit(exitCodeBase + constants.signals[signal]);
    interrupted = true;
    listener(signal);
  };
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
