import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import { gateParts, Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { measure, median } from "./measure.ts";
import type { Figure } from "./table.ts";

const rounds = 5;
/** How often the cloud is looked at, in milliseconds. */
const interval = 5;

/** A swap there and back, again and again, on stand-ins in gate's own process. */
export async function rehearsed(): Promise<Figure[]> {
  const project = new Project(...gateParts);
  try {
    await measure(join(project.root, "gate"), ["rehearse", "demo"], { cwd: project.root });
    return await swaps(project, join(project.root, ".rehearsal/demo/cloud.json"), ["--rehearse"], {});
  } finally {
    project.remove();
  }
}

/** The same on Pulumi's engine, whose time is not ours; the calls that change something are counted too. */
export async function onPulumi(): Promise<Figure[]> {
  const project = new Project(...gateParts);
  try {
    const stack = await PulumiStack.init(project, "demo");
    await stack.up();
    const journal = join(stack.world, "journal.jsonl");
    writeFileSync(journal, "");
    const env = { ...stack.env, XDG_CACHE_HOME: project.folder("cache") };
    const figures = await swaps(project, join(stack.world, "cloud.json"), [], env);
    const changes = readFileSync(journal, "utf8")
      .split("\n")
      .filter((line) => line.includes('"begin"'));
    const preview = await previews(stack);
    return [
      ...figures,
      { name: "changes in the cloud a swap", value: changes.length / (2 * rounds), unit: "", aim: 1 },
      {
        name: "for comparison: pulumi preview, then pulumi up, with nothing to do",
        value: preview,
        unit: "s",
      },
    ];
  } finally {
    project.remove();
  }
}

async function previews(stack: PulumiStack): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await stack.preview();
    await stack.up();
    seconds.push((performance.now() - started) / 1000);
  }
  return median(seconds);
}

async function swaps(
  project: Project,
  cloud: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  const [changed, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const to of ["b", "a"]) {
      const words = ["swap", "demo", "--to", to, "--yes", "--allow-dirty", ...flags];
      const started = performance.now();
      const done = new AbortController();
      const change = untilChanged(cloud, done.signal);
      const { seconds } = await measure(join(project.root, "gate"), words, { cwd: project.root, env });
      done.abort();
      changed.push(((await change) - started) / 1000);
      whole.push(seconds);
    }
  }
  return [
    { name: "from the command's start to the change of the SNAT entry", value: median(changed), unit: "s" },
    { name: "the whole command", value: median(whole), unit: "s" },
  ];
}

/** The moment at which the SNAT entry's IP becomes another one: from then on new connections leave from it. */
async function untilChanged(file: string, stop: AbortSignal): Promise<number> {
  const ip = (): string => {
    const { snatEntries } = JSON.parse(readFileSync(file, "utf8")) as CloudState;
    return Object.values(snatEntries)
      .map(({ snatIp }) => snatIp)
      .join();
  };
  const before = existsSync(file) ? ip() : "";
  while (!stop.aborted) {
    if (ip() !== before) return performance.now();
    await setTimeout(interval);
  }
  return Number.NaN;
}
