// Run as a process of its own: leaves a blocked range, and may be killed by one of the cloud's calls, or interrupted.
import { Writable } from "node:stream";
import { sleep } from "../../lib/sleep.ts";
import { type BlockedRun, BlockedWorld } from "./blocked-world.ts";
import { testDeps } from "./gate.ts";

const [root = "", from = "", text = "{}"] = process.argv.slice(2);
const run = JSON.parse(text) as BlockedRun;
const stderr = new Writable({
  write: (chunk: Buffer, _encoding, done) => {
    process.stderr.write(chunk);
    // As Ctrl-C does, and before anything else happens.
    if (run.interruptAt !== undefined && chunk.toString().includes(run.interruptAt)) process.emit("SIGINT");
    done();
  },
});
const { deps } = testDeps(root, { stdout: process.stdout, stderr, sleep });
process.exitCode = await new BlockedWorld(root).swapAll(from, deps, run);
