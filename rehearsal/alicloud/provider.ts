import { createHash, randomUUID } from "node:crypto";
import alicloud from "@pulumi/alicloud/package.json" with { type: "json" };
import { messageOf } from "../../lib/system-errors.ts";
import { typeOf } from "../../lib/urn.ts";
import { recordOf } from "../../lib/value.ts";
import { isEmpty } from "../../providers/rules.ts";
import { type Method, methodCall } from "../faults.ts";
import { FailedToInitialize, type Properties, type StandIn } from "../stand-in.ts";
import { hasUnknown, reveal } from "../values.ts";
import { Cloud, type CloudOptions } from "./cloud.ts";
import { changedInputs, checkInputs } from "./inputs.ts";
import { journaled } from "./journal.ts";
import type { Outputs, ResourceType } from "./resource-type.ts";
import { resourceTypes } from "./resource-types.ts";
import { keepSecrets, withoutOutputs } from "./secrets.ts";
import { Session } from "./session.ts";

export interface AlicloudOptions extends CloudOptions {
  /** A file to which each method that changes something is written, line by line. Default: none. */
  readonly journal?: string;
}

const changing: readonly Method[] = ["create", "update", "delete"];

/**
 * A provider for the package `alicloud` that behaves as the bridged Terraform provider does, on a cloud in a file. The
 * file is opened, and the world merged into it, with the first call that needs it.
 *
 * What it leaves out: `__defaults` and `__meta`, the bridge's own notes in inputs and state on which defaults it filled
 * in, and on timeouts and schema versions (there are none to note here); `accessMode` of a NAT gateway, which the cloud
 * answers for PrivateLink only; and the outputs of logs, which nobody asks for.
 */
export function alicloudStandIn({ journal, ...options }: AlicloudOptions): StandIn {
  let opening: Promise<Cloud> | undefined;
  async function on<Result>(
    urn: string,
    method: Method,
    work: (type: ResourceType, session: Session) => Promise<Result>,
  ) {
    const type = resourceTypeOf(urn);
    opening ??= Cloud.open(options);
    const cloud = await opening;
    const call = methodCall(method, type.token);
    const guarded = (): Promise<Result> => cloud.guard(call, () => work(type, new Session(cloud)));
    return changing.includes(method) ? journaled(journal, { call, urn }, guarded) : guarded();
  }

  return {
    version: alicloud.version,
    ignoresAsFound: true,

    check: (urn, _olds, news) =>
      on(urn, "check", async (type) => {
        const inputs = named(type, urn, recordOf(withoutOutputs(news)));
        return { inputs, failures: checkInputs(type.inputs, type.refused, recordOf(reveal(inputs))) };
      }),

    diff: (_id, urn, olds, news) =>
      on(urn, "diff", async (type) => {
        const inputs = recordOf(reveal(news));
        const { replaces, updates } = changedInputs(type, recordOf(reveal(olds)), inputs);
        const fixed = Object.keys(type.inputs).filter((name) => type.rules.replaces.includes(name));
        return {
          changes: replaces.length + updates.length > 0,
          replaces,
          stables: [...fixed, ...type.stable].filter((name) => !replaces.includes(name)),
          // Two resources cannot have one name that the program gave; a generated one makes no such claim.
          deleteBeforeReplace:
            type.autonamed === true &&
            replaces.length > 0 &&
            !replaces.includes("name") &&
            inputs.name !== autoname(urn),
        };
      }),

    create: (urn, news, call) =>
      on(urn, "create", async (type, session) => {
        const inputs = known(type, news, urn);
        const id = await type.create(session, inputs as never, call?.clientToken ?? randomUUID());
        let state: Properties = news;
        try {
          await type.complete?.(session, id, inputs as never);
          state = {};
          await type.finish?.(session, id, inputs as never);
          state = news;
          return { id, outs: await outputs(type, session, id, news) };
        } catch (error) {
          throw new FailedToInitialize(
            id,
            state,
            messageOf(error),
            `${id} was created but is not complete: `,
          );
        }
      }),

    read: (id, urn, props = {}) =>
      on(urn, "read", async (type, session) => {
        const found = await type.read(session, id);
        if (found === undefined) return { id: "", props: {} };
        const state = keepSecrets({ ...recordOf(reveal(props)), ...found }, props);
        // Without a state it is an import: what the cloud has are the inputs. In a refresh the engine keeps its own.
        return {
          id,
          props: state,
          ...(Object.keys(props).length === 0 && { inputs: importedInputs(type, found) }),
        };
      }),

    update: (id, urn, olds, news) =>
      on(urn, "update", async (type, session) => {
        const inputs = known(type, news, urn);
        const state = recordOf(reveal(olds));
        const { updates } = changedInputs(type, state, inputs);
        const has = (...names: string[]): boolean => names.some((name) => updates.includes(name));
        const made = new Set<string>();
        const done = (...names: string[]): void => {
          for (const name of names) made.add(name);
        };
        let isPartial = type.finish !== undefined;
        try {
          await type.update?.(session, id, inputs as never, { has, done, state });
          isPartial = false;
          return { outs: await outputs(type, session, id, news) };
        } catch (error) {
          const kept = isPartial ? only(news, made) : news;
          throw new FailedToInitialize(id, { ...olds, ...kept }, messageOf(error));
        }
      }),

    delete: (id, urn, props) =>
      on(urn, "delete", (type, session) => type.delete(session, id, recordOf(reveal(props)))),

    async invoke(token) {
      throw new Error(`the Alibaba Cloud stand-in answers no functions; the program calls ${token}`);
    },
  };
}

function resourceTypeOf(urn: string): ResourceType {
  const token = typeOf(urn);
  const type = resourceTypes.get(token);
  if (type === undefined)
    throw new Error(
      `the Alibaba Cloud stand-in does not keep ${token}; it keeps ${[...resourceTypes.keys()].sort().join(", ")}`,
    );
  return type;
}

/** Pulumi's autonaming: the resource's own name and seven hexadecimal digits; the same for the same URN. */
function autoname(urn: string): string {
  return `${urn.split("::").at(-1)}-${createHash("sha256").update(urn).digest("hex").slice(0, 7)}`;
}

function named(type: ResourceType, urn: string, inputs: Properties): Properties {
  return type.autonamed && inputs.name === undefined ? { ...inputs, name: autoname(urn) } : inputs;
}

/** What the cloud says, over what only the inputs know; secret inputs stay secret. */
async function outputs(
  type: ResourceType,
  session: Session,
  id: string,
  news: Properties,
): Promise<Properties> {
  const found = await type.read(session, id);
  if (found === undefined) throw new Error(`${id} is gone`);
  return keepSecrets({ ...recordOf(reveal(news)), ...found }, news);
}

function only(properties: Properties, names: ReadonlySet<string>): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.has(name)));
}

function importedInputs(type: ResourceType, found: Outputs): Properties {
  return Object.fromEntries(
    Object.entries(found).filter(([name, value]) => name in type.inputs && !isEmpty(value)),
  );
}

/** What the provider carries out: with its defaults where the program leaves an input out. */
function known({ rules }: ResourceType, inputs: Properties, urn: string): Properties {
  const values = { ...rules.defaults, ...recordOf(reveal(inputs)) };
  const open = Object.keys(values).filter((name) => hasUnknown(values[name]));
  if (open.length > 0) throw new Error(`${urn}: not known yet: ${open.join(", ")}`);
  return values;
}
