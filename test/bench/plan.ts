// The figures of `gate plan` on generated fleets, beside the floor: a program of one empty component, planned the same way.
// Nothing is asserted: a figure depends on the machine, a ratio less so.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFleet } from "../support/fleet.ts";
import { changeComponent } from "../support/fleet-project.ts";
import { commandRooms } from "../support/projects.ts";
import { Repository } from "../support/repository.ts";
import { type Measured, measure, median } from "./measure.ts";
import { type Figure, table } from "./table.ts";

const { values } = parseArgs({
  options: {
    /** How often each figure is taken; its median is shown. */
    rounds: { type: "string", default: "3" },
  },
});
const rounds = Number(values.rounds);

const egress = ["config", "schoolgate:school", "egress"];

/** A program that declares nothing to speak of, and is another in the head. */
const emptyProgram = (side: "base" | "head"): string => `import * as pulumi from "@pulumi/pulumi";
export default () => void new pulumi.ComponentResource("bench:index:Empty", \`\${pulumi.getStack()}-${side}\`);
`;

const thousand = await planned(1_000, changeForAll);
const fiveThousand = await planned(5_000, changeForAll);
const oneFile = await planned(1_000, (fleet) => swap(fleet, "school-00500"));
const floor = await planned(
  1_000,
  (fleet) => fleet.write({ "infra/index.ts": emptyProgram("head") }),
  emptyProgram("base"),
);

const figures = (
  name: string,
  { seconds, megabytes }: Measured,
  aims: { s?: number; mb?: number } = {},
): Figure[] => [
  { name, value: seconds, unit: "s", ...(aims.s === undefined ? {} : { aim: aims.s }) },
  { name: "  memory", value: megabytes, unit: "MB", ...(aims.mb === undefined ? {} : { aim: aims.mb }) },
];
console.log(
  table("./gate plan --against main, of a generated fleet of four shapes, policies on", [
    ...figures("1,000 schools, a default changed for all, three out of line", thousand, { s: 10, mb: 600 }),
    ...figures("5,000 schools, the same", fiveThousand),
    { name: "  time, 5,000 / 1,000", value: fiveThousand.seconds / thousand.seconds, unit: "", aim: 5.5 },
    { name: "  memory, 5,000 / 1,000", value: fiveThousand.megabytes / thousand.megabytes, unit: "", aim: 2 },
    ...figures("1,000 schools, one stack file changed", oneFile, { s: 3 }),
    ...figures("floor: 1,000 stacks of one empty component", floor),
    { name: "  time, 1,000 schools / floor", value: thousand.seconds / floor.seconds, unit: "" },
  ]),
);

/**
 * Plans a change of a fleet, in a repository of its own.
 *
 * @param program in the place of the project's
 */
async function planned(
  schools: number,
  change: (fleet: Repository) => void,
  program?: string,
): Promise<Measured> {
  const fleet = new Repository(...commandRooms, "gate");
  try {
    rmSync(join(fleet.root, "stacks"), { recursive: true });
    writeFleet(fleet.root, schools);
    if (program !== undefined) fleet.write({ "infra/index.ts": program });
    fleet.commit("the fleet");
    change(fleet);
    const runs: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const args = ["plan", "--against", "main", "--out", join(fleet.root, "plan.html")];
      runs.push(await measure(join(fleet.root, "gate"), args, { cwd: fleet.root, fine: [0, 2] }));
    }
    return {
      seconds: median(runs.map((run) => run.seconds)),
      megabytes: median(runs.map((run) => run.megabytes)),
    };
  } finally {
    fleet.remove();
  }
}

function changeForAll(fleet: Repository): void {
  changeComponent(fleet, "egress/address.ts", 'bandwidth: "5"', 'bandwidth: "6"');
  swap(fleet, "school-00005");
  fleet.edit("school-00012", (file) => file.setIn([...egress, "addresses", "c"], {}));
  fleet.edit("school-00018", (file) =>
    file.setIn([...egress, "addresses", "b"], { retired: "still-trusted" }),
  );
}

function swap(fleet: Repository, school: string): void {
  fleet.edit(school, (file) =>
    file.setIn([...egress, "active"], file.getIn([...egress, "active"]) === "a" ? "b" : "a"),
  );
}
