import { isRecord, type Value, valueAt } from "../../lib/value.ts";
import { type DeclaredStack, type Resource, symbolStart } from "../model.ts";
import { incomparable, isSecretBody, replaceSymbols, symbolOf } from "../symbols.ts";

/** Which output of which resource a symbol stands for. */
interface Reference {
  readonly urn: string;
  /** As the symbol has it: `ipAddress`, `status.url`. */
  readonly output: string;
}

/**
 * Brings the head's references into the words of the base, so that what refers to the same thing reads the same: to
 * an aliased resource by its former name; to a replaced one as `‹new a.id›`, which is unknown before the up.
 */
export class References {
  readonly #base: DeclaredStack | undefined;
  readonly #found: ReadonlyMap<string, string>;
  readonly #inBase: ReadonlyMap<string, readonly Resource[]>;
  readonly #inHead: ReadonlyMap<string, readonly Resource[]>;
  readonly #byUrn: ReadonlyMap<string, Resource>;
  readonly #fresh = new Set<string>();

  /** @param found URNs of the base by URNs of the head */
  constructor(
    base: DeclaredStack | undefined,
    head: DeclaredStack | undefined,
    found: ReadonlyMap<string, string>,
  ) {
    this.#base = base;
    this.#found = found;
    this.#inBase = Map.groupBy(base?.resources ?? [], ({ name }) => name);
    this.#inHead = Map.groupBy(head?.resources ?? [], ({ name }) => name);
    this.#byUrn = new Map(base?.resources.map((resource) => [resource.urn, resource]));
  }

  /** Marks a resource of the head as replaced: its outputs are not those of the base. */
  madeAnew(urn: string): void {
    this.#fresh.add(urn);
  }

  /** A value of a resource's inputs in the head, in the words of the base. */
  inBaseWords(value: Value, { dependencies }: Pick<Resource, "dependencies">): Value {
    const translate = (each: Value): Value => {
      if (typeof each === "string") return each.includes(symbolStart) ? this.#text(each, dependencies) : each;
      if (Array.isArray(each)) return each.map(translate);
      if (!isRecord(each)) return each;
      const translated: Record<string, Value> = {};
      for (const key of Object.keys(each)) translated[key] = translate(each[key] ?? null);
      return translated;
    };
    return translate(value);
  }

  #text(text: string, dependencies: readonly string[]): Value {
    let whole: Value | undefined;
    const translated = replaceSymbols(text, (body) => {
      const known = this.#known(body, dependencies);
      if (known === undefined) {
        const renamed = body.split(", ").map((each) => this.#body(each, dependencies));
        return symbolOf(renamed.join(", "));
      }
      // A text with a part that cannot be compared cannot be compared itself.
      if (text === symbolOf(body) || known === incomparable) whole = known;
      return typeof known === "string" ? known : JSON.stringify(known);
    });
    return whole ?? translated;
  }

  /** The value of an output in a state, or the id of an adopted resource in the base. */
  #known(body: string, dependencies: readonly string[]): Value | undefined {
    const { outputs } = this.#base ?? {};
    if (isSecretBody(body)) return undefined;
    const references = body.split(", ").map((each) => this.#referenceOf(each, dependencies));
    if (references.some((each) => each !== undefined && this.#fresh.has(each.urn))) return undefined;
    const { urn, output } = references[0] ?? { urn: "", output: "" };
    if (outputs === undefined) {
      const former = this.#byUrn.get(this.#found.get(urn) ?? "");
      return references.length === 1 && output === "id" ? former?.options.importId : undefined;
    }
    const known = valueAt(outputs[this.#found.get(urn) ?? ""], ...output.split("."));
    return references.length > 1 ? incomparable : (known ?? incomparable);
  }

  #body(body: string, dependencies: readonly string[]): string {
    const reference = this.#referenceOf(body, dependencies);
    if (reference === undefined) return body;
    const { urn, output } = reference;
    const former = this.#byUrn.get(this.#found.get(urn) ?? "");
    const name = body.slice(0, -output.length - 1);
    if (former !== undefined && !this.#fresh.has(urn)) return `${former.name}.${output}`;
    return this.#inBase.has(name) ? `new ${body}` : body;
  }

  /**
   * Names may hold dots: the longest that names a resource counts. Among several of one name, a dependency counts
   * first.
   */
  #referenceOf(body: string, dependencies: readonly string[]): Reference | undefined {
    if (isSecretBody(body)) return undefined;
    for (let dot = body.lastIndexOf("."); dot > 0; dot = body.lastIndexOf(".", dot - 1)) {
      const named = this.#inHead.get(body.slice(0, dot));
      const meant = named?.find(({ urn }) => dependencies.includes(urn)) ?? named?.[0];
      if (meant !== undefined) return { urn: meant.urn, output: body.slice(dot + 1) };
    }
    return undefined;
  }
}
