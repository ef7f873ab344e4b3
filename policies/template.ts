// What a resource may hold, written as it is declared: a template is the value itself, with holes where values differ from
// school to school. What a template does not name is not allowed. A stack is judged by it (problems.ts), and the API server
// by what is made of it in its own language (admission/cel.ts).

export type Template = string | number | boolean | Hole | readonly Template[] | Fields;

/** An object's, field by field. */
export interface Fields {
  readonly [key: string]: Template;
}

/** Facts that an object alone does not tell: those of its school's namespace and of its platform. */
export type Fact =
  | "a host of the school"
  | "hosts of the school, by upstream"
  | "the platform's Gateway"
  | "the namespace of the platform's Gateway"
  | "the platform's issuer"
  | "an upstream's key"
  | "an upstream's name and port";

export type Kind =
  | { readonly is: "text"; readonly pattern: RegExp; readonly what: string }
  | { readonly is: "known"; readonly as: Fact; readonly template: Template }
  | { readonly is: "found" | "optional" | "encryptedOr"; readonly template: Template }
  | { readonly is: "oneOf"; readonly templates: readonly Template[] }
  | { readonly is: "listOf"; readonly each: Template; readonly last: readonly Template[] }
  | { readonly is: "anything" | "wholeNumber" | "encrypted" };

/** A place in a template whose values differ. */
export class Hole {
  readonly kind: Kind;

  constructor(kind: Kind) {
    this.kind = kind;
  }
}

/**
 * A text that a pattern describes whole.
 * @param what the text is, as people say it
 */
export function text(pattern: RegExp, what: string): Hole {
  return new Hole({ is: "text", pattern: new RegExp(`^(?:${pattern.source})$`), what });
}

/**
 * A fact from outside of the object.
 * @param template what any such value is like: all that a stack by itself can be judged by
 */
export function known(as: Fact, template: Template): Hole {
  return new Hole({ is: "known", as, template });
}

/** A value that the provider decides: unknown before an up, and then like the template. */
export function found(template: Template): Hole {
  return new Hole({ is: "found", template });
}

/** Any text that the provider or the stack file decides, except a private key. */
export const anyText: Hole = found(
  text(/(?![\s\S]*PRIVATE KEY-----)[\s\S]*/, "a text that is no private key"),
);

/** Anything: the stack does not decide this value. */
export const anything: Hole = new Hole({ is: "anything" });

export const wholeNumber: Hole = new Hole({ is: "wholeNumber" });

/** What the state keeps encrypted. */
export const encrypted: Hole = new Hole({ is: "encrypted" });

/** A value that may be one secret as a whole. The SDK makes a Secret's data one, and a plan cannot look inside. */
export function encryptedOr(template: Template): Hole {
  return new Hole({ is: "encryptedOr", template });
}

/** What may be missing. */
export function optional(template: Template): Hole {
  return new Hole({ is: "optional", template });
}

/**
 * A list of any length.
 *
 * @param each what its items are like
 * @param last what the items at its end are like, one after the other
 */
export function listOf(each: Template, ...last: readonly Template[]): Hole {
  return new Hole({ is: "listOf", each, last });
}

/** One of several. */
export function oneOf(...templates: readonly Template[]): Hole {
  return new Hole({ is: "oneOf", templates });
}

export const isTemplates = (template: Template): template is readonly Template[] => Array.isArray(template);
