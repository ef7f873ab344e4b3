import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { CallOptions, Properties, StandIn } from "../../rehearsal/stand-in.ts";
import { hasUnknown, reveal } from "../../rehearsal/values.ts";

/** One thing in the toy cloud. */
export interface Thing {
  readonly id: string;
  readonly type: string;
  readonly inputs: Properties;
  /** The client token of the create that made it. */
  readonly token?: string;
}

/** A call that reaches the toy cloud, e.g. `create a` or `delete a#1`. Checks, diffs and reads do not count. */
export type CallListener = (call: string, count: number, moment: "before" | "after") => void | Promise<void>;

export interface ToyOptions {
  /** Keeps the cloud in this file, so that it outlives the process. Default: in memory. */
  readonly file?: string;
  /** May throw, wait, or end the process, before a call has its effect or after. */
  readonly onCall?: CallListener;
}

/**
 * A made-up provider with one kind of resource under any type name. Changing `fixed` replaces it, changing `solo`
 * replaces it and the old one has to go first; `value: "bad"` is refused; `size` has a default. It answers a
 * repeated create of one client token with what the first one made.
 */
export class Toy implements StandIn {
  readonly version = "1.2.3";
  /** All calls that had their effect, in their order. */
  readonly calls: string[] = [];
  /** How many calls were under way at once at most. */
  mostAtOnce = 0;
  readonly #options: ToyOptions;
  #things: Thing[];
  #count = 0;
  #underWay = 0;

  constructor(options: ToyOptions = {}) {
    this.#options = options;
    const { file } = options;
    this.#things =
      file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Thing[]) : [];
  }

  /** What is in the cloud, by its `name` input. */
  get things(): readonly Thing[] {
    return this.#things;
  }

  /** Puts something into the cloud that no program made. */
  plant(thing: Thing): void {
    this.#set([...this.#things, thing]);
  }

  async check(_urn: string, _olds: Properties, news: Properties) {
    const failures = reveal(news.value) === "bad" ? [{ property: "value", reason: 'must not be "bad"' }] : [];
    return { inputs: { size: "m", ...news }, failures };
  }

  async diff(_id: string, _urn: string, olds: Properties, news: Properties) {
    const isChanged = (key: string) =>
      !isDeepStrictEqual(reveal(olds[key]), reveal(news[key])) || hasUnknown(news[key]);
    const replaces = ["fixed", "solo"].filter(isChanged);
    const changes = Object.keys({ ...olds, ...news }).some((key) => key !== "made" && isChanged(key));
    return { changes, replaces, deleteBeforeReplace: replaces.includes("solo") };
  }

  async create(urn: string, inputs: Properties, { clientToken }: CallOptions = {}) {
    return await this.#call(`create ${nameOf(urn)}`, () => {
      const earlier = this.#things.find(({ token }) => token !== undefined && token === clientToken);
      const id = earlier?.id ?? this.#freshId(nameOf(urn));
      const token = clientToken === undefined ? {} : { token: clientToken };
      if (earlier === undefined) this.plant({ id, type: typeOf(urn), inputs: plain(inputs), ...token });
      return { id, outs: { ...inputs, made: `made ${id}` } };
    });
  }

  async read(id: string, _urn: string, _props?: Properties) {
    const thing = this.#things.find((each) => each.id === id);
    if (thing === undefined) return {};
    return { id, inputs: thing.inputs, props: { ...thing.inputs, made: `made ${id}` } };
  }

  async update(id: string, _urn: string, _olds: Properties, news: Properties) {
    return await this.#call(`update ${id}`, () => {
      if (!this.#things.some((each) => each.id === id)) throw new Error(`there is no ${id}`);
      this.#set(this.#things.map((each) => (each.id === id ? { ...each, inputs: plain(news) } : each)));
      return { outs: { ...news, made: `made ${id}` } };
    });
  }

  async delete(id: string, _urn: string, _props: Properties) {
    await this.#call(`delete ${id}`, () => {
      if (!this.#things.some((each) => each.id === id)) throw new Error(`there is no ${id}`);
      this.#set(this.#things.filter((each) => each.id !== id));
    });
  }

  async invoke(token: string, inputs: Properties) {
    if (token !== "toy:index:echo") throw new Error(`there is no function ${token}`);
    return { outputs: { echo: inputs.text } };
  }

  async #call<T>(call: string, effect: () => T): Promise<T> {
    this.#count += 1;
    const count = this.#count;
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    try {
      await this.#options.onCall?.(call, count, "before");
      const answer = effect();
      this.calls.push(call);
      await this.#options.onCall?.(call, count, "after");
      return answer;
    } finally {
      this.#underWay -= 1;
    }
  }

  #freshId(name: string): string {
    const taken = new Set(this.#things.map(({ id }) => id));
    for (let number = 1; ; number += 1) {
      if (!taken.has(`${name}#${number}`)) return `${name}#${number}`;
    }
  }

  #set(things: Thing[]): void {
    this.#things = things;
    if (this.#options.file !== undefined) writeFileSync(this.#options.file, JSON.stringify(things));
  }
}

function plain(inputs: Properties): Properties {
  return reveal(inputs) as Properties;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? urn;
}
