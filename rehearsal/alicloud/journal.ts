import { appendFile } from "node:fs/promises";

/** A line of a journal: a provider's method that changes something begins, or comes to its end. */
export interface JournalLine {
  /** The method and the type, e.g. "update alicloud:vpc/snatEntry:SnatEntry". */
  readonly call: string;
  readonly urn: string;
  readonly phase: "begin" | "end";
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Does work, and writes down when it begins and when it ends, well or not; of a killed one there is no end. */
export async function journaled<Result>(
  file: string | undefined,
  { call, urn }: Pick<JournalLine, "call" | "urn">,
  work: () => Promise<Result>,
): Promise<Result> {
  if (file === undefined) return work();
  const line = (phase: JournalLine["phase"]): Promise<void> =>
    appendFile(file, `${JSON.stringify({ call, urn, phase, at: Date.now() } satisfies JournalLine)}\n`);
  await line("begin");
  try {
    return await work();
  } finally {
    await line("end");
  }
}
