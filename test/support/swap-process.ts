// Run as a process of its own: swaps in a project that was rehearsed, and may be killed by one of the cloud's calls.
import type { FaultInput } from "../../rehearsal/faults.ts";
import { faultySwap } from "./faulty-swap.ts";

const [root = "", to = "", faults = "[]"] = process.argv.slice(2);
await faultySwap(root, to, JSON.parse(faults) as FaultInput[]);
