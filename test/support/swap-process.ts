// Run as a process of its own: swaps in a project that was rehearsed, or goes up, and may be killed by one of the
// cloud's calls.
import { up } from "../../rehearsal/engine/run.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { faultyRehearsal, faultySwap } from "./faulty-swap.ts";

const [root = "", command = "", faults = "[]"] = process.argv.slice(2);
const plan = JSON.parse(faults) as FaultInput[];
const [verb, to = ""] = command.split(" ");
if (verb === "up") await up(faultyRehearsal(root, plan), { refresh: true });
else await faultySwap(root, to, plan);
