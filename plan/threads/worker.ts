// One of the threads in which stacks are declared, of one side, and those of the head planned. It has no environment, so
// neither credentials nor settings of the user's can show in a plan, and whatever a program does to its thread ends with it.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { BaseOutcome, HeadJob, WorkerData } from "./worker-messages.ts";

if (parentPort === null) throw new Error("plan/threads/worker.ts is started by plan/threads/thread.ts");
// The program of a stack meets a process without threads.
const port = parentPort;
const data = workerData as WorkerData;

// No stack traces: nothing shows a program's, and making one for every resource takes long.
Error.stackTraceLimit = 0;
enableCompileCache(join(import.meta.dirname, "..", "..", "node_modules", ".cache", "gate"));
const { SideDeclarer, StackPlanner } = await import("./plan-stack.ts");

const side = new SideDeclarer(data);
const planner = new StackPlanner(side);
await side.warmUp();
// The first message says that it can begin.
port.postMessage("ready");
port.on("message", (job: HeadJob) => {
  const done = data.side === "head" ? planner.plan(job) : declareBase(job.name);
  void done.then((outcome) => port.postMessage(outcome));
});

async function declareBase(name: string): Promise<BaseOutcome> {
  const declared = await side.declare(name);
  return { name, declared, isThreadSpent: side.isThreadSpent };
}
