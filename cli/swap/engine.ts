/** What a swap needs of the engine that carries it out: Pulumi's own, or the rehearsal's. */
export interface SwapEngine {
  readonly name: "pulumi" | "rehearsal";
  /** What `gate swap` needs to meet it again: flags, each with a space before it. */
  readonly flags: string;
  /** The command that brings the whole stack to what its file says. */
  readonly upCommand: string;
  /** The same after an up that failed, or a change by other hands: the state may be ahead of the cloud, or behind. */
  readonly repairCommand: string;
  /** What the state holds of the school's egress; `undefined` before the stack went up for the first time. */
  readonly state: () => Promise<EgressState | undefined>;
  /** Asks the cloud itself, and changes nothing. */
  readonly cloud: (key: string) => Promise<EgressView | Unknown>;
  /** Brings the state to what the cloud says of the SNAT entry, and changes nothing in the cloud. */
  readonly refresh: () => Promise<void>;
  /** Shows the plan to `confirm` and, when that says so, carries out exactly that plan. */
  readonly up: (confirm: (plan: readonly PlannedChange[]) => Promise<boolean>) => Promise<UpResult>;
}

/** The way out where there is no Pulumi. */
export const withoutPulumi = "install the Pulumi CLI (docs/production.md), or practise with --rehearse";

/** What is said of a stack whose lock another run of Pulumi has. */
export const stackLocked =
  "another update of the stack is under way; if it was killed, pulumi cancel takes its lock away";

/** A school's egress as the state has it. */
export interface EgressState {
  /** IPs of the school's own addresses, by key. */
  readonly ips: Readonly<Record<string, string>>;
  /** The IP that the SNAT entry carries. */
  readonly activeIp: string;
  /** The IP that the stack's outputs name as active; only an up to its end writes them. */
  readonly outputIp: string | undefined;
  /** What an update that was interrupted left open, besides the SNAT entry, which the next swap sets anyway. */
  readonly pending: readonly string[];
}

/** A school's egress as the cloud has it. */
export interface EgressView {
  /** The IP that the SNAT entry carries; `undefined`: there is no entry. */
  readonly activeIp: string | undefined;
  /** Status of the address that was asked for: a SNAT entry can use it when it is InUse. `undefined`: it is not bound. */
  readonly status: string | undefined;
}

/** What could not be asked, and why: that is no failure of what was to be asked. */
export interface Unknown {
  readonly unknown: string;
}

/** One change of a plan. */
export interface PlannedChange {
  /** In Pulumi's words: create, update, delete, replace, … */
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** Input properties that change. */
  readonly properties: readonly string[];
  /** What they become. */
  readonly to: Readonly<Record<string, unknown>>;
}

export interface UpResult {
  /** `declined`: the plan was not confirmed, and nothing was done. */
  readonly result: "succeeded" | "declined" | "failed";
  /** What went wrong, in the engine's and the provider's words. */
  readonly errors: readonly string[];
}
