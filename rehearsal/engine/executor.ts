import { randomUUID } from "node:crypto";
import type { Properties } from "../stand-in.ts";
import { isSecret, secret } from "../values.ts";
import type { Journal } from "./journal.ts";
import type { Live, ProviderCalls } from "./provider-calls.ts";
import type { PendingOperation, ResourceState } from "./snapshot.ts";
import { resourceOf, type Step } from "./steps.ts";

/** Carries steps out: makes the provider's call and keeps the journal. In a plan only the journal changes, in memory. */
export class Executor {
  readonly #calls: ProviderCalls;
  readonly #journal: Journal;
  readonly #dryRun: boolean;

  constructor(calls: ProviderCalls, journal: Journal, dryRun: boolean) {
    this.#calls = calls;
    this.#journal = journal;
    this.#dryRun = dryRun;
  }

  /**
   * Does what a step says.
   * @param isGoneWith whether a resource's deletion is part of another's (see `deletedWith`)
   * @returns the resource's state after it
   * @throws Error when the provider's call failed
   */
  async run(step: Step, isGoneWith: (urn: string) => boolean): Promise<ResourceState> {
    const { old, new: wanted } = step;
    if (wanted === undefined) return await this.#delete(step, isGoneWith);
    if (step.op === "create" || step.op === "create-replacement") return await this.#create(wanted, step);
    if (step.op === "update" && old !== undefined) return await this.#update(old, wanted);
    if (step.op === "same")
      return this.#settle(old, { ...wanted, id: old?.id ?? "", outputs: old?.outputs ?? {} });
    if (step.op === "replace") return wanted;
    return this.#found(step, wanted);
  }

  async #create(state: ResourceState, step: Step): Promise<ResourceState> {
    const operation: PendingOperation = {
      kind: "create",
      state,
      clientToken: randomUUID(),
      replacing: step.leavesOld === true,
      failed: false,
    };
    const live = this.#dryRun
      ? this.#calls.planned(state)
      : await this.#recorded(operation, () =>
          this.#calls.create(state, { clientToken: operation.clientToken }),
        );
    if (step.leavesOld === true && step.old !== undefined) this.#journal.mark(step.old, { delete: true });
    return this.#keep(step.leavesOld === true ? undefined : step.old, state, live);
  }

  async #update(old: ResourceState, state: ResourceState): Promise<ResourceState> {
    const wanted = { ...state, id: old.id };
    const operation = {
      kind: "update",
      state: wanted,
      clientToken: "",
      replacing: false,
      failed: false,
    } as const;
    const live = this.#dryRun
      ? { id: old.id, outputs: this.#calls.planned(wanted).outputs }
      : await this.#recorded(operation, () => this.#calls.update(old, wanted));
    return this.#keep(old, wanted, live);
  }

  async #delete(step: Step, isGoneWith: (urn: string) => boolean): Promise<ResourceState> {
    const state = resourceOf(step);
    const makesRoom = step.makesRoom === true;
    const stays =
      state.external || state.retainOnDelete || state.pendingReplacement || isGoneWith(state.deletedWith);
    if (!stays && !this.#dryRun) {
      const operation = {
        kind: "delete",
        state,
        clientToken: "",
        replacing: makesRoom,
        failed: false,
      } as const;
      await this.#recorded(operation, () => this.#calls.delete(state));
    }
    if (makesRoom) this.#journal.mark(state, { pendingReplacement: true });
    else this.#journal.remove(state);
    return state;
  }

  /** A resource that is there already: imported or read. */
  #found(step: Step, state: ResourceState): ResourceState {
    if (step.leavesOld === true && step.old !== undefined) this.#journal.mark(step.old, { delete: true });
    return this.#settle(step.leavesOld === true ? undefined : step.old, withSecrets(state));
  }

  /** Keeps what a call left, also when it failed. */
  #keep(old: ResourceState | undefined, state: ResourceState, live: Live): ResourceState {
    const after = this.#settle(old, withLive(state, live));
    if (live.incomplete !== undefined) throw live.incomplete;
    return after;
  }

  #settle(old: ResourceState | undefined, state: ResourceState): ResourceState {
    this.#journal.put(state, old);
    return state;
  }

  /** Makes a call that the journal knows of before and after. Components and providers have none to make. */
  async #recorded<T>(operation: PendingOperation, call: () => Promise<T>): Promise<T> {
    if (!this.#calls.isManaged(operation.state)) return await call();
    await this.#journal.begin(operation);
    try {
      return await call();
    } finally {
      this.#journal.end(operation);
    }
  }
}

/** A state with what the provider said about it. */
export function withLive(state: ResourceState, live: Live): ResourceState {
  const initErrors = live.incomplete?.reasons ?? [];
  return withSecrets({ ...state, id: live.id, outputs: live.outputs, initErrors });
}

/** Outputs are secret where the option says so, and where the input of that name is. */
function withSecrets(state: ResourceState): ResourceState {
  const isHidden = (key: string) =>
    state.additionalSecretOutputs.includes(key) || isSecret(state.inputs[key]);
  const entries = Object.entries(state.outputs);
  const outputs = entries.map(([key, value]) => [
    key,
    isHidden(key) && !isSecret(value) ? secret(value) : value,
  ]);
  return { ...state, outputs: Object.fromEntries(outputs) as Properties };
}
