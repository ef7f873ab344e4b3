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
  /**
   * Plans what an up would do, and does nothing of it.
   *
   * @param file where the plan may be kept until it is carried out
   */
  readonly preview: (file: string) => Promise<Plan>;
}

/** The way out where there is no Pulumi. */
export const withoutPulumi = "install the Pulumi CLI (docs/production.md), or practise with --rehearse";

/** What is said of a stack whose lock another run of Pulumi has. */
export const stackLocked =
  "another update of the stack is under way; if it was killed, pulumi cancel takes its lock away";

/** What is said of a plan that is no longer what an up would do: another run of the stack has come between. */
export const planChanged = "an up would do something else by now";

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

export interface Plan {
  /** Why it could not be made, in the engine's and the provider's words; none when it could. */
  readonly errors: readonly string[];
  readonly changes: readonly PlannedChange[];
  /** Carries out this plan and nothing else. @returns what went wrong; nothing when it came to its end */
  readonly up: () => Promise<readonly string[]>;
}
