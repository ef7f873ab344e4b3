import { join } from "node:path";
import type { WriteStream } from "node:tty";
import { gate } from "./gate.ts";

const { stdin, stdout, stderr } = process;

// A reader that has seen enough (`gate check | head`) is no failure; what is left to write has nowhere to go.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = 1;
    if (stream === stdout)
      stderr.write(`error  the output cannot be written (${error.code ?? error.message})\n`);
  });
}

const colourOf = (stream: WriteStream): boolean => stream.isTTY && stream.hasColors();

process.exitCode = await gate(process.argv.slice(2), {
  root: join(import.meta.dirname, ".."),
  cwd: process.cwd(),
  stdin,
  stdout,
  stderr,
  isTerminal: stdin.isTTY && stderr.isTTY,
  colour: { stdout: colourOf(stdout), stderr: colourOf(stderr) },
  now: () => new Date(),
});
