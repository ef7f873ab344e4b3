import type { CommandGroup } from "../command-group.ts";

/** `gate cloud`: the stand-in cloud on the wire, for Alibaba Cloud's own clients. */
export const cloud: CommandGroup = {
  name: "gate cloud",
  description:
    "Keep a stand-in of Alibaba Cloud up, for its own clients: the Pulumi plugin, the CLI, the SDKs",
  commands: {
    up: async () => (await import("./cloud/up.ts")).cloudUp,
    status: async () => (await import("./cloud/status.ts")).status,
    down: async () => (await import("./cloud/down.ts")).down,
  },
};
