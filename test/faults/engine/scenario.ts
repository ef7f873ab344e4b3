import type { ToyProgram } from "../../support/toy-stack.ts";

/** Two programs of one stack: between them all kinds of calls are made, in chains and side by side. */
export const before: ToyProgram = async (it) => {
  const a = await it.thing("a", { fixed: "x" });
  await it.thing("b", { value: it.output(a, "made") }, it.from(a, "value"));
  const d = await it.thing("d", { solo: "x" });
  await it.thing("e", { fixed: it.output(d, "made") }, it.from(d, "fixed"));
  await it.thing("gone");
};

/** Replaces a and so updates b; replaces d, which has to go first, and with it e; deletes gone; creates f. */
export const after: ToyProgram = async (it) => {
  const a = await it.thing("a", { fixed: "y" });
  await it.thing("b", { value: it.output(a, "made") }, it.from(a, "value"));
  const d = await it.thing("d", { solo: "y" });
  await it.thing("e", { fixed: it.output(d, "made") }, it.from(d, "fixed"));
  await it.thing("f");
};
