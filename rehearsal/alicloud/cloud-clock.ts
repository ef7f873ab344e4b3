import { setTimeout } from "node:timers/promises";

/** Time as the cloud and the provider see it; tests bring one whose sleep takes no time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits for so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
};

/**
 * How long the cloud's asynchronous operations take, in milliseconds. The real ones take seconds to minutes; what
 * matters to a caller is that they are not done when the call answers.
 */
export interface Delays {
  readonly vswitch: number;
  readonly natGateway: number;
  readonly natGatewayDelete: number;
  readonly eipAssociate: number;
  readonly eipUnassociate: number;
  readonly eipRelease: number;
  readonly snatEntry: number;
  readonly routeTable: number;
  readonly routeEntry: number;
}

export const defaultDelays: Delays = {
  vswitch: 20,
  natGateway: 60,
  natGatewayDelete: 40,
  eipAssociate: 40,
  eipUnassociate: 40,
  eipRelease: 20,
  snatEntry: 30,
  routeTable: 20,
  routeEntry: 20,
};
