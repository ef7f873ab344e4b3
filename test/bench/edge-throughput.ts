import { versions } from "../support/edge-client.ts";
import { type Answered, load } from "./edge-load.ts";
import { below, coreSeconds } from "./edge-machine.ts";
import { type BodyPath, bodies, type Nginx, referencePort } from "./edge-nginx.ts";
import type { BenchWorld } from "./edge-world.ts";
import { type Row, whole } from "./markdown.ts";
import { median } from "./measure.ts";
import type { Figure } from "./table.ts";

/** Figures, and of them what docs/figures.md shows. */
export interface Outcome {
  readonly figures: Figure[];
  readonly rows: Row[];
}

/** How one proxy answered under one load. */
interface Side extends Answered {
  /** Requests for each second of a core that it used: what a machine that does other things as well distorts least. */
  readonly perCore: number;
}

/**
 * Requests a second and their times through both proxies, in turns: what is slow on a machine at one time is slow for
 * both. Each has the one core to itself while it is asked.
 */
export async function throughput(
  world: BenchWorld,
  reference: Nginx,
  host: string,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Outcome> {
  const outcome = { figures: [] as Figure[], rows: [] as Row[] };
  for (const version of versions) {
    for (const path of Object.keys(bodies) as BodyPath[]) {
      const nginx: Side[] = [];
      const edge: Side[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const master = await reference.master();
        const load = { version, host, path, seconds };
        nginx.push(await measured(world, [master, ...below(master)], { ...load, port: referencePort }));
        edge.push(await measured(world, [world.envoy], { ...load, port: 443 }));
      }
      const compared = compare(`${version}, ${titles[path]}`, nginx, edge);
      outcome.figures.push(...compared.figures);
      outcome.rows.push(...compared.rows);
    }
  }
  return outcome;
}

async function measured(
  world: BenchWorld,
  pids: readonly number[],
  wanted: Parameters<typeof load>[2],
): Promise<Side> {
  await load(world.edge, world.folder, { ...wanted, seconds: 1 });
  const used = () => pids.reduce((sum, pid) => sum + coreSeconds(pid), 0);
  const before = used();
  const answered = await load(world.edge, world.folder, wanted);
  if (answered.failed > 0) throw new Error(`${answered.failed} requests to ${wanted.port} failed`);
  return { ...answered, perCore: (answered.perSecond * wanted.seconds) / (used() - before) };
}

const titles: Readonly<Record<BodyPath, string>> = { "/1k": "1 KB", "/1m": "1 MB" };

function compare(title: string, nginx: readonly Side[], edge: readonly Side[]): Outcome {
  const of = (sides: readonly Side[], field: keyof Side) => median(sides.map((side) => side[field]));
  const ratio = (field: keyof Side) => of(edge, field) / of(nginx, field);
  const cell = (sides: readonly Side[]) =>
    `${whole(of(sides, "perSecond"))}/s (${of(sides, "p50").toFixed(1)}, ${of(sides, "p99").toFixed(1)} ms)`;
  const figuresOf = (name: string, sides: readonly Side[]): Figure[] => [
    { name: `${title}: ${name}`, value: of(sides, "perSecond"), unit: "/s" },
    { name: "  p50", value: of(sides, "p50"), unit: "ms" },
    { name: "  p99", value: of(sides, "p99"), unit: "ms" },
  ];
  return {
    figures: [
      ...figuresOf("nginx", nginx),
      ...figuresOf("the edge", edge),
      { name: "  the edge / nginx", value: ratio("perSecond"), unit: "", atLeast: 0.7 },
      { name: "  the same for each second of a core", value: ratio("perCore"), unit: "", atLeast: 0.7 },
    ],
    rows: [
      { what: title, nginx: cell(nginx), edge: cell(edge), ratio: ratio("perSecond"), aim: "at least 0.7" },
      { what: `${title}, for each second of a core`, edge: "", ratio: ratio("perCore") },
    ],
  };
}
