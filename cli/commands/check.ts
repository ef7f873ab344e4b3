import { adviceOn } from "../../infra/config/advice.ts";
import { adviceText, count, report } from "../../lib/report.ts";
import { checkFleet } from "../check-fleet.ts";
import { command } from "../command.ts";
import { selectedStacks, selectionArgs } from "../selection.ts";

/** `gate check`: says everything that is wrong with the stack files, or that nothing is. */
export const check = command(
  { name: "check", description: "Validate stacks: every problem at once, with its place and the way out" },
  {
    ...selectionArgs,
    json: { type: "boolean", description: "Print one JSON object: { ok, stacks, problems, advice }" },
  },
  [
    "./gate check",
    "./gate check demo 'north*'",
    "./gate check --platform hz --changed main",
    "./gate check --json | jq '.problems[].path'",
  ],
  async ({ _: words, platform, changed, json }, { root, now, stdout, colour }) => {
    const names = await selectedStacks({ words, platform, changed }, root);
    const { stacks, problems } = checkFleet(root, now(), names);
    const ok = problems.length === 0;
    const advice = stacks.flatMap(adviceOn);
    if (json) {
      const sound = stacks.map(({ name, kind, file }) => ({ name, kind, file }));
      stdout.write(`${JSON.stringify({ ok, stacks: sound, problems, advice }, null, 2)}\n`);
    } else if (ok) {
      const schools = stacks.filter(({ kind }) => kind === "school").length;
      const platforms = stacks.length - schools;
      stdout.write(`No problems in ${count(schools, "school")} and ${count(platforms, "platform")}.\n`);
    } else {
      stdout.write(`${report(problems, colour.stdout)}\n`);
    }
    if (!json) stdout.write(advice.map((each) => `\n${adviceText(each, colour.stdout)}\n`).join(""));
    return ok ? 0 : 1;
  },
);
