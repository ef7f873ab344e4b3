// Run as a process of its own: brings a stack through a program and kills itself, as a power failure would, at one
// of the provider's calls.
import { up } from "../../../rehearsal/engine/run.ts";
import { Toy } from "../../support/toy.ts";
import { toyStack } from "../../support/toy-stack.ts";
import { after, before } from "./scenario.ts";

const [folder = "", cloud = "", program = "", call = "", moment = ""] = process.argv.slice(2);

const toy = new Toy({
  file: cloud,
  onCall: (_call, count, at) => {
    if (count === Number(call) && at === moment) process.kill(process.pid, "SIGKILL");
  },
});
await up(toyStack(folder, toy, program === "before" ? before : after));
