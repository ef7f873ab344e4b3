// Finds what a template does not allow in a value.
import { step } from "./path.ts";
import { type Fields, Hole, isTemplates, type Kind, type Template } from "./template.ts";
import { secret, unknown, type Value } from "./value.ts";

/** Where a value stands. */
interface Place {
  /** As Pulumi writes it, e.g. `spec.listeners[0].port`; "" for all inputs. */
  readonly path: string;
  /** Name of the stack; it takes the place of `<stack>` in a template's texts. */
  readonly stack: string;
  /** Whether secrets are marked: in a plan they are, but the engine hands secrets to policies in plain text. */
  readonly tellsSecrets: boolean;
}

/** Each with its path and what may be there. */
export function problemsOf(template: Template, value: Value | undefined, place: Place): readonly string[] {
  if (template instanceof Hole) return problemsOfHole(template.kind, value, place);
  if (isTemplates(template)) return problemsOfList(template, value, place);
  if (typeof template === "object") return problemsOfFields(template, value, place);
  const wanted = typeof template === "string" ? template.replaceAll("<stack>", place.stack) : template;
  return value === wanted ? [] : [differs(place.path, value, JSON.stringify(wanted))];
}

function problemsOfHole(hole: Kind, value: Value | undefined, place: Place): readonly string[] {
  const { path } = place;
  switch (hole.is) {
    case "text":
      return typeof value === "string" && hole.pattern.test(value) ? [] : [differs(path, value, hole.what)];
    case "wholeNumber":
      return Number.isInteger(value) ? [] : [differs(path, value, "a whole number")];
    case "anything":
      return [];
    case "known":
      return problemsOf(hole.template, value, place);
    case "optional":
      return value === undefined ? [] : problemsOf(hole.template, value, place);
    case "found":
      return value === unknown ? [] : problemsOf(hole.template, value, place);
    case "encrypted":
      return problemsOfSecret(value, place);
    case "encryptedOr":
      return value === secret || value === unknown ? [] : problemsOf(hole.template, value, place);
    case "oneOf":
      // Reports the problems of the template that fits best.
      return hole.templates
        .map((template) => problemsOf(template, value, place))
        .reduce((least, problems) => (problems.length < least.length ? problems : least));
    case "listOf":
      return isList(value)
        ? problemsOfList(templatesFor(hole, value.length), value, place)
        : [differs(path, value, "a list")];
  }
}

function problemsOfSecret(value: Value | undefined, { path, tellsSecrets }: Place): readonly string[] {
  if (value === secret || value === unknown) return [];
  if (typeof value !== "string") return [differs(path, value, "a secret")];
  return tellsSecrets ? [`has ${path} in the open: hand it over as a secret`] : [];
}

function templatesFor({ each, last }: Extract<Kind, { is: "listOf" }>, length: number): readonly Template[] {
  return [...Array.from({ length: Math.max(length - last.length, 0) }, () => each), ...last];
}

function problemsOfList(templates: readonly Template[], value: Value | undefined, place: Place) {
  if (!isList(value)) return [differs(place.path, value, "a list")];
  const length = Math.max(templates.length, value.length);
  return Array.from({ length }, (_, index) => {
    const [template, here] = [templates[index], within(place, index)];
    return template === undefined ? [superfluous(here)] : problemsOf(template, value[index], here);
  }).flat();
}

function problemsOfFields(templates: Fields, value: Value | undefined, place: Place): readonly string[] {
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

const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);
const isFields = (value: Value | undefined): value is Readonly<Record<string, Value>> =>
  typeof value === "object" && value !== null && !isList(value);
