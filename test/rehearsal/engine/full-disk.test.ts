import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("when the disk takes only a part of the state, the one before stays whole and nothing made is forgotten", () => {
  const folder = temporaryFolder();
  // As with a full disk, the first write is cut short and the next one fails.
  const limited = 'trap "" XFSZ; ulimit -f 16; exec "$0" "$@"';
  const script = join(import.meta.dirname, "full-disk-run.ts");
  const answer = execFileSync("sh", ["-c", limited, process.execPath, script, folder], { encoding: "utf8" });
  const { result, problems, made } = JSON.parse(answer) as {
    result: string;
    problems: unknown[];
    made: string[];
  };
  expect([result, problems]).toEqual([
    "failed",
    [
      {
        severity: "error",
        urn: "",
        message: `${join(folder, "state.json")} cannot be written: the limit on a file's size is reached; raise the limit (ulimit -f), then run this again`,
      },
    ],
  ]);
  const state = JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as {
    resources: { id: string }[];
    pending: { state: { urn: string } }[];
  };
  const kept = state.resources.map(({ id }) => id);
  const begun = state.pending.map(({ state: { urn } }) => `${urn.split("::").at(-1)}#1`);
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter((id) => !kept.includes(id) && !begun.includes(id))).toEqual([]);
});
