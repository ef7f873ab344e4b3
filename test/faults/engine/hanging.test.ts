import { join } from "node:path";
import { expect, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";

test("a program that hangs is ended at its time limit, process and all", async () => {
  const main = "test/rehearsal/engine/programs/misbehave.ts";
  const { problems } = await up({
    ...{ project: "demo", name: "dev", root: join(import.meta.dirname, "../../.."), main },
    ...{ config: { "demo:how": "hangs" }, secretKeys: [], folder: temporaryFolder() },
    ...{ providers: { toy: new Toy() }, timeLimitMs: 8_000 },
  });
  const pid = Number(problems[0]?.message.replace("pid ", ""));
  expect(problems[1]).toEqual({
    severity: "error",
    urn: "",
    message: `the program did not end within 8 s and was ended: ${main}`,
  });
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});
