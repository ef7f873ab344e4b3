import { resolve } from "node:path";
import { Refusal } from "../../../lib/refusal.ts";
import { command } from "../../command.ts";
import { readArtifact } from "../../review/artifact.ts";
import { examplesOf } from "../../review/previews.ts";
import { idOf } from "../../review/variables.ts";

/** `gate review examples`: whom to preview, so that every kind of change is previewed once. */
export const examples = command(
  {
    name: "review examples",
    description: "Print one school of each group of a plan, the most dangerous group first",
  },
  {
    plan: { type: "string", required: true, valueHint: "file", description: "The plan as JSON" },
    most: { type: "string", valueHint: "number", description: "No more than these", default: "100" },
  },
  ["./gate review examples --plan plan.json", "./gate review examples --plan plan.json --most 20"],
  ({ plan: file, most }, { cwd, stdout }) => {
    const read = readArtifact(resolve(cwd, file));
    if ("why" in read)
      throw new Refusal(`${file} cannot be used: ${read.why}`, "write it by gate plan --out plan.json");
    stdout.write(
      examplesOf(read.plan, idOf(most, "most"))
        .map((name) => `${name}\n`)
        .join(""),
    );
    return 0;
  },
);
