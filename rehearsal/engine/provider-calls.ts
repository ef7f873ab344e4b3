import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { isProviderType, nameOf, packageOf } from "../../lib/urn.ts";
import { isRecord, recordOf } from "../../lib/value.ts";
import { type CallOptions, FailedToInitialize, type Properties, type StandIn } from "../stand-in.ts";
import { unknown } from "../values.ts";
import { withIgnoredChanges } from "./ignore-changes.ts";
import { sameValue } from "./property-diff.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import type { ResourceState } from "./snapshot.ts";

/** What a provider says about a change. */
export interface Difference {
  readonly changes: boolean;
  /** The properties that cannot change in place. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** What a provider says about a resource that it made, changed or found. */
export interface Live {
  readonly id: string;
  readonly outputs: Properties;
  /** Set when the call failed; the resource is then as described here. */
  readonly incomplete?: FailedToInitialize;
}

/** A resource that a provider found, with the inputs that would make it, where the provider knows them. */
export interface Found extends Live {
  readonly inputs: Properties | undefined;
}

type Target = Pick<ResourceState, "urn" | "type" | "provider" | "custom">;

/**
 * All calls to providers, in one form for the three kinds of resources: a stand-in's; provider resources, which the
 * engine itself keeps; and components, which have no provider.
 */
export class ProviderCalls {
  readonly #registry: ProviderRegistry;

  constructor(registry: ProviderRegistry) {
    this.#registry = registry;
  }

  /** The inputs with the provider's defaults. @throws Refusal that lists every property it refuses */
  async check(target: Target, olds: Properties, news: Properties): Promise<Properties> {
    if (isProviderType(target.type)) this.#registry.standInOf(packageOf(target.type));
    const standIn = this.#standInFor(target);
    if (standIn === undefined || !this.#registry.isConfigKnown(target.provider)) return news;
    const { inputs, failures = [] } = await standIn.check(target.urn, olds, news);
    if (failures.length === 0) return recordOf(inputs ?? news);
    const reasons = failures.map(({ property, reason }) =>
      property === "" ? reason : `${property}: ${reason}`,
    );
    throw new Refusal(
      `${target.type} "${nameOf(target.urn)}" has wrong inputs:\n${reasons.map((reason) => `    ${reason}`).join("\n")}`,
    );
  }

  async diff(
    old: ResourceState,
    target: Target & Pick<ResourceState, "ignoreChanges">,
    news: Properties,
  ): Promise<Difference> {
    const inPlace = { replaces: [], deleteBeforeReplace: false };
    // A provider resource's outputs are the configuration that it had last.
    if (isProviderType(target.type)) return { changes: !sameValue(old.outputs, news), ...inPlace };
    const standIn = this.#standInFor(target);
    if (standIn === undefined || !this.#registry.isConfigKnown(target.provider)) {
      return { changes: !sameValue(old.inputs, news), ...inPlace };
    }
    const wanted = asSeen(standIn, old.outputs, news, target.ignoreChanges);
    const answer = await standIn.diff(old.id, old.urn, old.outputs, wanted);
    return {
      changes: answer.changes ?? !sameValue(old.inputs, news),
      replaces: answer.replaces ?? [],
      deleteBeforeReplace: answer.deleteBeforeReplace ?? false,
    };
  }

  async create(state: ResourceState, options: CallOptions): Promise<Live> {
    const standIn = this.#standInFor(state);
    if (standIn === undefined) return { id: state.custom ? randomUUID() : "", outputs: ownOutputs(state) };
    const call = standIn.create(state.urn, state.inputs, options);
    const made = call.then(({ id, outs }) => ({ id, outputs: recordOf(outs) }));
    const live = await orIncomplete(within(state, "create", made));
    if (live.id === "") throw new Error("the provider gave no id for what it created");
    return live;
  }

  async update(old: ResourceState, state: ResourceState): Promise<Live> {
    const standIn = this.#standInFor(state);
    if (standIn === undefined) return { id: old.id, outputs: ownOutputs(state) };
    const wanted = asSeen(standIn, old.outputs, state.inputs, state.ignoreChanges);
    const call = standIn.update(old.id, state.urn, old.outputs, wanted);
    const changed = call.then(({ outs }) => ({ id: old.id, outputs: recordOf(outs) }));
    return await orIncomplete(within(state, "update", changed));
  }

  async delete(state: ResourceState): Promise<void> {
    const standIn = this.#standInFor(state);
    if (standIn === undefined) return;
    await within(state, "delete", standIn.delete(state.id, state.urn, state.outputs));
  }

  /** The resource of an id, or nothing when there is none. */
  async read(state: ResourceState, id: string, props: Properties): Promise<Found | undefined> {
    const standIn = this.#standInFor(state);
    if (standIn === undefined) throw new Refusal(`a ${state.type} cannot be read`);
    const found = await within(state, "read", standIn.read(id, state.urn, props));
    if (found.id === undefined || found.id === "" || !isRecord(found.props)) return undefined;
    return { id: found.id, outputs: found.props, inputs: isRecord(found.inputs) ? found.inputs : undefined };
  }

  /** Whether a call that is really made somewhere stands behind a resource. */
  isManaged(target: Target): boolean {
    return target.custom && !isProviderType(target.type);
  }

  /**
   * What a plan knows of a resource that would be created: its inputs; nothing if the provider's configuration is
   * unknown.
   */
  planned(state: ResourceState): Live {
    if (!state.custom) return { id: "", outputs: {} };
    if (isProviderType(state.type)) return { id: unknown, outputs: state.inputs };
    return { id: "", outputs: this.#registry.isConfigKnown(state.provider) ? state.inputs : {} };
  }

  #standInFor(target: Target) {
    return this.isManaged(target) ? this.#registry.standInBehind(target.provider) : undefined;
  }
}

async function orIncomplete(call: Promise<Live>): Promise<Live> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof FailedToInitialize)) throw error;
    return { id: error.id, outputs: error.properties, incomplete: error };
  }
}

/** The inputs as a provider sees them. */
function asSeen(
  { ignoresAsFound }: StandIn,
  olds: Properties,
  news: Properties,
  ignored: readonly string[],
): Properties {
  return ignoresAsFound === true ? withIgnoredChanges(news, olds, ignored) : news;
}

function ownOutputs(state: ResourceState): Properties {
  return state.custom ? state.inputs : {};
}

/** Waits for a call no longer than the resource's `customTimeouts` allow. */
async function within<T>(
  state: ResourceState,
  kind: keyof ResourceState["timeouts"],
  call: Promise<T>,
): Promise<T> {
  const seconds = state.timeouts[kind];
  if (seconds === undefined) return await call;
  const done = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: done.signal }).then(() => {
    throw new Error(`no answer to ${kind} within ${seconds} s (customTimeouts.${kind})`);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    done.abort();
    // A late outcome is ignored, success or failure.
    late.catch(messageOf);
    call.catch(messageOf);
  }
}
