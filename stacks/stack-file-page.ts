import { markdownCell } from "../lib/markdown-cell.ts";
import { stackFileSchema } from "./schema.ts";

/** A JSON Schema, as far as stack files use it. */
export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** A field of a stack file, or a way to write one. */
export interface Field {
  /** From the file's `config`: `schoolgate:school.egress.addresses.<key>`. Of a way to write a field, with its own fields in brackets. */
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** What the page says beside the schemas' own descriptions. */
export interface FieldWords {
  readonly intro: string;
  /** Heads of the table's columns. */
  readonly columns: readonly [field: string, meaning: string, preset: string, example: string];
  readonly required: string;
  /** The heading of each key of `config`, and what is to be said of it. */
  readonly sections: Readonly<Record<string, { readonly title: string; readonly text: string }>>;
  /** The text of a field, by its path. */
  readonly textOf: (field: Field) => string;
}

/** Every field of `config`, in the schema's order. */
export function allFields(): Field[] {
  const { properties } = stackFileSchema() as { properties: { config: Schema } };
  return Object.entries(properties.config.properties ?? {}).flatMap(([key, schema]) =>
    fieldsOf(key, schema, false),
  );
}

function fieldsOf(path: string, schema: Schema, required: boolean): Field[] {
  return [{ path, schema, required }, ...within(path, schema)];
}

function within(path: string, schema: Schema): Field[] {
  const { properties, additionalProperties, required = [], anyOf } = schema;
  const named = Object.entries(properties ?? {}).flatMap(([key, value]) =>
    fieldsOf(`${path}.${key}`, value, required.includes(key)),
  );
  const keyed =
    typeof additionalProperties === "object" ? fieldsOf(`${path}.<key>`, additionalProperties, false) : [];
  // Objects that a field may be are told apart by what each requires; another way to write it has nothing within.
  const ways = (anyOf ?? [])
    .filter((way) => way.properties !== undefined)
    .flatMap((way) => fieldsOf(`${path}[${(way.required ?? []).join(", ")}]`, way, false));
  return [...named, ...keyed, ...ways];
}

/** The page of all fields, as Markdown. */
export function stackFilePage(words: FieldWords): string {
  const fields = allFields();
  const sections = Object.entries(words.sections).map(([key, { title, text }]) => {
    const rows = fields.filter(({ path }) => path.split(/[.[]/, 1)[0] === key);
    return [
      `## ${title}`,
      "",
      text,
      "",
      `| ${words.columns.join(" | ")} |`,
      "|---|---|---|---|",
      ...rows.map((field) => row(key, field, words)),
      "",
    ].join("\n");
  });
  return `${words.intro}\n${sections.join("\n")}`;
}

function row(key: string, field: Field, words: FieldWords): string {
  const short = field.path === key ? key : field.path.slice(key.length + 1);
  // The brackets of a way to write a field are said in its own row.
  const name = short
    .replace(/\[(.*?)\]$/, (_, names: string) => (names === "" ? ": {}" : `: { ${names} }`))
    .replaceAll(/\[.*?\](?=\.)/g, "");
  const { schema, required } = field;
  const preset = required ? words.required : written(schema.default);
  return `| \`${name}\` | ${markdownCell(words.textOf(field))} | ${preset} | ${written(schema.examples?.[0])} |`;
}

/** A value as YAML on one line. */
function written(value: unknown): string {
  return value === undefined ? "" : `\`${yaml(value)}\``;
}

function yaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yaml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${yaml(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
