import type { Tags } from "../cloud-state.ts";
import { invalidParameter, WireError } from "./wire-error.ts";

/** Parameters of every call, beside those of its action: the protocol's, and the caller's identity. */
const common = new Set([
  ...["Action", "Version", "Format", "AccessKeyId", "SecurityToken", "Timestamp", "RegionId", "ClientToken"],
  ...["Signature", "SignatureMethod", "SignatureNonce", "SignatureType", "SignatureVersion"],
  ...["OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount", "ServiceCode"],
  ...["AcceptLanguage", "SourceIp", "SecureTransport"],
]);

/**
 * The parameters of one call, of query and form together, as Alibaba's RPC APIs spell them: lists and maps as
 * `ResourceId.1`, `Tag.1.Key`. An empty parameter counts as none. What an action does not read is refused: a client
 * must not believe that it was heeded.
 */
export class Question {
  readonly #values: ReadonlyMap<string, string>;
  readonly #read = new Set<string>();

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  get clientToken(): string | undefined {
    return this.#values.get("ClientToken") || undefined;
  }

  /** The region that is asked; the stand-in is the same in all. */
  get region(): string {
    return this.#values.get("RegionId") ?? "";
  }

  text(name: string): string | undefined {
    this.#read.add(name);
    return this.#values.get(name) || undefined;
  }

  /** @throws {WireError} MissingParameter, as the cloud answers. */
  required(name: string): string {
    const value = this.text(name);
    if (value !== undefined) return value;
    throw new WireError(
      "MissingParameter",
      `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
    );
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== "true" && value !== "false") throw invalidParameter(name);
    return value === "true";
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,9}$/.test(value)) throw invalidParameter(name);
    return Number(value);
  }

  /** A list: `<name>.1`, `<name>.2`, …; a single one also as `<name>`. */
  list(name: string): string[] {
    const found: string[] = [];
    for (const [key, value] of this.#values)
      if (key === name || (key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1)))) {
        this.#read.add(key);
        if (value !== "") found.push(value);
      }
    return found;
  }

  /** Tags: `Tag.<n>.Key` and `Tag.<n>.Value`; a tag without a value has the empty one. */
  tags(): Tags {
    const tags: Tags = {};
    for (const [key, value] of this.#values) {
      const n = /^Tag\.(\d+)\.Key$/.exec(key)?.[1];
      if (n === undefined) continue;
      this.#read.add(key).add(`Tag.${n}.Value`);
      if (value !== "") tags[value] = this.#values.get(`Tag.${n}.Value`) ?? "";
    }
    return tags;
  }

  /** @throws {WireError} when a parameter was given that nothing read. */
  refuseUnread(): void {
    const unread = [...this.#values].filter(
      ([name, value]) => value !== "" && !common.has(name) && !this.#read.has(name),
    );
    if (unread.length === 0) return;
    const names = unread.map(([name]) => name).sort();
    throw new WireError(
      "UnsupportedParameter",
      `The stand-in cloud does not heed ${names.map((name) => `"${name}"`).join(", ")} of ${this.#values.get("Action")}.`,
    );
  }
}
