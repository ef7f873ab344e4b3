/** What is protected leaves in two steps: retired, it goes on serving without its protection; then it can be removed. */
export interface Retirable {
  /** On its way out. Default: false. */
  readonly retired?: boolean | undefined;
}

/** What a component of protected resources gives as its own inputs: a policy reads there why their protection is off. */
export function retiredInput({ retired }: Retirable): { readonly retired?: true } {
  return retired === true ? { retired } : {};
}
