// Adds up the suites' reports, names what failed, and prints the one line that decides.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";

const [folder, ...suites] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const suite of suites) {
  try {
    const status = readFileSync(join(folder, `${suite}.exit`), "utf8").trim();
    const report = suite === "check" ? checked(status) : readReport(suite);
    const failed = failuresOf(report);
    // Such as an error that no test waited for: the runner tells of it in its output alone.
    if (status !== "0" && failed.length === 0)
      failed.push(`it ended with ${status}, and no test says why:\n${lastLines(suite)}`);
    failures.push(...failed.map((what) => `${suite}: ${what}`));
    total.passed += report.numPassedTests;
    total.failed += failed.length;
    total.skipped += report.numPendingTests + report.numTodoTests;
  } catch (error) {
    failures.push(`${suite}: it left no report: ${error.message}`);
    total.failed += 1;
  }
}
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `- ${failure}\n`).join("")}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function readReport(suite) {
  return JSON.parse(readFileSync(join(folder, `${suite}.json`), "utf8"));
}

/** `npm run check` runs no tests: it counts as one, by how it ended. */
function checked(status) {
  return { testResults: [], numPassedTests: status === "0" ? 1 : 0, numPendingTests: 0, numTodoTests: 0 };
}

/** Each test that failed, and each file that failed although none of its tests did: it could not be loaded, or a hook failed. */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const tests = assertionResults.filter((test) => test.status === "failed");
    if (tests.length === 0) return status === "failed" ? [`${file}\n${message}`] : [];
    return tests.map(
      ({ fullName, failureMessages }) => `${file} > ${fullName}\n${failureMessages.join("\n")}`,
    );
  });
}

function lastLines(suite) {
  return readFileSync(join(folder, `${suite}.log`), "utf8")
    .split("\n")
    .slice(-80)
    .join("\n");
}
