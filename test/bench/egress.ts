// The figures of a swap, with their aims: one school, and every school of a blocked range. Nothing is asserted.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../support/pulumi-cli.ts";
import { allInProcess, allWhole } from "./egress-all.ts";
import { onPulumi, rehearsed } from "./egress-one.ts";
import { packetFigures } from "./egress-packets.ts";
import { table } from "./table.ts";

const schools = 200;
const wholeSchools = 20;

console.log(table("./gate swap demo --rehearse", await rehearsed()));
console.log(
  version === undefined
    ? "\n./gate swap demo on Pulumi's engine: skipped, there is no pulumi on PATH"
    : table(`\n./gate swap demo, pulumi ${version}, stand-in plugins`, await onPulumi()),
);
const folder = mkdtempSync(join(tmpdir(), "schoolgate-bench-"));
try {
  const heading = `\n./gate swap --all, ${schools} schools at 5 shared NAT gateways: their egress alone, in one process`;
  console.log(table(heading, await allInProcess(folder, schools, 5)));
} finally {
  rmSync(folder, { recursive: true });
}
console.log(
  table(
    `\n./gate swap --all, ${wholeSchools} schools at 2 shared NAT gateways: the whole program of each`,
    await allWhole(wholeSchools, 2),
  ),
);
console.log(await packets());

/** Needs network namespaces and the real Envoy: where there are none, the rest of the figures stands. */
async function packets(): Promise<string> {
  try {
    return table("\nConnections during a swap, through the real relay", await packetFigures());
  } catch (error) {
    return `\nConnections during a swap: skipped, ${error instanceof Error ? error.message : String(error)}`;
  }
}
