/** One stack that cannot be declared. */
export class SynthesisError extends Error {
  override readonly name = "SynthesisError";
}

/** A whole side whose program cannot be loaded. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}
