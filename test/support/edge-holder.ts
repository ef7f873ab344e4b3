// Brings an edge up for a test that then ends this process, and says so, or why it did not come up. Argument: the options
// as JSON.
import { type EdgeOptions, edgeUp } from "../../rehearsal/edge/edge.ts";

const options = JSON.parse(process.argv[2] ?? "") as EdgeOptions;
try {
  const edge = await edgeUp({ ...options, progress: () => undefined });
  process.stdout.write(`${JSON.stringify(edge.ports)}\n`);
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error));
}
