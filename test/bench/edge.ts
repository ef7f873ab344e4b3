// The figures of the edge, on its real parts, beside nginx with the handbook's configuration. Nothing is asserted: a figure
// depends on the machine, a ratio less so.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { underChange } from "./edge-change.ts";
import { growth } from "./edge-growth.ts";
import { nameInside } from "./edge-load.ts";
import { type Outcome, throughput } from "./edge-throughput.ts";
import { BenchWorld, type Tried } from "./edge-world.ts";
import { markdown, type Row } from "./markdown.ts";
import { table } from "./table.ts";

/** What is measured with, and Debian's packages of it. */
const programs = { nginx: "nginx-light", wrk: "wrk", h2load: "nghttp2-client", taskset: "util-linux" };

const { values } = parseArgs({
  options: {
    /** How many schools the fleet has, one size after the other. */
    schools: { type: "string", default: "10,100,500" },
    /** How often each figure is taken; its median is shown. */
    rounds: { type: "string", default: "3" },
    /** How long each load takes; 0: what schools cost is measured, and no load. */
    seconds: { type: "string", default: "8" },
    /** JSON with parts of the platform's specs by kind: what a setting would bring, before it is declared. */
    try: { type: "string", default: "{}" },
  },
});
const sizes = values.schools.split(",").map(Number);
const options = { rounds: Number(values.rounds), seconds: Number(values.seconds) };

const missing = Object.entries(programs).filter(
  ([program]) => spawnSync("/bin/sh", ["-c", `command -v ${program}`]).status !== 0,
);
if (missing.length > 0) {
  console.error(
    `bench:edge needs ${missing.map(([program]) => program).join(", ")} (Debian: apt-get install ${missing.map(([, name]) => name).join(" ")})`,
  );
  process.exit(1);
}

const progress = (line: string): void => console.error(`edge: ${line}`);
const world = await BenchWorld.open(progress, JSON.parse(values.try) as Tried);
const rows: Row[] = [];
const show = (heading: string, outcome: Outcome): void => {
  console.log(table(`${heading}\n`, outcome.figures));
  rows.push(...outcome.rows);
};
try {
  progress("making the fleet's certificates");
  const fleet = await world.fleet(0, sizes.at(-1) ?? 0);
  const nginx = await world.startNginx(fleet.flatMap(({ sites }) => sites));
  show("Schools", await growth(world, fleet, sizes, options.rounds));
  if (options.seconds > 0) {
    const host = fleet[0]?.sites[0]?.host ?? "";
    await nameInside(world.edge, host);
    await world.untilAtRest();
    await world.pinProxies();
    show(`\nLoad, ${fleet.length} schools`, await throughput(world, nginx, host, options));
    show("\nLoad while a school comes and goes", await underChange(world, nginx, fleet, options));
  }
  console.log(`\nFor docs/figures.md:\n\n${markdown(rows)}`);
} finally {
  await world.close();
}
