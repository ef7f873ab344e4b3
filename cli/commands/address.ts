import type { CommandGroup } from "../command-group.ts";

/** `gate address`: the life of a school's addresses, one reviewed change of the stack file a step. */
export const address: CommandGroup = {
  name: "gate address",
  description: "Add an address, say that the school trusts it: edits of the stack file",
  commands: {
    add: async () => (await import("./address/add.ts")).addAddress,
    trusted: async () => (await import("./address/trusted.ts")).trustAddress,
  },
};
