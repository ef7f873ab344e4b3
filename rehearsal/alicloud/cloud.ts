import { type JsonFile, jsonFile } from "../../lib/json-file.ts";
import { type Fault, killOwnProcess, struck } from "../faults.ts";
import type { ActionContext } from "./cloud-action.ts";
import { type ActionName, type AnswerOf, isQuery, perform, type RequestOf } from "./cloud-actions.ts";
import { type Clock, type Delays, defaultDelays, systemClock } from "./cloud-clock.ts";
import { CloudError, clientTimeout, connectionLost } from "./cloud-error.ts";
import { settle } from "./cloud-settle.ts";
import { type CloudState, cloudStateSchema, emptyCloud } from "./cloud-state.ts";
import { recall, remember } from "./cloud-tokens.ts";
import { mergeWorld, type World, worldSchema } from "./cloud-world.ts";

export interface CloudOptions {
  /** The cloud's file. Several processes may open one at the same time. */
  readonly file: string;
  /** What exists before; merged in when the cloud is opened. */
  readonly world?: World;
  /** Calls that go wrong. Default: none. */
  readonly faults?: readonly Fault[];
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: a few tens of milliseconds each. */
  readonly delays?: Partial<Delays>;
}

/** The file in which a cloud is kept. */
export function cloudFile(path: string): JsonFile<CloudState> {
  return jsonFile(path, cloudStateSchema, emptyCloud);
}

/**
 * Alibaba Cloud as its API behaves, kept in one file. Every call that changes something is durable in the file before
 * it answers: killed at any moment, the cloud is as before the call or as after it.
 */
export class Cloud {
  readonly clock: Clock;
  readonly #file: JsonFile<CloudState>;
  readonly #faults: readonly Fault[];
  readonly #delays: Delays;

  private constructor(options: CloudOptions, file: JsonFile<CloudState>) {
    this.clock = options.clock ?? systemClock;
    this.#file = file;
    this.#faults = options.faults ?? [];
    this.#delays = { ...defaultDelays, ...options.delays };
  }

  /**
   * Opens a cloud, or makes it where there is none.
   * @throws when the file is damaged or the world is wrong: what, where, and the way out.
   */
  static async open(options: CloudOptions): Promise<Cloud> {
    const world = worldSchema.safeParse(options.world ?? {});
    if (!world.success) throw new Error(`the world of ${options.file} is wrong:\n${problemsOf(world.error)}`);
    const file = cloudFile(options.file);
    await file.change((state) => mergeWorld(state, world.data));
    return new Cloud(options, file);
  }

  /**
   * Makes one API call.
   * @throws {CloudError} when the cloud refuses it; nothing has changed then.
   */
  async call<Name extends ActionName>(name: Name, request: RequestOf<Name>): Promise<AnswerOf<Name>> {
    const named = this.#faults.some((fault) => fault.call === name);
    if (isQuery(name) && !named) return perform(name, this.#context(await this.snapshot()), request);

    const outcome = await this.#file.change((state) => {
      const fault = struck(this.#faults, state.calls, name);
      if (fault?.when === "before") return { fault };
      try {
        return { fault, answer: this.#answer(state, name, request) };
      } catch (refusal) {
        return { refusal };
      }
    });
    if ("refusal" in outcome) throw outcome.refusal;
    if (outcome.fault !== undefined) strike(outcome.fault);
    return outcome.answer as AnswerOf<Name>;
  }

  /** Runs work that a fault plan may name as one call, e.g. a provider's method; see `methodCall`. */
  async guard<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    if (!this.#faults.some((fault) => fault.call === name)) return work();
    const fault = await this.#file.change((state) => struck(this.#faults, state.calls, name));
    if (fault?.when === "before") strike(fault);
    const result = await work();
    if (fault !== undefined) strike(fault);
    return result;
  }

  /** Everything the cloud holds at this moment, with what was due brought to its end. */
  async snapshot(): Promise<CloudState> {
    const state = await this.#file.read();
    settle(state, this.clock.now());
    return state;
  }

  #context(state: CloudState): ActionContext {
    return { state, now: this.clock.now(), delays: this.#delays };
  }

  /** Answers on a draft, so that an action that refuses half-way has changed nothing. */
  #answer<Name extends ActionName>(state: CloudState, name: Name, request: RequestOf<Name>): AnswerOf<Name> {
    const draft = structuredClone(state);
    const context = this.#context(draft);
    settle(draft, context.now);
    const earlier = recall(context, name, request);
    if (earlier !== undefined) return earlier.answer as AnswerOf<Name>;
    const answer = perform(name, context, request);
    remember(context, name, request, answer);
    Object.assign(state, draft);
    return answer;
  }
}

function strike(fault: Fault): never {
  if (fault.kill === true) killOwnProcess();
  if (fault.timeout === true) throw new CloudError(clientTimeout, `${fault.call}: no answer came in time`);
  if (fault.disconnect === true) throw new CloudError(connectionLost, `${fault.call}: the connection broke`);
  if (fault.throttle === true) throw new CloudError("Throttling.User", `${fault.call}: too many requests`);
  throw new CloudError(fault.error ?? "InternalError", `${fault.call}: injected by the fault plan`);
}

function problemsOf(error: { issues: { path: PropertyKey[]; message: string }[] }): string {
  return error.issues.map((issue) => `  ${issue.path.map(String).join(".")}: ${issue.message}`).join("\n");
}
