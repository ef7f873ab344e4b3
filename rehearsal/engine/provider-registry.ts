import { Refusal } from "../../lib/refusal.ts";
import { packageOf, providerTypeOf, typeOf, urnOfReference } from "../../lib/urn.ts";
import type { Properties, StandIn } from "../stand-in.ts";
import { hasUnknown, secret } from "../values.ts";
import { type Goal, goalOf } from "./goal.ts";

/** The stand-ins by the package that each provides. */
export type StandIns = Readonly<Record<string, StandIn>>;

/** Finds the stand-in behind a provider reference, and makes the default providers of a run. */
export class ProviderRegistry {
  readonly #standIns: StandIns;
  readonly #config: Readonly<Record<string, string>>;
  readonly #secretKeys: ReadonlySet<string>;
  readonly #defaults = new Map<string, Promise<string>>();
  readonly #unknownConfig = new Set<string>();

  /** @param config the stack's config, `namespace:key` to text: a namespace named like a package configures its default provider */
  constructor(standIns: StandIns, config: Readonly<Record<string, string>>, secretKeys: readonly string[]) {
    this.#standIns = standIns;
    this.#config = config;
    this.#secretKeys = new Set(secretKeys);
  }

  /** @throws Refusal for a package without stand-in */
  standInOf(packageName: string): StandIn {
    const standIn = this.#standIns[packageName];
    if (standIn !== undefined) return standIn;
    const known = Object.keys(this.#standIns).join(", ");
    throw new Refusal(
      `there is no stand-in for the package "${packageName}": the rehearsal knows ${known}. Run such a program with Pulumi's own engine.`,
    );
  }

  /** The stand-in that a provider reference leads to. */
  standInBehind(reference: string): StandIn {
    return this.standInOf(packageOf(typeOf(urnOfReference(reference))));
  }

  /** Remembers a provider whose configuration is not known yet: nothing may be asked of it. */
  noteConfig(urn: string, inputs: Properties): void {
    if (hasUnknown(inputs)) this.#unknownConfig.add(urn);
    else this.#unknownConfig.delete(urn);
  }

  isConfigKnown(reference: string): boolean {
    return !this.#unknownConfig.has(urnOfReference(reference));
  }

  /**
   * The reference of a package's default provider, which is registered when it is asked for first.
   * @param version the SDK's version; each has a default provider of its own, as with Pulumi
   */
  defaultProvider(
    packageName: string,
    version: string,
    register: (goal: Goal) => Promise<string>,
  ): Promise<string> {
    const key = `${packageName}-${version}`;
    const known = this.#defaults.get(key) ?? register(this.#defaultGoal(packageName, version));
    this.#defaults.set(key, known);
    return known;
  }

  #defaultGoal(packageName: string, version: string): Goal {
    const prefix = `${packageName}:`;
    const config = Object.entries(this.#config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), this.#secretKeys.has(key) ? secret(value) : value]);
    return goalOf({
      type: providerTypeOf(packageName),
      name: version === "" ? "default" : `default_${version.replace(/[.+-]/g, "_")}`,
      custom: true,
      inputs: { ...Object.fromEntries(config), ...(version === "" ? {} : { version }) },
    });
  }
}
