import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "../../rehearsal/engine/deployment.ts";
import { type Goal, goalOf, type Registered } from "../../rehearsal/engine/goal.ts";
import type { RehearsalStack } from "../../rehearsal/engine/run.ts";
import type { StepReport } from "../../rehearsal/engine/steps.ts";
import { Stopped } from "../../rehearsal/engine/work.ts";
import type { Properties } from "../../rehearsal/stand-in.ts";
import { unknown } from "../../rehearsal/values.ts";
import type { Toy } from "./toy.ts";

export const root = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev";

/** The URN of a thing right under the stack. */
export function urnOf(name: string): string {
  return `urn:pulumi:dev::demo::toy:index:Thing::${name}`;
}

/** A program in this process: registers with the deployment as the SDK would, without its 1.2 s. */
export type ToyProgram = (program: Registrar) => Promise<Properties | undefined> | Promise<void>;

export class Registrar {
  readonly deployment: Deployment;
  readonly dryRun: boolean;

  constructor(deployment: Deployment, dryRun: boolean) {
    this.deployment = deployment;
    this.dryRun = dryRun;
  }

  /** Registers a thing of the toy package. */
  thing(name: string, inputs: Properties = {}, options: Partial<Goal> = {}): Promise<Registered> {
    const goal = { type: "toy:index:Thing", name, custom: true, inputs, parent: root, version: "1.2.3" };
    return this.deployment.register(goalOf({ ...goal, ...options }));
  }

  component(name: string, options: Partial<Goal> = {}): Promise<Registered> {
    return this.deployment.register(
      goalOf({ type: "toys:index:Box", name, custom: false, inputs: {}, parent: root, ...options }),
    );
  }

  /** An output as the SDK would see it: in a plan, what is not there is unknown. */
  output({ outputs }: Registered, key: string): unknown {
    return outputs[key] ?? (this.dryRun ? unknown : undefined);
  }

  /** The options of an input that comes from another resource. */
  from(source: Registered, key: string): Partial<Goal> {
    return { dependencies: [source.urn], propertyDependencies: { [key]: [source.urn] } };
  }
}

/** A stack on the toy cloud whose program runs in this process. */
export function toyStack(
  folder: string,
  toy: Toy,
  program: ToyProgram,
  more: Partial<RehearsalStack> = {},
): RehearsalStack {
  return {
    ...{ project: "demo", name: "dev", root: folder, main: "none", config: {}, secretKeys: [] },
    ...{ folder, providers: { toy } },
    runner: async (_program, deployment, { dryRun, onProblem }) => {
      try {
        await deployment.register(
          goalOf({ type: "pulumi:pulumi:Stack", name: "demo-dev", custom: false, inputs: {} }),
        );
        const outputs = await program(new Registrar(deployment, dryRun));
        deployment.registerOutputs(root, outputs ?? {});
        return true;
      } catch (error) {
        if (!(error instanceof Stopped)) onProblem({ severity: "error", urn: "", message: String(error) });
        return false;
      }
    },
    ...more,
  };
}

/** Steps in short, e.g. `create a`; unchanged ones are left out. */
export function brief(steps: readonly StepReport[]): string[] {
  return steps.filter(({ op }) => op !== "same").map(({ op, name }) => `${op} ${name}`);
}

/** What of the state file matters to most tests: its resources by name and id, and what is pending. */
export function stateOf(folder: string): { resources: string[]; pending: unknown[] } {
  const { resources, pending } = JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as {
    resources: { urn: string; id: string; type: string; delete: boolean }[];
    pending: unknown[];
  };
  const things = resources.filter(({ type }) => type === "toy:index:Thing");
  return { resources: things.map((each) => `${each.id}${each.delete ? " (delete)" : ""}`), pending };
}

/** The permission bits of a file. */
export function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}
