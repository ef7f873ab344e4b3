// The shapes that schools' objects may have, in CEL: what the policies allow, with the facts of the platform and of
// the school's namespace.
import type { Fields, Template } from "../template.ts";
import { all, any, celOf, type Facts } from "./cel.ts";

export interface Validation {
  /** CEL that holds for what may be; `object` is the object as it would be. */
  readonly expression: string;
  /** What is wrong, and the way out: the API server puts the object's kind and name before it. */
  readonly message: string;
}

/** Templates by the path of what they are about, such as `spec.rules`. */
type Way = ReadonlyMap<string, Template>;

export const wayOut = "what a school has is in its stack file, so change that and run pulumi up";

/**
 * Checks field by field, so that a refusal names the field, and then the whole object where there are several shapes.
 *
 * @param kind as people read it
 * @param ways of declaring it
 */
export function validationsOf(kind: string, ways: readonly Fields[], facts: Facts): readonly Validation[] {
  const each = ways.map(wayOf);
  const paths = [...new Set(each.flatMap((way) => [...way.keys()]))];
  const is = (way: Way, path: string) => celAt(path, way.get(path), facts);
  const fields = paths.map((path) => ({
    expression: any([...new Set(each.map((way) => is(way, path)))]),
    message: `has a ${path} that no ${kind} of a school has: ${wayOut}`,
  }));
  const whole = {
    expression: any(each.map((way) => all(paths.map((path) => is(way, path))))),
    message: `has fields that no ${kind} of a school has together: ${wayOut}`,
  };
  return [nothingElse(kind, paths), ...fields, ...(ways.length > 1 ? [whole] : [])];
}

function nothingElse(kind: string, paths: readonly string[]): Validation {
  const below = (owner: string) =>
    paths.filter((path) => path.startsWith(owner)).map((path) => path.slice(owner.length).split(".")[0]);
  const closed = (value: string, keys: readonly unknown[]) =>
    `${value}.all(key, key in ${JSON.stringify([...new Set(keys)])})`;
  const spec = below("spec.");
  return {
    expression: all([
      closed("object", ["apiVersion", "kind", "metadata", "status", ...below("")]),
      ...(spec.length > 0 ? [closed("object.spec", spec)] : []),
    ]),
    message: `has a field that no ${kind} of a school has: ${wayOut}`,
  };
}

/** The name, each field of the spec, and what else there is. */
function wayOf({ apiVersion, kind, metadata, ...content }: Fields): Way {
  const { name } = metadata as { readonly name: Template };
  const fields = Object.entries(content).flatMap(([key, template]) =>
    key === "spec"
      ? Object.entries(template).map(([field, each]) => [`spec.${field}`, each as Template] as const)
      : [[key, template] as const],
  );
  return new Map([["metadata.name", name], ...fields]);
}

function celAt(path: string, template: Template | undefined, facts: Facts): string {
  const value = `object.${path}`;
  return template === undefined ? `!has(${value})` : all([`has(${value})`, celOf(template, value, facts)]);
}
