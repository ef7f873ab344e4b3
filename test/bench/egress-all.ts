import { rmSync } from "node:fs";
import { join } from "node:path";
import { reloadSchool } from "../../cli/school-stack.ts";
import { up } from "../../rehearsal/engine/run.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { type BlockedSchool, BlockedWorld } from "../support/blocked-world.ts";
import { testDeps } from "../support/gate.ts";
import { gateParts, Project } from "../support/projects.ts";
import { measure } from "./measure.ts";
import type { Figure } from "./table.ts";

/** So many schools, in turn at so many shared NAT gateways. */
function schoolsAt(schools: number, gateways: number): Record<string, BlockedSchool> {
  return Object.fromEntries(
    Array.from({ length: schools }, (_, n) => [
      `s${String(n).padStart(3, "0")}`,
      { platform: `p${n % gateways}` },
    ]),
  );
}

/** Every school leaves: the part of it that is ours, the engine and the stand-in cloud, without Pulumi's SDK. */
export async function allInProcess(folder: string, schools: number, gateways: number): Promise<Figure[]> {
  const names = schoolsAt(schools, gateways);
  const world = BlockedWorld.make(folder, names);
  await world.up(...Object.keys(names));
  world.forget();
  const from = Object.values(world.cloud().eips).flatMap(({ name, ipAddress }) =>
    name.endsWith("-a") ? ipAddress : [],
  );
  const { deps, stdout } = testDeps(folder);
  const faults = [{ call: "ModifySnatEntry", nth: 1_000_000, when: "before", error: "never" }] as const;
  const started = performance.now();
  const code = await world.swapAll(from.join(), deps, { faults });
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(stdout.text);
  return [
    { name: "one command", value: seconds, unit: "s" },
    { name: "  a school", value: seconds / schools, unit: "s" },
    {
      name: "calls that change the cloud, a school",
      value: (world.cloud().calls.ModifySnatEntry ?? 0) / schools,
      unit: "",
      aim: 1,
    },
    { name: "changes at the same time in one SNAT table, most", value: mostAtOnce(world), unit: "", aim: 1 },
  ];
}

/** The same with the whole program of each school, run twice as by any up: what a rehearsal takes on this machine. */
export async function allWhole(schools: number, gateways: number): Promise<Figure[]> {
  const project = new Project(...gateParts);
  try {
    rmSync(join(project.root, "stacks"), { recursive: true });
    const names = schoolsAt(schools, gateways);
    BlockedWorld.make(project.root, names);
    for (const name of Object.keys(names)) {
      const stack = reloadSchool(project.root, name, new Date(), "cannot go up");
      const { problems } = await up(rehearsalOf(project.root, stack));
      if (problems.length > 0) throw new Error(JSON.stringify(problems));
    }
    const words = ["swap", "--all", "--from-blocked", "203.0.113.1", "--yes", "--allow-dirty", "--rehearse"];
    const { seconds, megabytes } = await measure(join(project.root, "gate"), words, { cwd: project.root });
    return [
      { name: "one command", value: seconds, unit: "s" },
      { name: "  a school", value: seconds / schools, unit: "s" },
      { name: "most memory, all processes", value: megabytes, unit: "MB" },
    ];
  } finally {
    project.remove();
  }
}

/** How many changes were under way at one moment in any one SNAT table. */
function mostAtOnce(world: BlockedWorld): number {
  const tables = Map.groupBy(world.changes(), ({ platform }) => platform);
  const most = [...tables.values()].map((changes) =>
    Math.max(
      ...changes.map(({ begin }) => changes.filter((each) => each.begin <= begin && begin < each.end).length),
    ),
  );
  return Math.max(...most);
}
