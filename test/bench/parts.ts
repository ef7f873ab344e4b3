// What the first build of production's own parts takes: Go's build cache is empty, the modules are there already (their
// download is the network's time), and what one set has compiled the next finds, as on a user's machine.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeParts } from "../../rehearsal/edge/parts.ts";
import { cliParts, kubernetesProviderParts } from "../../rehearsal/pulumi/parts.ts";
import { buildParts, builtParts } from "../../rehearsal/tools/build.ts";
import type { PartSet } from "../../rehearsal/tools/part.ts";
import { type Figure, table } from "./table.ts";

const sets: readonly (readonly [name: string, set: PartSet])[] = [
  ["Pulumi's CLI", cliParts],
  ["Pulumi's Kubernetes provider", kubernetesProviderParts],
  ["the edge's programs", edgeParts],
];

const folder = await mkdtemp(join(tmpdir(), "parts-"));
process.env.GOCACHE = join(folder, "go");
const cache = join(folder, "parts");
try {
  const figures: Figure[] = [];
  for (const [name, set] of sets) {
    const cold = await seconds(() => buildParts(set, cache, (line) => console.error(line)));
    const again = await seconds(() => builtParts(set, cache));
    figures.push(
      { name: `${name}: first build`, value: cold, unit: "s" },
      { name: "  found built", value: again, unit: "s" },
    );
  }
  const all = figures.reduce((sum, { value }) => sum + value, 0);
  console.log(table("The parts of production, built", [...figures, { name: "all", value: all, unit: "s" }]));
} finally {
  await rm(folder, { recursive: true });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
