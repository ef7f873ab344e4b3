/** What only an up finds out. */
export const unknown: unique symbol = Symbol("unknown");
/** What the state keeps encrypted. */
export const secret: unique symbol = Symbol("secret");

/** A resource's inputs with what is not known in its place, so that all the rest can be read. */
export type Value =
  | string
  | number
  | boolean
  | null
  | typeof unknown
  | typeof secret
  | readonly Value[]
  | { readonly [key: string]: Value };
