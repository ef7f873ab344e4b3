import type { Problem } from "../../lib/problem.ts";
import type { Operation } from "../../plan/model.ts";
import type { Lock } from "../backend/backend.ts";
import type { PendingOperation } from "../backend/checkpoint.ts";

/**
 * How a stack is, from worst to best. `broken`: somebody has to put it right before anything else; `attention`: it works,
 * and will not for long, or not in every case; `changes`: what is declared is not up; `waiting`: a step of the handbook is
 * open; `fine`: none of these.
 */
export const verdicts = ["broken", "attention", "changes", "waiting", "fine"] as const;
export type Verdict = (typeof verdicts)[number];

/** What is wrong with a stack, and the way out. */
export interface Concern {
  readonly level: "broken" | "attention";
  readonly what: string;
  readonly fix: string;
}

/** What an up would do to a stack, compared with its state. */
export type Outstanding =
  | {
      readonly known: true;
      readonly operations: Readonly<Partial<Record<Operation, number>>>;
      /** Outputs change, also where no resource does. */
      readonly outputs: boolean;
    }
  /** It never went up, or the reason is among the concerns. */
  | { readonly known: false };

export interface Address {
  readonly key: string;
  /** Absent: not known until it is up. */
  readonly ip?: string;
  readonly role: "active" | "standby" | "external" | "retired";
  /** The school has entered it in WeCom, as its file says. */
  readonly trusted: boolean;
}

export interface Certificate {
  readonly route: string;
  readonly host: string;
  readonly from: "issuer" | "secret";
  /** When the first certificate of a brought chain ends; absent of the issuer's, which cert-manager renews in the cluster. */
  readonly ends?: string;
  /** Whole days until then. */
  readonly days?: number;
}

/** The step of the handbook that is open, as the stack file and the state tell; names are not asked for. */
export interface Step {
  readonly number: 2 | 3 | 4 | 5 | 6;
  readonly title: string;
  readonly whose: "platform" | "WeCom administrator";
  /** What is to be done. */
  readonly what: string;
}

export interface StackStatus {
  readonly name: string;
  readonly kind: "school" | "platform" | "unknown";
  /** The school's name as people read it. */
  readonly title?: string;
  /** Of a school. */
  readonly platform?: string;
  readonly verdict: Verdict;
  readonly concerns: readonly Concern[];
  /** Whether every rule takes its stack file; absent where it has none. */
  readonly file?: { readonly sound: boolean; readonly problems: readonly Problem[] };
  /** Absent: it is not up. */
  readonly up?: { readonly resources: number; readonly written?: string };
  readonly outstanding: Outstanding;
  readonly pending: readonly PendingOperation[];
  readonly locks: readonly Lock[];
  readonly addresses: readonly Address[];
  readonly certificates: readonly Certificate[];
  /** Absent: none is open, as far as it is known without asking the school's hosts. */
  readonly step?: Step;
}

export interface FleetStatus {
  /** ISO 8601. */
  readonly at: string;
  readonly backend: string;
  readonly totals: { readonly stacks: number } & Readonly<Record<Verdict, number>>;
  /** Worst first, then by name. */
  readonly stacks: readonly StackStatus[];
}
