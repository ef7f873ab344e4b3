import { existsSync } from "node:fs";
import { applyAll, removeAll, schoolObjects, until } from "../support/edge-objects.ts";
import { resident } from "./edge-machine.ts";
import type { Outcome } from "./edge-throughput.ts";
import type { BenchWorld, FleetSchool } from "./edge-world.ts";
import type { Row } from "./markdown.ts";
import { median } from "./measure.ts";
import type { Figure } from "./table.ts";

/** The school that comes to a fleet: its certificates are issued, as most schools' are. */
const newcomer = "newcomer";

interface AtSize {
  readonly schools: number;
  /** Seconds until one more is served, of some. */
  readonly oneMore: readonly number[];
  /** Seconds until all are served after both controllers began anew. */
  readonly coldStart: number;
  /** MB, each after that cold start. */
  readonly envoy: number;
  readonly gateway: number;
  /** MB of Envoy as the fleet grew under it. */
  readonly grown: number;
}

/** What schools cost as they become more: time until one more is served, memory, and the time of a cold start. */
export async function growth(
  world: BenchWorld,
  fleet: readonly FleetSchool[],
  sizes: readonly number[],
  rounds: number,
): Promise<Outcome> {
  const measured: AtSize[] = [];
  let size = 0;
  for (const next of sizes) {
    await add(world, fleet.slice(size, next));
    size = next;
    measured.push(await atSize(world, fleet.slice(0, size), rounds));
  }
  return { figures: [...measured.flatMap(figuresOf), ...perSchool(measured)], rows: rowsOf(measured) };
}

async function atSize(world: BenchWorld, schools: readonly FleetSchool[], rounds: number): Promise<AtSize> {
  const oneMore: number[] = [];
  for (let round = 0; round < rounds; round += 1) oneMore.push(await secondsToServeOneMore(world));
  const grown = resident(world.envoy);
  const coldStart = await secondsToServeAllAnew(world, schools);
  const [envoy, gateway] = [resident(world.envoy), resident(world.gateway)];
  return { schools: schools.length, oneMore, coldStart, envoy, gateway, grown };
}

async function add(world: BenchWorld, schools: readonly FleetSchool[]): Promise<void> {
  // Some at a time: the API server turns away who asks too much of it at once.
  for (let at = 0; at < schools.length; at += 10) {
    const some = schools.slice(at, at + 10);
    await applyAll(
      world.api,
      some.flatMap(({ objects }) => objects),
    );
  }
  await world.untilServed(hostsOf(schools));
}

/** From the first object of a school on its way to both of its hosts served. */
async function secondsToServeOneMore(world: BenchWorld): Promise<number> {
  const objects = await schoolObjects({ slug: newcomer });
  await world.untilAtRest();
  const started = performance.now();
  await applyAll(world.api, objects);
  await world.untilServed([`api1.${newcomer}.edu.cn`, `api2.${newcomer}.edu.cn`]);
  const seconds = (performance.now() - started) / 1000;
  await removeAll(world.api, objects);
  return seconds;
}

/** From the end of the old Envoy to every host served by the new one. */
async function secondsToServeAllAnew(world: BenchWorld, schools: readonly FleetSchool[]): Promise<number> {
  const old = world.envoy;
  await world.untilAtRest();
  await world.edge.restartGateway();
  await until(() => Promise.resolve(!existsSync(`/proc/${old}`)));
  const started = performance.now();
  await world.untilServed(hostsOf(schools));
  return (performance.now() - started) / 1000;
}

function hostsOf(schools: readonly FleetSchool[]): string[] {
  return schools.flatMap(({ sites }) => sites.map(({ host }) => host));
}

function figuresOf({ schools, oneMore, coldStart, envoy, gateway, grown }: AtSize): Figure[] {
  const aim = schools === 500 ? { aim: 3 } : {};
  return [
    { name: `${schools} schools: one more is served after`, value: median(oneMore), unit: "s", ...aim },
    { name: "  all are served after a cold start of both", value: coldStart, unit: "s" },
    { name: "  Envoy", value: envoy, unit: "MB" },
    { name: "  Envoy, before the cold start", value: grown, unit: "MB" },
    { name: "  Envoy Gateway", value: gateway, unit: "MB" },
  ];
}

/** What each school adds, between the fewest and the most. */
function perSchool(measured: readonly AtSize[]): Figure[] {
  return [
    { name: "each school: Envoy", value: each(measured, "envoy"), unit: "MB", aim: 0.5 },
    { name: "each school: Envoy Gateway", value: each(measured, "gateway"), unit: "MB" },
  ];
}

function each(measured: readonly AtSize[], field: "envoy" | "gateway"): number {
  const [fewest, most] = [measured.at(0), measured.at(-1)];
  if (fewest === undefined || most === undefined) return Number.NaN;
  return (most[field] - fewest[field]) / (most.schools - fewest.schools);
}

function rowsOf(measured: readonly AtSize[]): Row[] {
  const list = (show: (at: AtSize) => string): string => measured.map(show).join(" / ");
  const sizes = list(({ schools }) => `${schools}`);
  const memory = `${each(measured, "envoy").toFixed(2)} MB, ${each(measured, "gateway").toFixed(2)} MB`;
  return [
    {
      what: `one more school is served, at ${sizes} schools`,
      edge: `${list(({ oneMore }) => median(oneMore).toFixed(1))} s`,
      aim: "at most 3 s at 500",
    },
    {
      what: `all are served after a cold start, at ${sizes} schools`,
      edge: `${list(({ coldStart }) => coldStart.toFixed(1))} s`,
    },
    { what: "a school's memory: Envoy, Envoy Gateway", edge: memory, aim: "at most 0.5 MB of Envoy" },
  ];
}
