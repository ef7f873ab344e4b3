import type { PropertyChange } from "../model.ts";
import type { Texts } from "./texts/texts.ts";

/** Outputs that ask something of people where they change, those that a school has to act on first. */
const knownOutputs = [
  "trustedIps",
  "cnameTarget",
  "entryUrl",
  "hosts",
  "verifyUrls",
  "activeEgressIp",
  "egressIps",
  "namespace",
  "relayUrl",
] as const;

export type KnownOutput = (typeof knownOutputs)[number];

/** The changes of one output, and what they ask of people. */
export interface OutputGroup {
  readonly changes: readonly PropertyChange[];
  readonly asks: string;
}

/** Changed outputs by name, those that a school has to act on first. */
export function outputGroups(changes: readonly PropertyChange[], { asks }: Texts): OutputGroup[] {
  const known = (name: string): KnownOutput | undefined => knownOutputs.find((each) => each === name);
  const place = (name: string): number => {
    const output = known(name);
    return output === undefined ? knownOutputs.length : knownOutputs.indexOf(output);
  };
  return [...Map.groupBy(changes, ({ path }) => outputOf(path))]
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, changes]) => ({ changes, asks: asks[known(name) ?? "other"] }));
}

/** The output that a path begins with. */
export function outputOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
