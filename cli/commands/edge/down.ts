import { command, type ExitCode } from "../../command.ts";
import { edgeFolder } from "../../edge-rehearsal.ts";

/** `gate edge down`: nothing is left running. */
export const down = command(
  { name: "edge down", description: "Take the local edge down" },
  {},
  ["./gate edge down"],
  async (_, { root, stderr }): Promise<ExitCode> => {
    const { attachEdge } = await import("../../../rehearsal/edge/edge.ts");
    const edge = await attachEdge(edgeFolder(root));
    if (edge === undefined) stderr.write("edge: it is not up\n");
    else await edge.stop();
    return 0;
  },
);
