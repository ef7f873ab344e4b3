import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import type { PulumiParts } from "../../rehearsal/pulumi/of-stack.ts";
import { command, type ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import type { Show, Up } from "../edge-rehearsal.ts";
import { engineArgs, isPulumi } from "../engine-args.ts";
import { soundStack } from "../school-stack.ts";

/** `gate rehearse`: a stack goes up on stand-ins, with nothing simulated inside the program itself. */
export const rehearse = command(
  {
    name: "rehearse",
    description: "Go up on stand-ins: no cloud, no credentials; shows the plan, then applies it",
  },
  {
    school: { type: "positional", required: true, description: "The school, or a platform" },
    json: {
      type: "boolean",
      description:
        "Print one JSON object: { school, engine, result, changes, steps, outputs, problems, durationMs }",
    },
    reset: {
      type: "boolean",
      description: "Forget what was rehearsed before, and begin with an empty cloud",
    },
    refresh: {
      type: "boolean",
      description: "First bring the state to what the stand-ins hold: the way on after a run that failed",
    },
    swap: {
      type: "string",
      valueHint: "key",
      description: "Then swap to this address: gate swap --rehearse --yes --allow-dirty",
    },
    edge: {
      type: "boolean",
      description:
        "On the real Kubernetes API, cert-manager and Envoy, on this machine: serves it until Ctrl-C",
    },
    ...engineArgs,
  },
  [
    ...["./gate rehearse demo", "./gate rehearse demo --reset", "./gate rehearse demo --json | jq .outputs"],
    ...["./gate rehearse demo --edge", "./gate rehearse demo --edge --engine pulumi"],
  ],
  async ({ school: name, json, reset, refresh, edge, swap: to, engine, yes }, deps): Promise<ExitCode> => {
    const { root, now, stdout, stderr, colour } = deps;
    const byPulumi = isPulumi(engine);
    if (edge && reset) {
      throw new Refusal(
        "--edge begins with an empty cluster by itself",
        "leave out --reset, or run ./gate edge down",
      );
    }
    if (to !== undefined && (edge || json)) {
      throw new Refusal(
        `--swap is given with ${edge ? "--edge" : "--json"}`,
        `rehearse first, then ./gate swap ${name} --to ${to} --rehearse`,
      );
    }
    const stack = soundStack(root, name, now(), "cannot go up");
    if (to !== undefined) {
      if (stack.kind === "platform")
        throw new Refusal(`${name} is a platform`, "name a school, or leave --swap out");
      const { refuseUnfit } = await import("../swap/preconditions.ts");
      refuseUnfit(stack, to);
    }
    const { planText, resultText } = await import("../../rehearsal/engine/display.ts");
    const display = { stack: name, colors: colour.stdout };
    const show: Show = async (up) => {
      let planned = false;
      const result = await up({
        command: `gate rehearse ${name}`,
        refresh: refresh === true,
        confirm: (plan) => {
          planned = true;
          if (!json) stdout.write(`${planText(plan, display)}\n`);
          return true;
        },
      });
      if (json) stdout.write(`${JSON.stringify(summary(name, byPulumi, result), null, 2)}\n`);
      else if (!planned && result.steps.length === 0)
        throw new Refusal(result.problems.map(messageOf).join("\n"));
      else stdout.write(planned ? resultText(result, display) : planText(result, display));
      return result;
    };
    const parts = byPulumi
      ? await (await partsModule()).pulumiParts(edge === true, yes === true, deps)
      : undefined;
    if (edge) {
      const { rehearseAtEdge } = await import("../edge-rehearsal.ts");
      return rehearseAtEdge(stack, deps, show, parts);
    }
    const up =
      parts === undefined
        ? await embedded(stack, reset === true, deps)
        : await pulumi(stack, parts, reset === true, deps);
    if ((await show(up)).result !== "succeeded") return 1;
    if (to === undefined) {
      if (!json) stderr.write(`\n${closing(stack)}\n`);
      return 0;
    }
    const { swapAddress } = await import("./swap.ts");
    const by = byPulumi ? ["--engine", "pulumi"] : [];
    return swapAddress.run([name, "--to", to, "--rehearse", "--yes", "--allow-dirty", ...by], deps);
  },
);

const partsModule = () => import("../pulumi-parts.ts");

/** A stack on the embedded engine. Loaded only now: an engine is by far the most of this command. */
async function embedded(stack: Stack, reset: boolean, { root }: Deps): Promise<Up> {
  const [{ readStandIns, rehearsalOf }, { up }] = await Promise.all([
    import("../../rehearsal/rehearse.ts"),
    import("../../rehearsal/engine/run.ts"),
  ]);
  const rehearsal = rehearsalOf(root, stack);
  await (reset ? forget(rehearsal.folder) : readStandIns(rehearsal.folder));
  return (hooks) => up(rehearsal, hooks);
}

/** A stack on Pulumi's own. */
async function pulumi(stack: Stack, parts: PulumiParts, reset: boolean, { root }: Deps): Promise<Up> {
  const [{ pulumiRehearsal }, { upByPulumi }] = await Promise.all([
    import("../../rehearsal/pulumi/of-stack.ts"),
    import("../../rehearsal/pulumi/rehearsal.ts"),
  ]);
  const rehearsal = pulumiRehearsal(root, stack, parts);
  if (reset) await forget(rehearsal.folder);
  return (hooks) => upByPulumi(rehearsal, hooks);
}

/** Empties a rehearsal's folder, unless another run is using it. */
async function forget(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const { takeLock } = await import("../../lib/lock.ts");
  const release = await takeLock(folder, { command: "gate rehearse --reset" });
  try {
    // What Pulumi's own engine rehearsed lies in a folder of its own, and is forgotten by itself.
    const gone = (await readdir(folder)).filter((file) => file !== "lock" && file !== "pulumi");
    await Promise.all(gone.map((file) => rm(join(folder, file), { recursive: true, force: true })));
  } finally {
    await release();
  }
}

const messageOf = ({ message }: RunResult["problems"][number]): string => message;

/** What a newcomer may try next. */
function closing({ name, file }: Stack): string {
  return [
    "This was a rehearsal: nothing was made in a cloud or a cluster.",
    `Change ${file} and run it again to see what that change does; --reset begins with nothing.`,
    `For real: pulumi up -s ${name} (docs/production.md).`,
  ].join("\n");
}

/** What `--json` prints. */
function summary(
  school: string,
  byPulumi: boolean,
  { result, changes, steps, outputs, problems, durationMs }: RunResult,
): object {
  const shown = steps.map(({ op, urn, type, name, diff }) => ({ op, urn, type, name, diff }));
  const engine = byPulumi ? "pulumi" : "rehearsal";
  return { school, engine, result, changes, steps: shown, outputs, problems, durationMs };
}
