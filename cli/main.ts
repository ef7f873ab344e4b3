import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import type { WriteStream } from "node:tty";

const root = join(import.meta.dirname, "..");

// Saves a third of a short command's time: the stripped and compiled code of what is imported from here on is kept.
enableCompileCache(join(root, "node_modules/.cache/gate"));
const { gate } = await import("./gate.ts");
const { publicNetwork } = await import("./probe/network.ts");
const { sleep } = await import("../lib/sleep.ts");

const { stdin, stdout, stderr } = process;

// A reader that has seen enough (`gate check | head`) is no failure; what is left to write has nowhere to go.
let isReported = false;
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = 1;
    // Each piece of the output fails; it is said once.
    if (stream === stdout && !isReported)
      stderr.write(`error  the output cannot be written (${error.code ?? error.message})\n`);
    isReported = true;
  });
}

const colourOf = (stream: WriteStream): boolean => stream.isTTY && stream.hasColors();

const exitCode = await gate(process.argv.slice(2), {
  root,
  cache: join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "schoolgate"),
  env: process.env,
  cwd: process.cwd(),
  stdin,
  stdout,
  stderr,
  isTerminal: stdin.isTTY && stderr.isTTY,
  colour: { stdout: colourOf(stdout), stderr: colourOf(stderr) },
  now: () => new Date(),
  sleep,
  network: publicNetwork,
});
// Not process.exit: it would cut off what a pipe has not taken yet.
process.exitCode ??= exitCode;
