// The same school on three engines: what a rehearsal costs beside production's own parts.
import { pulumiParts } from "../../cli/pulumi-parts.ts";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import { type RunHooks, up } from "../../rehearsal/engine/run.ts";
import { pulumiRehearsalAtEdge } from "../../rehearsal/pulumi/at-edge.ts";
import { pulumiRehearsal } from "../../rehearsal/pulumi/of-stack.ts";
import { upByPulumi } from "../../rehearsal/pulumi/rehearsal.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { cache } from "../support/cache.ts";
import { testDeps } from "../support/gate.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { Project } from "../support/projects.ts";
import type { Figure } from "./table.ts";

type Up = (hooks: Pick<RunHooks, "confirm">) => Promise<RunResult>;

/** Seconds of each part of a school's first days. */
interface Times {
  readonly preview: number;
  readonly up: number;
  readonly again: number;
  readonly swap: number;
}

/** The demo school on the embedded engine, on Pulumi's CLI with stand-ins, and on its CLI with the real Kubernetes provider. */
export async function engines(): Promise<Figure[]> {
  const embedded = await timed((project) => {
    const rehearsal = () => rehearsalOf(project.root, project.load("demo"));
    return (hooks) => up(rehearsal(), hooks);
  });
  const standIns = await timed(async (project) => {
    const parts = await pulumiParts(false, true, testDeps(project.root, { cache }).deps);
    return (hooks) => upByPulumi(pulumiRehearsal(project.root, project.load("demo"), parts), hooks);
  });
  const edge = await ownEdge();
  try {
    const real = await timed(async (project) => {
      const parts = await pulumiParts(true, true, testDeps(project.root, { cache }).deps);
      const at = (name: string) => pulumiRehearsalAtEdge(project.root, project.load(name), edge, parts);
      await succeeded(upByPulumi(await at("hz")));
      return async (hooks) => upByPulumi(await at("demo"), hooks);
    });
    return (["preview", "up", "again", "swap"] as const).flatMap((part) => [
      { name: `${part}: embedded engine`, value: embedded[part], unit: "s" as const },
      { name: "  Pulumi's CLI, stand-in plugins", value: standIns[part], unit: "s" as const },
      { name: "    to that", value: standIns[part] / embedded[part], unit: "" as const },
      { name: "  Pulumi's CLI and Kubernetes provider, API server", value: real[part], unit: "s" as const },
      { name: "    to that", value: real[part] / embedded[part], unit: "" as const },
    ]);
  } finally {
    await endOwnEdge(edge);
  }
}

/** @param open makes what goes up, as the stack file says it at that time */
async function timed(open: (project: Project) => Up | Promise<Up>): Promise<Times> {
  const project = new Project();
  try {
    const go = await open(project);
    const first = await twoParts(go);
    const again = await twoParts(go);
    project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
    const swap = await twoParts(go);
    return { ...first, again: again.preview + again.up, swap: swap.preview + swap.up };
  } finally {
    project.remove();
  }
}

/** Seconds until the plan is there, and from then on. */
async function twoParts(go: Up): Promise<{ readonly preview: number; readonly up: number }> {
  const began = performance.now();
  let planned = began;
  await succeeded(
    go({
      confirm: () => {
        planned = performance.now();
        return true;
      },
    }),
  );
  return { preview: (planned - began) / 1000, up: (performance.now() - planned) / 1000 };
}

async function succeeded(run: Promise<RunResult>): Promise<void> {
  const { result, problems } = await run;
  if (result !== "succeeded") throw new Error(JSON.stringify(problems));
}
