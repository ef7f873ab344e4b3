import { alicloudRulesOf } from "../../providers/alicloud.ts";
import type { TypeRules } from "../../providers/rules.ts";
import type { InputsOf, InputTable } from "./inputs.ts";
import type { Session } from "./session.ts";

/** The outputs that the provider reads from the cloud. What it does not read stays as the inputs have it. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What the provider does for one resource type. Inputs are checked, plain and known. */
export interface ResourceDefinition<Table extends InputTable> {
  readonly token: string;
  readonly inputs: Table;
  /** Inputs of the real provider that the stand-in refuses, with what to do instead. */
  readonly refused: Readonly<Record<string, string>>;
  /** Outputs that stay through any update in place. */
  readonly stable: readonly string[];
  /** Left out, `name` is made from the resource's own name, as Pulumi's bridge does for names that are not deprecated. */
  readonly autonamed?: true;
  /** Makes the resource and returns its id, as soon as there is one. */
  create(session: Session, inputs: InputsOf<Table>, clientToken: string): Promise<string>;
  /** Waits once the id is known. When it fails, the state holds the inputs as after a success. */
  complete?(session: Session, id: string, inputs: InputsOf<Table>): Promise<void>;
  /**
   * What the provider's create does by its own update, in `d.Partial` mode: protection, tags. When it fails, the state
   * holds the id and nothing else.
   */
  finish?(session: Session, id: string, inputs: InputsOf<Table>): Promise<void>;
  /** What the cloud has under an id; undefined when there is none. */
  read(session: Session, id: string): Promise<Outputs | undefined>;
  /**
   * Changes in place the inputs named in `changed`. When it fails, the state holds the new inputs as after a success.
   * With a `finish`, the provider is in `d.Partial` mode, and the state holds only what `changed.done` reported.
   */
  update?(session: Session, id: string, inputs: InputsOf<Table>, changed: Changed<Table>): Promise<void>;
  delete(session: Session, id: string, state: Outputs): Promise<void>;
}

/** Which inputs an update changes, and what the cloud has of them. */
export interface Changed<Table extends InputTable> {
  has(...names: (keyof Table & string)[]): boolean;
  /** Tells that these are changed in the cloud, also if a later call fails (`d.SetPartial`). */
  done(...names: (keyof Table & string)[]): void;
  readonly state: Outputs;
}

/** A resource type with its input types forgotten, so that all types fit in one registry. */
export interface ResourceType extends ResourceDefinition<InputTable> {
  /** What the provider does with a change of each input. */
  readonly rules: TypeRules;
}

/** Defines a resource type; the provider hands it inputs only after they passed `checkInputs` with the same table. */
export function resourceType<const Table extends InputTable>(
  definition: ResourceDefinition<Table>,
): ResourceType {
  return { ...definition, rules: alicloudRulesOf(definition.token) } as unknown as ResourceType;
}

/** The parts of an id that joins several with colons, e.g. `stb-…:snat-…`; undefined when their number is another. */
export function idParts(id: string, count: number): string[] | undefined {
  const parts = id.split(":");
  return parts.length === count ? parts : undefined;
}

/** The parts of the id of a resource that exists. */
export function partsOf(id: string, form: string): string[] {
  const parts = idParts(id, form.split(":").length);
  if (parts === undefined) throw new Error(`"${id}" is no id of the form ${form}`);
  return parts;
}
