import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { applyAll, removeAll } from "../support/edge-objects.ts";
import { type Answered, load } from "./edge-load.ts";
import { type Nginx, reference, referencePort } from "./edge-nginx.ts";
import type { Outcome } from "./edge-throughput.ts";
import type { BenchWorld, FleetSchool } from "./edge-world.ts";
import { whole } from "./markdown.ts";
import { median } from "./measure.ts";
import type { Figure } from "./table.ts";

/** Milliseconds between two changes. */
const pause = 1000;

export interface ChangeOptions {
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * How long requests to one school take while another comes and goes: by its objects at the edge, by its lines in the file
 * and a reload at nginx. Both proxies have all the other schools of the fleet.
 */
export async function underChange(
  world: BenchWorld,
  nginx: Nginx,
  fleet: readonly FleetSchool[],
  { rounds, seconds }: ChangeOptions,
): Promise<Outcome> {
  const [guest, ...others] = fleet.toReversed();
  if (guest === undefined) return { figures: [], rows: [] };
  const host = others.at(-1)?.sites[0]?.host ?? "";
  const configs = [others, fleet].map((schools) =>
    reference(
      join(world.folder, "reference"),
      world.edge,
      schools.flatMap(({ sites }) => sites),
    ),
  );
  const wanted = { version: "HTTP/1.1", host, path: "/1k", seconds } as const;
  const reloaded: Answered[] = [];
  const applied: Answered[] = [];
  for (let round = 0; round < rounds; round += 1) {
    reloaded.push(
      await changing(load(world.edge, world.folder, { ...wanted, port: referencePort }), (isThere) =>
        nginx.reload(configs[isThere ? 1 : 0] ?? ""),
      ),
    );
    applied.push(
      await changing(load(world.edge, world.folder, { ...wanted, port: 443 }), (isThere) =>
        isThere ? applyAll(world.api, guest.objects) : removeAll(world.api, guest.objects),
      ),
    );
    await applyAll(world.api, guest.objects);
  }
  return compare(reloaded, applied);
}

function compare(reloaded: readonly Answered[], applied: readonly Answered[]): Outcome {
  const of = (sides: readonly Answered[], field: keyof Answered) => median(sides.map((side) => side[field]));
  const ratio = of(applied, "p99") / of(reloaded, "p99");
  const cell = (sides: readonly Answered[]) =>
    `${of(sides, "p99").toFixed(1)} ms, ${whole(of(sides, "failed"))} broken`;
  const figuresOf = (name: string, sides: readonly Answered[]): Figure[] => [
    { name: `${name}: p99`, value: of(sides, "p99"), unit: "ms" },
    { name: "  requests a second", value: of(sides, "perSecond"), unit: "/s" },
    { name: "  requests that broke", value: of(sides, "failed"), unit: "" },
  ];
  return {
    figures: [
      ...figuresOf("nginx, reloaded each second", reloaded),
      ...figuresOf("the edge, changed each second", applied),
      { name: "p99: the edge / nginx", value: ratio, unit: "", aim: 1 },
    ],
    rows: [
      {
        what: "p99 while a school comes and goes",
        ...{ nginx: cell(reloaded), edge: cell(applied), ratio, aim: "below 1" },
      },
    ],
  };
}

/** Takes the guest away and brings it back, again and again, as long as there is load. */
async function changing(
  load: Promise<Answered>,
  change: (isThere: boolean) => Promise<void>,
): Promise<Answered> {
  let done = false;
  const ended = load.finally(() => {
    done = true;
  });
  for (let isThere = false; !done; isThere = !isThere) {
    await change(isThere);
    await Promise.race([sleep(pause), ended]);
  }
  return ended;
}
