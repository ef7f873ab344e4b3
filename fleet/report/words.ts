// What a status says of a stack, the same in every format that people read. The texts are plain: each format escapes them.
import { count } from "../../lib/report.ts";
import { operations } from "../../plan/report/words.ts";
import type { FleetStatus, StackStatus, Verdict } from "../status/model.ts";

/** `no`, or the day on which its state was last written. */
export function upWords({ up }: StackStatus): string {
  if (up === undefined) return "no";
  return up.written === undefined ? "yes" : up.written.slice(0, 10);
}

/** `2 update, 1 create`; a dash where there is nothing to compare with. */
export function outstandingWords({ outstanding }: StackStatus): string {
  if (!outstanding.known) return "–";
  const counts = operations.flatMap((each) => {
    const times = outstanding.operations[each];
    return times === undefined ? [] : [`${times} ${each}`];
  });
  if (counts.length > 0) return counts.join(", ");
  return outstanding.outputs ? "outputs" : "none";
}

/** The address that calls leave from: `a 203.0.113.1`, with what is missing of its trust. */
export function activeWords({ addresses }: StackStatus): string {
  const active = addresses.find(({ role }) => role === "active");
  if (active === undefined) return "–";
  const { key, ip, trusted } = active;
  return [key, ...(ip === undefined ? [] : [ip]), ...(trusted ? [] : ["(not trusted)"])].join(" ");
}

/** The keys of the addresses that calls can be moved to. */
export function standbyWords({ addresses }: StackStatus): string {
  const standbys = addresses.filter(({ role }) => role === "standby");
  if (standbys.length === 0) return "–";
  return standbys.map(({ key, trusted }) => (trusted ? key : `${key} (not trusted)`)).join(", ");
}

/** Days that the first of the brought certificates lasts; the issuer's are cert-manager's to renew, and are not asked for. */
export function certificateWords({ certificates }: StackStatus): string {
  if (certificates.length === 0) return "–";
  const days = certificates.flatMap((each) => each.days ?? []);
  return days.length === 0 ? "issuer" : count(Math.min(...days), "day");
}

/** Which step is open, and whose it is. */
export function stepWords({ step }: StackStatus): string {
  return step === undefined ? "–" : `${step.number} ${step.title}: ${step.whose}`;
}

const said: Readonly<Record<Verdict, string>> = {
  broken: "broken",
  attention: "in need of attention",
  changes: "with changes outstanding",
  waiting: "waiting for a step",
  fine: "fine",
};

/** `3 stacks: 1 broken, 2 fine`. */
export function totalsWords({ totals: { stacks, ...verdicts } }: FleetStatus): string {
  const counts = (Object.keys(said) as Verdict[]).flatMap((each) =>
    verdicts[each] === 0 ? [] : [`${verdicts[each]} ${said[each]}`],
  );
  return `${count(stacks, "stack")}${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`;
}

/** The table: what each column is called, and what it says. */
export const columns: readonly (readonly [head: string, cell: (stack: StackStatus) => string])[] = [
  ["STACK", ({ name }) => name],
  ["STATUS", ({ verdict }) => verdict],
  ["UP", upWords],
  ["OUTSTANDING", outstandingWords],
  ["ACTIVE", activeWords],
  ["STANDBY", standbyWords],
  ["CERTIFICATE", certificateWords],
  ["OPEN STEP", stepWords],
];
