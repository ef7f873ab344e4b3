// What connections meet during a swap and after --recycle: real packets, through the real Envoy by the relay's bootstrap.

import { restart } from "../../cli/swap/recycle.ts";
import { sleep } from "../../lib/sleep.ts";
import { buildEnvoy } from "../../rehearsal/edge/tools.ts";
import { cache } from "../support/cache.ts";
import type { Outcomes } from "../support/egress/caller-program.ts";
import { EgressWorld } from "../support/egress/egress-world.ts";
import { faultySwap } from "../support/faulty-swap.ts";
import { testDeps } from "../support/gate.ts";
import type { Figure } from "./table.ts";

/** Loops that each make one call after the other, with a new connection each; connections that are kept beside them. */
const load = { fresh: 8, kept: 8 };
/** Milliseconds of steady load before anything happens. */
const lead = 3_000;
/** Milliseconds after the restart began, when the old connections are counted. */
const later = 60_000;

/** A swap under load, then a restart of the relay with its real times of draining. */
export async function packetFigures(): Promise<readonly Figure[]> {
  const envoy = await buildEnvoy(cache, (line) => console.error(line));
  const world = await EgressWorld.open({ envoy });
  try {
    return await figuresOf(world);
  } finally {
    await world.close();
  }
}

async function figuresOf(world: EgressWorld): Promise<readonly Figure[]> {
  const { a = "", b = "" } = world.ips;
  await world.wecom.tell("trust", [a, b]);
  await world.caller.tell("begin", load);
  await sleep(lead);
  await world.caller.tell("outcomes", undefined);

  const swapped = faultySwap(world.project.root, "b", [], async () => {
    await world.nat.obey();
    return { ip: b };
  });
  const started = performance.now();
  let first = Number.NaN;
  const watching = async (): Promise<void> => {
    while (Number.isNaN(first)) {
      const { calls } = await world.wecom.tell("see", undefined);
      if (Object.keys(calls).some((key) => key.endsWith(` ${b}`))) first = performance.now() - started;
      else await sleep(5);
    }
  };
  await Promise.all([swapped, watching()]);
  const during = await world.caller.tell("outcomes", undefined);
  const held = (await world.wecom.tell("see", undefined)).open[a] ?? 0;

  const { deps } = testDeps(world.project.root, { sleep });
  const begun = performance.now();
  await restart(world.pods.cluster, deps);
  const took = performance.now() - begun;
  await sleep(Math.max(0, later - took));
  const after = await world.caller.tell("end", undefined);
  const left = (await world.wecom.tell("see", undefined)).open[a] ?? 0;
  return [
    { name: "from the swap's start to the first call from the new address", value: first / 1000, unit: "s" },
    { name: "calls with new connections during the swap", value: count(during.fresh), unit: "" },
    { name: "of these refused, or without an answer", value: failures(during.fresh), unit: "", aim: 0 },
    { name: "kept connections on the old address after the swap", value: held, unit: "" },
    { name: "--recycle, two pods", value: took / 1000, unit: "s" },
    { name: "kept connections on the old address 60 s after its start", value: left, unit: "", aim: 0 },
    { name: "calls with new connections meanwhile", value: count(after.fresh), unit: "" },
    { name: "of these refused, or without an answer", value: failures(after.fresh), unit: "", aim: 0 },
    {
      name: "calls on kept connections that broke, and were made again",
      value: failures(after.kept),
      unit: "",
    },
  ];
}

/** WeCom's answers have an errcode first; everything else is none of its answers. */
function failures(outcomes: Outcomes): number {
  return count(
    Object.fromEntries(Object.entries(outcomes).filter(([outcome]) => !/^\d{5} [\d.]+$/.test(outcome))),
  );
}

function count(outcomes: Outcomes): number {
  return Object.values(outcomes).reduce((sum, each) => sum + each, 0);
}
