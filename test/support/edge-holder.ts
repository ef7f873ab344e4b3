// Brings an edge up for a test that then ends this process, and says so. Argument: the options as JSON.
import { type EdgeOptions, edgeUp } from "../../rehearsal/edge/edge.ts";

const edge = await edgeUp({
  ...(JSON.parse(process.argv[2] ?? "") as EdgeOptions),
  progress: () => undefined,
});
process.stdout.write(`${JSON.stringify(edge.ports)}\n`);
setInterval(() => undefined, 60_000);
