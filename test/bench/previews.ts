import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project, repository } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { median } from "./measure.ts";
import type { Figure } from "./table.ts";

/** What stands in the place of the program, to see where the time goes. */
const programs = {
  empty: "export default {};\n",
  "loads what the school's loads, and declares nothing":
    'import "@pulumi/pulumi";\nimport "./platform.ts";\nimport "../lib/report.ts";\nimport "./school.ts";\nimport "./config/stacks.ts";\n',
  demo: undefined,
} as const;

/**
 * `pulumi preview` of the demo school, of an empty program, and of steps between them, in turns: what is slow on a
 * machine at one time is slow for all of them.
 */
export async function previews(rounds: number): Promise<Figure[]> {
  const sides = await Promise.all(
    Object.entries(programs).map(async ([name, program]) => {
      const project = new Project();
      if (program !== undefined) writeFileSync(join(project.root, "infra", "index.ts"), program);
      return { name, project, stack: await PulumiStack.init(project, "demo"), seconds: [] as number[] };
    }),
  );
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const { stack, seconds } of sides) seconds.push(timed(stack));
    }
    const plugins = await Promise.all(
      ["alicloud", "kubernetes"].map((name) => pluginStart(name, sides[0]?.stack.world ?? "", rounds)),
    );
    const [empty = Number.NaN, loads = Number.NaN, demo = Number.NaN] = sides.map(({ seconds }) =>
      median(seconds),
    );
    return [
      { name: "preview of an empty program", value: empty, unit: "s" },
      { name: "preview of demo", value: demo, unit: "s" },
      { name: "demo / empty", value: demo / empty, unit: "", aim: 1.3 },
      { name: "of the difference: loading the SDKs and the program", value: loads - empty, unit: "s" },
      { name: "of the difference: plugins and registrations", value: demo - loads, unit: "s" },
      { name: "for comparison: the stand-in plugins' start, both", value: Math.max(...plugins), unit: "s" },
    ];
  } finally {
    for (const { project } of sides) project.remove();
  }
}

function timed(stack: PulumiStack): number {
  const started = performance.now();
  const { ok, text } = stack.command("preview");
  if (!ok) throw new Error(text);
  return (performance.now() - started) / 1000;
}

/** How long a stand-in plugin takes until it says its port, in seconds: the median of some rounds. */
async function pluginStart(name: string, world: string, rounds: number): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    // An engine's address comes first; the plugin does not call it before it is asked for something.
    const plugin = spawn(
      join(repository, "rehearsal", "plugins", `pulumi-resource-${name}`),
      ["127.0.0.1:1"],
      {
        env: { ...process.env, SCHOOLGATE_REHEARSAL: world },
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    await once(plugin.stdout, "data");
    seconds.push((performance.now() - started) / 1000);
    plugin.kill();
    await once(plugin, "close");
  }
  return median(seconds);
}
