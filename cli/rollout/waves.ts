import { Refusal } from "../../lib/refusal.ts";
import { dangerOf } from "../../plan/judge/danger.ts";
import type { Plan, StackPlan } from "../../plan/model.ts";

/** Stacks that go up before the next ones begin. */
export interface Wave {
  readonly title: string;
  /** In alphabetical order. */
  readonly stacks: readonly string[];
}

/** So many schools, or such a part of them, that have the change once a wave is done. */
export type Share = { readonly schools: number } | { readonly percent: number };

export interface WaveOptions {
  /** Schools that go first. */
  readonly canaries: readonly string[];
  /** Cumulative; whoever is left after the last one goes with it. */
  readonly shares: readonly Share[];
}

/** Changes of this danger or worse (plan/judge/danger.ts): what is deleted or replaced, swapped, or loses its protection. */
const dangerous = 4;

/**
 * The order of a roll-out: platforms, canaries, shares of the schools, and at last each dangerous group by itself. Every
 * stack is in one wave.
 *
 * @param stacks what happens to each
 * @throws {Refusal} for a canary to which nothing happens
 */
export function wavesOf(
  { groups }: Pick<Plan, "groups">,
  stacks: ReadonlyMap<string, StackPlan>,
  { canaries, shares }: WaveOptions,
): Wave[] {
  const names = [...stacks.keys()].sort();
  const isPlatform = (name: string): boolean => stacks.get(name)?.kind === "platform";
  const schools = names.filter((name) => !isPlatform(name));
  const unknown = canaries.filter((name) => stacks.get(name)?.kind !== "school");
  if (unknown.length > 0)
    throw new Refusal(
      `${unknown.join(", ")}: a canary is a school that the plan changes`,
      `leave it out, or choose among: ${schools.slice(0, 10).join(", ")}`,
    );
  const isDangerous = (name: string): boolean =>
    stacks.get(name)?.changes.some((change) => dangerOf(change) <= dangerous) === true;
  const first = schools.filter((name) => canaries.includes(name));
  const plain = schools.filter((name) => !canaries.includes(name) && !isDangerous(name));
  const late = schools.filter((name) => !canaries.includes(name) && isDangerous(name));
  return [
    { title: "platforms", stacks: names.filter(isPlatform) },
    { title: "canaries", stacks: first },
    ...inShares(plain, shares),
    ...groups.map(({ fingerprint, schools: members }) => ({
      title: `dangerous group ${fingerprint}`,
      stacks: late.filter((name) => members.includes(name)),
    })),
  ].filter((wave) => wave.stacks.length > 0);
}

function inShares(names: readonly string[], shares: readonly Share[]): Wave[] {
  let done = 0;
  return shares.map((share, at) => {
    const isLast = at === shares.length - 1;
    const wanted = "schools" in share ? share.schools : Math.ceil((names.length * share.percent) / 100);
    const end = isLast ? names.length : Math.max(done, Math.min(names.length, wanted));
    const stacks = names.slice(done, end);
    done = end;
    return { title: `schools, wave ${at + 1} of ${shares.length}`, stacks };
  });
}

/** `1,5%,25%,100%` as shares. @throws {Refusal} for anything else */
export function sharesOf(text: string): Share[] {
  return text.split(",").map((each) => shareOf(each, "--waves"));
}

/** `5` or `5%`. @throws {Refusal} for anything else */
export function shareOf(text: string, flag: string): Share {
  const [, number = "", percent] = /^(\d{1,6})(%?)$/.exec(text.trim()) ?? [];
  const value = Number(number);
  if (number === "" || (percent === "%" && value > 100))
    throw new Refusal(
      `${flag}: ${text} is neither a number of schools nor a share of them`,
      "write numbers and shares up to 100%, such as 1,5%,25%,100%",
    );
  return percent === "%" ? { percent: value } : { schools: value };
}

/** How many of all a share is, at most: of 30 schools 5% is 1. */
export function atMost(share: Share, all: number): number {
  return "schools" in share ? share.schools : Math.floor((all * share.percent) / 100);
}
