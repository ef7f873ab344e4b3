import { spawnSync } from "node:child_process";
import { Synthesizer } from "../../plan/declare/synthesize.ts";
import { judge } from "../../plan/judge/judge.ts";
import type { Violation } from "../../plan/model.ts";

/** What a plan says of one stack's program, by this repository's rules. In a process of its own: it changes the SDK. */
export function judgedByPlan(root: string, stack: string): Violation[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, root, stack], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Violation[];
}

if (import.meta.main) {
  const [root = "", stack = ""] = process.argv.slice(2);
  const synthesizer = await Synthesizer.load(root);
  const declared = await synthesizer.synthesize(stack);
  console.log(JSON.stringify(judge(declared)));
  process.exit();
}
