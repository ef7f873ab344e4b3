import type { Cloud } from "./cloud.ts";
import type { ActionName, AnswerOf, RequestOf } from "./cloud-actions.ts";
import { CloudError, clientTimeout, connectionLost, statusOf } from "./cloud-error.ts";

/** Milliseconds that stand for one minute of the provider's time limits. */
const minute = 1000;
/** Milliseconds between two tries, and between two looks at a state. The provider's are 3 to 5 s. */
const interval = 20;

/** When to try a call again. */
export interface Retry {
  /** The error codes that pass by themselves, as the provider lists them for this call. */
  readonly on: readonly string[];
  /** The provider's time limit for the operation. */
  readonly minutes: number;
  /** Default: as any call, it is tried again when it is throttled. */
  readonly throttled?: "final";
  /** What precedes every try. */
  readonly before?: () => Promise<void>;
}

/** A call that failed for good. */
export class CallFailure extends Error {
  readonly code: string;

  constructor(text: string, refusal: CloudError) {
    super(`${text}: ${refusal.message}`);
    this.name = "CallFailure";
    this.code = refusal.code;
  }
}

/** Calls to the cloud as the provider makes them: with retries, and with waits for asynchronous states. */
export class Session {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Asks the cloud; retries only the errors that every call retries. */
  ask<Name extends ActionName>(name: Name, request: RequestOf<Name>): Promise<AnswerOf<Name>> {
    return this.call(name, request, { on: [], minutes: 1 });
  }

  /**
   * Makes a call, again and again while it meets an error that the provider retries.
   * @throws the first error that is not retried, or the last one when the time is over; the text holds its code.
   */
  async call<Name extends ActionName>(
    name: Name,
    request: RequestOf<Name>,
    retry: Retry,
  ): Promise<AnswerOf<Name>> {
    const deadline = this.#cloud.clock.now() + retry.minutes * minute;
    for (;;) {
      await retry.before?.();
      try {
        return await this.#cloud.call(name, request);
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        if (!isListed(error.code, retry.on) && !isPassing(error.code, retry))
          throw new CallFailure(`${name} failed`, error);
        if (this.#cloud.clock.now() >= deadline)
          throw new CallFailure(
            `${name} failed for ${retry.minutes} minutes (${span(retry.minutes)})`,
            error,
          );
        await this.#cloud.clock.sleep(interval);
      }
    }
  }

  /**
   * Makes a call about something that may not be there.
   * @param gone the error codes that say so, e.g. of what was taken away by a try whose answer was lost.
   * @returns undefined when it is not there
   */
  async unlessGone<Name extends ActionName>(
    name: Name,
    request: RequestOf<Name>,
    retry: Retry,
    gone: readonly string[],
  ): Promise<AnswerOf<Name> | undefined> {
    try {
      return await this.call(name, request, retry);
    } catch (error) {
      if (!(error instanceof CallFailure && gone.includes(error.code))) throw error;
      return undefined;
    }
  }

  /** Does work again and again, whatever the cloud refuses of it, until it is done or the time is over. */
  async insist(minutes: number, work: () => Promise<void>): Promise<void> {
    const deadline = this.#cloud.clock.now() + minutes * minute;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof CallFailure) || this.#cloud.clock.now() >= deadline) throw error;
        await this.#cloud.clock.sleep(interval);
      }
    }
  }

  /**
   * Waits until a resource is in one of the states, or, without states, until it is gone.
   * @param read looks; undefined when the resource is not there.
   */
  async wait(
    what: string,
    states: readonly string[],
    minutes: number,
    read: () => Promise<string | undefined>,
  ): Promise<void> {
    const deadline = this.#cloud.clock.now() + minutes * minute;
    for (;;) {
      const state = await read();
      if (states.length === 0 ? state === undefined : state !== undefined && states.includes(state)) return;
      if (this.#cloud.clock.now() >= deadline) {
        const target = states.length === 0 ? "gone" : states.join(" or ");
        throw new Error(
          `${what} is ${state ?? "gone"} after ${minutes} minutes (${span(minutes)}), not ${target}`,
        );
      }
      await this.#cloud.clock.sleep(interval);
    }
  }
}

function span(minutes: number): string {
  return `${(minutes * minute) / 1000} s of the stand-in's time`;
}

/** The provider's IsExpectedErrors: the code itself, the beginning of a listed one, or one that holds a listed one. */
function isListed(code: string, listed: readonly string[]): boolean {
  return listed.some((expected) => expected.startsWith(code) || code.includes(expected));
}

/** The provider's NeedRetry, or Alibaba's own client below it: what is tried again whatever the call. */
function isPassing(code: string, { throttled }: Retry): boolean {
  if (code.includes("Throttling")) return throttled !== "final";
  return [clientTimeout, connectionLost].includes(code) || statusOf(code) >= 500;
}
