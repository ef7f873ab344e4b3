import { isRecord, type Value } from "../../lib/value.ts";
import { lineDiff } from "../report/line-diff.ts";

/** Two elements that are one to a reader, or one that a side has alone; by their places. */
export interface ElementPair {
  readonly from?: number;
  readonly to?: number;
}

/** The field that identifies an element to people. */
const identities = ["name", "key"] as const;

/**
 * The elements of two lists, each with the one that it was: by name or key where all have one of their own, else equal ones
 * first and what lies between them place by place. So a removed element is one change, and not one of all after it.
 */
export function elementPairs(from: readonly Value[], to: readonly Value[]): ElementPair[] {
  const identity = identities.find((key) => [from, to].every((side) => isUnique(side, key)));
  const texts = (side: readonly Value[]): string[] =>
    side.map((each) => JSON.stringify(identity !== undefined && isRecord(each) ? each[identity] : each));
  const pairs: ElementPair[] = [];
  let [removed, added]: [number[], number[]] = [[], []];
  let [before, after] = [0, 0];
  const closeGap = (): void => {
    // The same name, or no name at all: elements of different names are never a pair.
    const same = identity === undefined ? Math.min(removed.length, added.length) : 0;
    for (const [at, place] of removed.slice(0, same).entries()) pairs.push(both(place, added[at]));
    for (const place of removed.slice(same)) pairs.push({ from: place });
    for (const place of added.slice(same)) pairs.push({ to: place });
    [removed, added] = [[], []];
  };
  for (const { sign } of lineDiff(texts(from), texts(to))) {
    if (sign === "-") removed.push(before++);
    else if (sign === "+") added.push(after++);
    else {
      closeGap();
      pairs.push({ from: before++, to: after++ });
    }
  }
  closeGap();
  return pairs;
}

function both(from: number, to: number | undefined): ElementPair {
  return to === undefined ? { from } : { from, to };
}

function isUnique(side: readonly Value[], key: string): boolean {
  const names = side.map((each) => (isRecord(each) ? each[key] : undefined));
  return names.every((name) => typeof name === "string") && new Set(names).size === names.length;
}
