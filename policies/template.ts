// What a resource may hold, written as it is declared: a template is the value itself, with holes where values differ from
// school to school. What a template does not name is not allowed.
import { step } from "./path.ts";
import { secret, unknown, type Value } from "./value.ts";

export type Template =
  | string
  | number
  | boolean
  | Hole
  | readonly Template[]
  | { readonly [key: string]: Template };

/** Where a value stands. */
interface Place {
  /** As Pulumi writes it, e.g. `spec.listeners[0].port`; "" for all inputs. */
  readonly path: string;
  /** Name of the stack; it takes the place of `<stack>` in a template's texts. */
  readonly stack: string;
  /** Whether secrets can be told from other texts: a plan can, the engine hands policies secrets in plain. */
  readonly tellsSecrets: boolean;
}

type Check = (value: Value | undefined, place: Place) => readonly string[];

/** A place in a template whose values differ. */
class Hole {
  readonly problems: Check;

  constructor(problems: Check) {
    this.problems = problems;
  }
}

/**
 * A text that a pattern describes whole.
 * @param what the text is, as people say it
 */
export function text(pattern: RegExp, what: string): Hole {
  const whole = new RegExp(`^(?:${pattern.source})$`);
  return new Hole((value, { path }) =>
    typeof value === "string" && whole.test(value) ? [] : [differs(path, value, what)],
  );
}

/** What a provider decides: only an up finds out what it is, and then it is like the template. */
export function found(template: Template): Hole {
  return new Hole((value, place) => (value === unknown ? [] : problemsOf(template, value, place)));
}

/** What a provider decides, or what the stack file says of things that are not the stack's own; no private key. */
export const anyText: Hole = found(
  text(/(?![\s\S]*PRIVATE KEY-----)[\s\S]*/, "a text that is no private key"),
);

/** What the stack has no say in. */
export const anything: Hole = new Hole(() => []);

export const wholeNumber: Hole = new Hole((value, { path }) =>
  Number.isInteger(value) ? [] : [differs(path, value, "a whole number")],
);

/** What the state keeps encrypted. */
export const encrypted: Hole = new Hole((value, { path, tellsSecrets }) => {
  if (value === secret || value === unknown) return [];
  if (typeof value !== "string") return [differs(path, value, "a secret")];
  return tellsSecrets ? [`has ${path} in the open: hand it over as a secret`] : [];
});

/** What may be one secret as a whole, as the SDK makes of a Secret's data: a plan sees no more of it. */
export function encryptedOr(template: Template): Hole {
  return new Hole((value, place) =>
    value === secret || value === unknown ? [] : problemsOf(template, value, place),
  );
}

/** What may be missing. */
export function optional(template: Template): Hole {
  return new Hole((value, place) => (value === undefined ? [] : problemsOf(template, value, place)));
}

/**
 * A list of any length.
 *
 * @param each what its items are like
 * @param last what the items at its end are like, one after the other
 */
export function listOf(each: Template, ...last: readonly Template[]): Hole {
  return new Hole((value, place) => {
    if (!isList(value)) return [differs(place.path, value, "a list")];
    const free = Math.max(value.length - last.length, 0);
    const templates = [...Array.from({ length: free }, () => each), ...last];
    return problemsOfList(templates, value, place);
  });
}

/** One of several; what is wrong is told of the nearest. */
export function oneOf(...templates: readonly Template[]): Hole {
  return new Hole((value, place) =>
    templates
      .map((template) => problemsOf(template, value, place))
      .reduce((least, problems) => (problems.length < least.length ? problems : least)),
  );
}

/** What of a value its template does not allow, each with its path and what may be there. */
export function problemsOf(template: Template, value: Value | undefined, place: Place): readonly string[] {
  if (template instanceof Hole) return template.problems(value, place);
  if (isTemplates(template)) return problemsOfList(template, value, place);
  if (typeof template === "object") return problemsOfFields(template, value, place);
  const wanted = typeof template === "string" ? template.replaceAll("<stack>", place.stack) : template;
  return value === wanted ? [] : [differs(place.path, value, JSON.stringify(wanted))];
}

function problemsOfList(templates: readonly Template[], value: Value | undefined, place: Place) {
  if (!isList(value)) return [differs(place.path, value, "a list")];
  const length = Math.max(templates.length, value.length);
  return Array.from({ length }, (_, index) => {
    const [template, here] = [templates[index], within(place, index)];
    return template === undefined ? [superfluous(here)] : problemsOf(template, value[index], here);
  }).flat();
}

function problemsOfFields(
  templates: Readonly<Record<string, Template>>,
  value: Value | undefined,
  place: Place,
): readonly string[] {
  if (!isFields(value)) return [differs(place.path, value, "an object")];
  const more = Object.keys(value).filter((key) => !Object.hasOwn(templates, key));
  return [
    ...Object.entries(templates).flatMap(([key, template]) =>
      problemsOf(template, Object.hasOwn(value, key) ? value[key] : undefined, within(place, key)),
    ),
    ...more.map((key) => superfluous(within(place, key))),
  ];
}

function superfluous({ path }: Place): string {
  return `has ${path}, which no component declares: leave it out`;
}

function differs(path: string, value: Value | undefined, wanted: string): string {
  if (value === undefined) return `has no ${path}: the components declare ${wanted}`;
  return `has ${shown(value)} in ${path}: the components declare ${wanted}`;
}

function shown(value: Value): string {
  if (value === secret) return "a secret";
  if (value === unknown) return "what only an up finds out";
  if (isList(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const written = JSON.stringify(value);
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}

function within(place: Place, part: string | number): Place {
  return { ...place, path: step(place.path, part) };
}

const isTemplates = (template: Template): template is readonly Template[] => Array.isArray(template);
const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);
const isFields = (value: Value | undefined): value is Readonly<Record<string, Value>> =>
  typeof value === "object" && value !== null && !isList(value);
