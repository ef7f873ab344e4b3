// The figures of the project, with their aims. Nothing is asserted: a figure depends on the machine, a ratio less so.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeFleet } from "../support/fleet.ts";
import { gateParts, Project } from "../support/projects.ts";
import { version } from "../support/pulumi-cli.ts";
import { engines } from "./engines.ts";
import { type Measured, measure, median } from "./measure.ts";
import { previews } from "./previews.ts";
import { type Figure, table } from "./table.ts";

const rounds = 5;

console.log(table("./gate rehearse demo", await rehearsals()));
console.log(table("\n./gate check of a generated fleet", await checks()));
console.log(
  version === undefined
    ? "\npulumi preview: skipped, there is no pulumi on PATH"
    : table(`\npulumi preview, ${version}, stand-in plugins`, await previews(rounds)),
);
console.log(
  process.platform === "linux"
    ? table("\nThe demo school on three engines (again and swap: preview and up)", await engines())
    : "\nThe demo school on three engines: skipped, the edge needs Linux",
);

/** From nothing (a plan and its application, each a run of the program), and again with nothing to do. */
async function rehearsals(): Promise<Figure[]> {
  const project = new Project(...gateParts);
  try {
    const gate = (...args: string[]) => measure(join(project.root, "gate"), args, { cwd: project.root });
    await gate("rehearse", "demo", "--reset"); // the first run of all compiles; it is not counted
    const first: Measured[] = [];
    const again: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      first.push(await gate("rehearse", "demo", "--reset"));
      again.push(await gate("rehearse", "demo"));
    }
    const megabytes = Math.max(...[...first, ...again].map((run) => run.megabytes));
    return [
      { name: "from nothing", value: median(first.map((run) => run.seconds)), unit: "s", aim: 5 },
      { name: "again, unchanged", value: median(again.map((run) => run.seconds)), unit: "s", aim: 4 },
      { name: "most memory, all processes", value: megabytes, unit: "MB", aim: 350 },
    ];
  } finally {
    project.remove();
  }
}

/** How the check of all stacks grows with their number. */
async function checks(): Promise<Figure[]> {
  const project = new Project(...gateParts);
  try {
    rmSync(join(project.root, "stacks"), { recursive: true });
    const seconds = new Map<number, number>();
    const figures: Figure[] = [];
    for (const schools of [100, 1_000, 5_000]) {
      writeFleet(project.root, schools);
      const runs: Measured[] = [];
      for (let round = 0; round < rounds; round += 1) {
        runs.push(await measure(join(project.root, "gate"), ["check"], { cwd: project.root }));
      }
      const middle = median(runs.map((run) => run.seconds));
      seconds.set(schools, middle);
      figures.push(
        { name: `${schools} schools`, value: middle, unit: "s", ...(schools === 1_000 ? { aim: 2 } : {}) },
        { name: "  memory", value: median(runs.map((run) => run.megabytes)), unit: "MB" },
      );
    }
    const ratio = (of: number, to: number) =>
      (seconds.get(of) ?? Number.NaN) / (seconds.get(to) ?? Number.NaN);
    return [
      ...figures,
      { name: "1,000 / 100", value: ratio(1_000, 100), unit: "", aim: 12 },
      { name: "5,000 / 1,000", value: ratio(5_000, 1_000), unit: "" },
    ];
  } finally {
    project.remove();
  }
}
