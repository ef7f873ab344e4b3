/** The pages by which the handbook tells that a route works (step 2), by upstream. */
const successPages: Readonly<Record<string, string>> = { hub: "/new/index.html", open: "/index.html" };

/** Path of an upstream's success page; `undefined` when the handbook names none. */
export function successPath(upstream: string): string | undefined {
  return Object.hasOwn(successPages, upstream) ? successPages[upstream] : undefined;
}
