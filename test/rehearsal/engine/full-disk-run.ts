// Run as a process of its own, under a limit of how large a file may grow: makes more things than the state has room for.
import { up } from "../../../rehearsal/engine/run.ts";
import { Toy } from "../../support/toy.ts";
import { toyStack } from "../../support/toy-stack.ts";

const toy = new Toy();
const { result, problems } = await up(
  toyStack(process.argv[2] ?? "", toy, async (it) => {
    for (let number = 0; number < 60; number += 1) await it.thing(`t${number}`);
  }),
);
process.stdout.write(JSON.stringify({ result, problems, made: toy.things.map(({ id }) => id) }));
