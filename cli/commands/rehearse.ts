import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkStacks, type Stack } from "../../infra/stacks.ts";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import type { RehearsalStack } from "../../rehearsal/engine/run.ts";
import { command, type ExitCode } from "../command.ts";
import { Refusal } from "../refusal.ts";

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
  },
  [
    ...["./gate rehearse demo", "./gate rehearse demo --reset", "./gate rehearse demo --json | jq .outputs"],
    "./gate rehearse demo --edge",
  ],
  async ({ school: name, json, reset, edge, swap: to }, deps): Promise<ExitCode> => {
    const { root, now, stdout, stderr, colour } = deps;
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
    const { stacks, problems } = checkStacks(root, now(), [name]);
    const stack = stacks.find((each) => each.name === name);
    if (!stack || problems.length > 0) {
      throw new Refusal(`${name} cannot go up as it is`, "correct it first", problems);
    }
    if (to !== undefined) {
      if (stack.kind === "platform")
        throw new Refusal(`${name} is a platform`, "name a school, or leave --swap out");
      const { refuseUnfit } = await import("../swap/preconditions.ts");
      refuseUnfit(stack, to);
    }
    // Loaded only now: the engine is by far the most of this command.
    const [{ readStandIns, rehearsalOf }, { up }, { planText, resultText }] = await Promise.all([
      import("../../rehearsal/rehearse.ts"),
      import("../../rehearsal/engine/run.ts"),
      import("../../rehearsal/engine/display.ts"),
    ]);
    const display = { stack: name, colors: colour.stdout };
    const show = async (rehearsal: RehearsalStack): Promise<RunResult> => {
      let planned = false;
      const result = await up(rehearsal, {
        command: `gate rehearse ${name}`,
        confirm: (plan) => {
          planned = true;
          if (!json) stdout.write(`${planText(plan, display)}\n`);
          return true;
        },
      });
      if (json) stdout.write(`${JSON.stringify(summary(name, result), null, 2)}\n`);
      else if (!planned && result.steps.length === 0)
        throw new Refusal(result.problems.map(messageOf).join("\n"));
      else stdout.write(planned ? resultText(result, display) : planText(result, display));
      return result;
    };
    if (edge) {
      const { rehearseAtEdge } = await import("../edge-rehearsal.ts");
      return rehearseAtEdge(stack, deps, show);
    }
    const rehearsal = rehearsalOf(root, stack);
    await (reset ? forget(rehearsal.folder) : readStandIns(rehearsal.folder)).catch(refuse);
    if ((await show(rehearsal)).result !== "succeeded") return 1;
    if (to === undefined) {
      if (!json) stderr.write(`\n${closing(stack)}\n`);
      return 0;
    }
    const { swapAddress } = await import("./swap.ts");
    return swapAddress.run([name, "--to", to, "--rehearse", "--yes", "--allow-dirty"], deps);
  },
);

/** Empties a rehearsal's folder, unless another run is using it. */
async function forget(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const { takeLock } = await import("../../rehearsal/engine/lock.ts");
  const release = await takeLock(folder, { command: "gate rehearse --reset" });
  try {
    const kept = (await readdir(folder)).filter((file) => file !== "lock");
    await Promise.all(kept.map((file) => rm(join(folder, file), { recursive: true, force: true })));
  } finally {
    await release();
  }
}

/** An error of the rehearsal's own as a refusal: it says its way out itself. */
async function refuse(error: unknown): Promise<never> {
  const { RehearsalError } = await import("../../rehearsal/engine/errors.ts");
  throw error instanceof RehearsalError ? new Refusal(error.message) : error;
}

const messageOf = ({ message }: RunResult["problems"][number]): string => message;

/** What a newcomer may try next. */
function closing({ name, file }: Stack): string {
  return [
    "This was a rehearsal: nothing was made in a cloud or a cluster.",
    `Change ${file} and run it again to see what that change does; --reset begins with nothing.`,
    `For real: pulumi up -s ${name} (README.md, "To production").`,
  ].join("\n");
}

/** What `--json` prints. */
function summary(
  school: string,
  { result, changes, steps, outputs, problems, durationMs }: RunResult,
): object {
  const shown = steps.map(({ op, urn, type, name, diff }) => ({ op, urn, type, name, diff }));
  return { school, engine: "rehearsal", result, changes, steps: shown, outputs, problems, durationMs };
}
