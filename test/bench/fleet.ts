// The figures of `gate status` on generated fleets that are up. Nothing is asserted: a figure depends on the machine.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { listStacks } from "../../infra/config/folder.ts";
import type { DeclaredStack } from "../../plan/model.ts";
import { declaredIn } from "../support/declared.ts";
import { writeFleet } from "../support/fleet.ts";
import { gateParts, Project } from "../support/projects.ts";
import { writeBackend } from "../support/status.ts";
import { type Measured, measure } from "./measure.ts";
import { type Figure, table } from "./table.ts";

const hundred = await surveyed(100);
const thousand = await surveyed(1_000);
const fiveThousand = await surveyed(5_000);

const figures = (name: string, { seconds, megabytes }: Measured): Figure[] => [
  { name, value: seconds, unit: "s" },
  { name: "  memory", value: megabytes, unit: "MB" },
];
console.log(
  table("./gate status of a generated fleet of four shapes, all up, file:// backend", [
    ...figures("100 schools", hundred),
    ...figures("1,000 schools", thousand),
    { name: "  time a hundred", value: thousand.seconds / 10, unit: "s" },
    ...figures("5,000 schools", fiveThousand),
    { name: "  time a hundred", value: fiveThousand.seconds / 50, unit: "s" },
  ]),
);

async function surveyed(schools: number): Promise<Measured> {
  const project = new Project(...gateParts);
  try {
    rmSync(join(project.root, "stacks"), { recursive: true });
    writeFleet(project.root, schools);
    const backend = project.folder("backend");
    await putUp(project.root, backend);
    const args = ["status", "--out", join(project.root, "status.json")];
    const env = { PULUMI_BACKEND_URL: `file://${backend}` };
    return await measure(join(project.root, "gate"), args, { cwd: project.root, env });
  } finally {
    project.remove();
  }
}

/** Writes a state of each stack that has what its program declares: a real up of them all would take hours. */
async function putUp(root: string, backend: string): Promise<void> {
  const { names } = listStacks(root);
  // A process for each part: declaring keeps memory.
  for (let at = 0; at < names.length; at += 250)
    for (const stack of await declaredIn(root, ...names.slice(at, at + 250)))
      writeBackend(backend, { [stack.name]: stateOf(stack) });
}

function stateOf({ name, resources, stackOutputs }: DeclaredStack) {
  const type = "pulumi:pulumi:Stack";
  const root = `urn:pulumi:${name}::schoolgate::${type}::schoolgate-${name}`;
  return {
    manifest: { time: "2026-11-20T08:00:00Z" },
    resources: [
      { urn: root, type, outputs: stackOutputs },
      ...resources.map(({ urn, type, inputs, parent = root, dependencies, options }) => ({
        ...{ urn, type, inputs, outputs: inputs, parent, dependencies, ...options },
        ...(options.provider !== undefined && { provider: `${options.provider}::id` }),
      })),
    ],
  };
}
