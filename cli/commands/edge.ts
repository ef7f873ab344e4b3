import type { CommandGroup } from "../command-group.ts";

/** `gate edge`: the local edge between rehearsals. */
export const edge: CommandGroup = {
  name: "gate edge",
  description: "Keep the local edge up between rehearsals: the real Kubernetes API, cert-manager and Envoy",
  commands: {
    up: async () => (await import("./edge/up.ts")).edgeUp,
    status: async () => (await import("./edge/status.ts")).status,
    down: async () => (await import("./edge/down.ts")).down,
  },
};
