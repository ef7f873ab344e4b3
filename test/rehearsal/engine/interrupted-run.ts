// Run as a process of its own: one that is interrupted during a call, or one whose program hangs until it is killed.
import { join } from "node:path";
import { up } from "../../../rehearsal/engine/run.ts";
import { Toy } from "../../support/toy.ts";
import { brief, toyStack } from "../../support/toy-stack.ts";

const [what, folder = ""] = process.argv.slice(2);

if (what === "interrupted") {
  const toy = new Toy({
    file: join(folder, "cloud.json"),
    onCall: async (call, _count, moment) => {
      if (call !== "create b" || moment === "after") return;
      const interrupted = new Promise((resolve) => process.once("SIGINT", resolve));
      process.stdout.write("create b is under way\n");
      // A signal that is waited for keeps no process alive.
      const alive = setInterval(() => undefined, 1_000);
      await interrupted;
      clearInterval(alive);
    },
  });
  const stack = toyStack(folder, toy, async (it) => {
    for (const name of ["a", "b", "c"]) await it.thing(name);
  });
  const { result, problems, steps } = await up(stack);
  process.stdout.write(JSON.stringify({ result, problems, steps: brief(steps) }));
} else {
  await up({
    ...{ project: "demo", name: "dev", root: join(import.meta.dirname, "../../.."), folder, providers: {} },
    ...{
      main: "test/rehearsal/engine/programs/misbehave.ts",
      config: { "demo:how": "hangs" },
      secretKeys: [],
    },
    env: { PID_FILE: join(folder, "pid") },
  });
}
