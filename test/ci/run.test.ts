import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../support/projects.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const passed = { testResults: [], numPassedTests: 3, numPendingTests: 1, numTodoTests: 0 };

/** What .ci/run ends with, after a check and a suite that ended like this. */
function count(checkEnded: number, testReport: object | undefined) {
  const reports = temporaryFolder();
  const write = (file: string, text: string) => writeFileSync(join(reports, file), text);
  write("check.exit", `${checkEnded}\n`);
  write("check.log", "cli/a.ts: 1 error\n");
  write("test.exit", "0\n");
  if (testReport) write("test.json", JSON.stringify(testReport));
  const script = join(repository, ".ci", "count.mjs");
  const { status, stdout } = spawnSync(process.execPath, [script, reports, "check", "test"], {
    encoding: "utf8",
  });
  return { status, stdout: stdout.replaceAll(reports, "reports") };
}

test("a check that passes counts as one, beside the tests", () => {
  expect(count(0, passed)).toEqual({ status: 0, stdout: "4 passed, 0 failed, 1 skipped\n" });
});

test("a check that fails is a failure, with what it printed", () => {
  expect(count(1, passed)).toEqual({
    status: 1,
    stdout: [
      "\nFailed:",
      "- check: it ended with 1, and no test says why:",
      "cli/a.ts: 1 error\n",
      "\n3 passed, 1 failed, 1 skipped\n",
    ].join("\n"),
  });
});

test("a suite without a report is a failure", () => {
  expect(count(0, undefined)).toEqual({
    status: 1,
    stdout: [
      "\nFailed:",
      "- test: it left no report: ENOENT: no such file or directory, open 'reports/test.json'",
      "\n1 passed, 1 failed, 0 skipped\n",
    ].join("\n"),
  });
});
