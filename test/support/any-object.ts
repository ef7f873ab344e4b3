import fc from "fast-check";

/** A CRD's schema, as far as objects are made by it. */
export interface ObjectSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, ObjectSchema>>;
  readonly required?: readonly string[];
  readonly items?: ObjectSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Words that mean something somewhere: hosts, names, paths and format strings among them. */
const words = [
  ...["a", "intruder", "school", "shared", "edge", "hub", "http", "api1-tls", "local", "not-found"],
  ...["api1.northgate.edu.cn", "api1.lakeside.edu.cn", "*.northgate.edu.cn", "own.example.com:443"],
  ...["/", "/WW_verify_a1.txt", "/.well-known/acme-challenge/a", "100% BAD(", "%REQ(cookie)%", "60s"],
];

/** Any value of a schema: what it requires, and some of the rest. */
export function anyValue(schema: ObjectSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type ?? "string") {
    case "object":
      return anyFields(schema, depth);
    case "array":
      return fc.array(anyValue(schema.items ?? {}, depth + 1), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 2, 2)),
      });
    case "integer":
    case "number":
      return fc.oneof(
        fc.constantFrom(...[80, 443, 10080, 19000].filter((each) => isIn(schema, each)), schema.minimum ?? 1),
        fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 65_535, 65_535) }),
      );
    case "boolean":
      return fc.boolean();
    default:
      return anyText(schema);
  }
}

function anyFields({ properties = {}, required = [] }: ObjectSchema, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).filter(([key]) => required.includes(key) || depth < 6);
  return fc
    .record(
      Object.fromEntries(
        fields.map(([key, field]) => {
          const value = anyValue(field, depth + 1);
          const left = fc.constant(undefined);
          return [
            key,
            required.includes(key)
              ? value
              : fc.oneof({ weight: 4, arbitrary: left }, { weight: 1, arbitrary: value }),
          ];
        }),
      ),
    )
    .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
}

function anyText({ pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: ObjectSchema) {
  const matching = words.filter(
    (word) =>
      word.length >= minLength &&
      word.length <= maxLength &&
      (pattern === undefined || new RegExp(pattern).test(word)),
  );
  return fc.constantFrom(...(matching.length > 0 ? matching : ["a"]));
}

function isIn({ minimum = 0, maximum = 65_535 }: ObjectSchema, value: number): boolean {
  return value >= minimum && value <= maximum;
}

type Json = unknown;

/** A value with one place changed: taken out, doubled, given another value, or a field of the schema added. */
export function anyChange(value: Json, schema: ObjectSchema): fc.Arbitrary<Json> {
  const here = [anyValue(schema, 3)];
  if (Array.isArray(value)) return fc.oneof(...here, ...changesOfList(value, schema));
  if (typeof value !== "object" || value === null) return fc.oneof(...here, fc.constantFrom(...words));
  const fields = value as Readonly<Record<string, Json>>;
  const below = Object.entries(fields).flatMap(([key, child]) => {
    const { [key]: _, ...rest } = fields;
    const changed = anyChange(child, schema.properties?.[key] ?? {}).map((other) => ({
      ...fields,
      [key]: other,
    }));
    // As often as it has places.
    return [...Array.from({ length: 1 + Math.min(size(child), 12) }, () => changed), fc.constant(rest)];
  });
  const more = Object.entries(schema.properties ?? {})
    .filter(([key]) => !Object.hasOwn(fields, key))
    .map(([key, field]) => anyValue(field, 3).map((added) => ({ ...fields, [key]: added })));
  return fc.oneof(...below, ...more);
}

function changesOfList(items: readonly Json[], schema: ObjectSchema): fc.Arbitrary<Json>[] {
  return items.flatMap((item, index) => [
    ...Array.from({ length: 1 + Math.min(size(item), 12) }, () =>
      anyChange(item, schema.items ?? {}).map((other) => items.with(index, other)),
    ),
    fc.constant(items.toSpliced(index, 1)),
    fc.constant([...items, item]),
  ]);
}

const size = (value: Json): number => JSON.stringify(value).split(",").length;
