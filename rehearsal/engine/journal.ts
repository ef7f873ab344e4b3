import { urnOfReference } from "../../lib/urn.ts";
import type { PendingOperation, ResourceState, Snapshot } from "./snapshot.ts";

/** Where a journal puts the state. */
export type Save = (snapshot: Snapshot) => Promise<void>;

/**
 * The state while a run changes it: what is done, what is left of the run before, and which provider calls are
 * under way. A call is on disk before it begins; its end is written together with whatever is written next, which
 * is enough, since a begun call that did take effect is found out by the next run.
 */
export class Journal {
  readonly #save: Save;
  #done: ResourceState[] = [];
  #left: ResourceState[];
  #pending: PendingOperation[];
  #writing: Promise<void> | undefined;
  #waiting: Promise<void> | undefined;
  #dirty = false;
  readonly #marked = new Map<ResourceState, ResourceState>();
  readonly #renames = new Map<string, string>();

  constructor(snapshot: Snapshot, save: Save) {
    this.#left = [...snapshot.resources];
    this.#pending = [...snapshot.pending];
    this.#save = save;
  }

  /** The state as of now. */
  get snapshot(): Snapshot {
    const { resources } = this;
    return {
      resources: this.#renames.size === 0 ? resources : resources.map(this.#renamed),
      pending: this.#pending,
    };
  }

  /** All resources, in the state's order, as the states that were put. */
  get resources(): readonly ResourceState[] {
    return [...this.#done, ...this.#left];
  }

  /** Resources of the run before that this run has not taken over or removed yet. */
  get left(): readonly ResourceState[] {
    return this.#left;
  }

  /** Resolves once it is on disk that the call is about to be made. */
  async begin(operation: PendingOperation): Promise<void> {
    this.#pending.push(operation);
    this.#dirty = true;
    await this.#write();
  }

  /** The call was answered, be it with an error. */
  end(operation: PendingOperation): void {
    this.#pending = this.#pending.filter((each) => each !== operation);
    this.#dirty = true;
  }

  /** Adds a state after all that were added before, in the place of its old one. */
  put(state: ResourceState, old?: ResourceState): void {
    if (old !== undefined) this.remove(old);
    this.#done.push(state);
    this.#dirty = true;
  }

  /** Changes a state where it stands, e.g. to one marked for deletion. */
  mark(old: ResourceState, change: Partial<ResourceState>): ResourceState {
    const current = this.#currentOf(old);
    const marked = { ...current, ...change };
    const swap = (each: ResourceState) => (each === current ? marked : each);
    this.#done = this.#done.map(swap);
    this.#left = this.#left.map(swap);
    this.#marked.set(current, marked);
    this.#dirty = true;
    return marked;
  }

  /** From now on, who refers to the old URN refers to the new one (see aliases). */
  rename(oldUrn: string, urn: string): void {
    this.#renames.set(oldUrn, urn);
  }

  remove(old: ResourceState): void {
    const current = this.#currentOf(old);
    this.#done = this.#done.filter((each) => each !== current);
    this.#left = this.#left.filter((each) => each !== current);
    this.#dirty = true;
  }

  /** A state as it is now, with all its marks. */
  #currentOf(state: ResourceState): ResourceState {
    const marked = this.#marked.get(state);
    return marked === undefined ? state : this.#currentOf(marked);
  }

  /** Resolves once all is on disk. */
  async flush(): Promise<void> {
    if (this.#dirty) await this.#write();
    else await this.#writing;
  }

  readonly #renamed = (state: ResourceState): ResourceState => {
    const to = (urn: string) => this.#renames.get(urn) ?? urn;
    const entries = Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(to)]);
    const providerUrn = urnOfReference(state.provider);
    return {
      ...state,
      parent: to(state.parent),
      deletedWith: to(state.deletedWith),
      dependencies: state.dependencies.map(to),
      propertyDependencies: Object.fromEntries(entries) as ResourceState["propertyDependencies"],
      provider: to(providerUrn) + state.provider.slice(providerUrn.length),
    };
  };

  /** One write at a time; all that ask while one is under way share the next. */
  #write(): Promise<void> {
    this.#waiting ??= (async () => {
      await this.#writing?.catch(() => undefined);
      this.#waiting = undefined;
      this.#dirty = false;
      this.#writing = this.#save(this.snapshot).catch((error: unknown) => {
        this.#dirty = true;
        throw error;
      });
      await this.#writing;
    })();
    return this.#waiting;
  }
}
