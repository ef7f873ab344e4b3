// One of the threads in which stacks are planned. It has no environment, so neither credentials nor settings of the
// user's can show in a plan, and whatever a program does to its thread ends with it.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Job, WorkerData } from "./worker-messages.ts";

if (parentPort === null) throw new Error("fleet/worker.ts is started by fleet/pool.ts");
const port = parentPort;
const data = workerData as WorkerData;

// Of no use to anybody here: nobody sees a stack trace of a program, and making one for every resource takes long.
Error.stackTraceLimit = 0;
enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "gate"));
const { StackPlanner } = await import("./plan-stack.ts");

const planner = new StackPlanner(data);
await planner.warmUp();
// The first message says that it can begin.
port.postMessage("ready");
port.on("message", (job: Job) => {
  void planner.plan(job).then((outcome) => port.postMessage(outcome));
});
