import type { Violation } from "../../model.ts";

/** One thing that a stack takes for itself, and the resource that says so. */
export interface Claim {
  readonly value: string;
  readonly urn: string;
}

/** A name, with its port, of an upstream that a platform declares. */
export interface UpstreamClaim extends Claim {
  /** Name of its Backend, which schools lead to. */
  readonly key: string;
}

/** What of a stack the rules between stacks look at: small, for thousands of it cross from thread to thread. */
export interface FleetFacts {
  readonly name: string;
  /** Hosts that it serves, each once. */
  readonly hosts: readonly Claim[];
  /** Elastic IPs that it adopts or uses, by id or IP. */
  readonly addresses: readonly Claim[];
  /** Blocks and vSwitches whose calls leave by its SNAT entries. */
  readonly blocks: readonly Claim[];
  readonly vswitches: readonly Claim[];
  /** Names, with their ports, by which its routes ask upstreams. */
  readonly asks: readonly Claim[];
  /** Keys of the upstreams that its routes lead to, each once. */
  readonly leadsTo: readonly string[];
  /** The upstreams that a platform declares. */
  readonly upstreams: readonly UpstreamClaim[];
  /** VPC of its network; absent where it only uses what exists. */
  readonly vpcId?: string;
  /** Platform of its namespace. */
  readonly platform?: string;
}

/** A rule between stacks. Only a plan, which has all of them, can judge by it. */
export interface FleetRule {
  /** `schoolgate-<what>`. */
  readonly name: string;
  /** One sentence: why. */
  readonly description: string;
  readonly level: Violation["level"];
  /**
   * @param report called with the stack, what is wrong and the fix, and the resource concerned
   * @param before the stacks as they were, for a rule about the change
   */
  readonly judge: (
    stacks: readonly FleetFacts[],
    report: (stack: string, message: string, urn: string) => void,
    before: readonly FleetFacts[],
  ) => void;
}
