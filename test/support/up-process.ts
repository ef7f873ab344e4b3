// Run as a process of its own: brings the demo school's egress up, and is killed by one of the cloud's calls.
import type { FaultInput } from "../../rehearsal/faults.ts";
import { faultyUp } from "./up-world.ts";

const [root = "", faults = "[]"] = process.argv.slice(2);
await faultyUp(root, JSON.parse(faults) as FaultInput[]);
