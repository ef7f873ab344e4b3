import { command, type ExitCode } from "../../command.ts";
import { edgeFolder } from "../../edge-rehearsal.ts";

/** `gate edge status`: 0 while it is up, else 1. */
export const status = command(
  { name: "edge status", description: "Say whether the local edge is up, and where" },
  {},
  ["./gate edge status"],
  async (_, { root, stdout }): Promise<ExitCode> => {
    const { edgeStatus } = await import("../../../rehearsal/edge/edge.ts");
    const found = await edgeStatus(edgeFolder(root));
    if (found.state === "up") {
      const { http, https, api, page } = found.ports;
      stdout.write(`up: http 127.0.0.1:${http}, https 127.0.0.1:${https}, API server 127.0.0.1:${api}\n`);
      stdout.write(`look at it: http://127.0.0.1:${page}/\n`);
      return 0;
    }
    stdout.write(found.state === "failed" ? `failed: ${found.reason}\n` : "down\n");
    return 1;
  },
);
