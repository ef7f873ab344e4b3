// Holds one edge: starts its namespaces, and serves its doors on ports of the machine's loopback interface. It ends, and
// all of the edge with it, when told to, when the edge fails, or when its standard input closes (unless it was detached).

import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { unusable } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { replaceFile } from "../../lib/write-file.ts";
import { fullDisk, isFullDisk } from "../tools/full-disk.ts";
import type { EdgeRecord } from "./edge.ts";
import { type Door, doors, type EdgePlan, type EdgePorts, layout } from "./layout.ts";
import { servePage } from "./page/server.ts";
import { prepare, writeKubeconfig } from "./prepare.ts";
import { relay } from "./relay.ts";
import { userNamespace } from "./requirements.ts";

interface DaemonOrder {
  readonly plan: EdgePlan;
  /** Ports wished for; 0 takes a free one. */
  readonly ports: EdgePorts;
  /** Whether the edge outlives who started it. */
  readonly detached: boolean;
}

type News = { progress: string } | { failed: string } | { ready: true };

const { plan, ports, detached } = JSON.parse(process.argv[2] ?? "") as DaemonOrder;
const paths = layout(plan.folder);

let ending: "as told" | "failed" | undefined;
/** Ends the namespaces, once there are any. */
let stop = (): void => void end(0);

function tell(news: News): void {
  process.stdout.write(`${JSON.stringify(news)}\n`);
}

async function end(code: number): Promise<never> {
  await rm(plan.sockets, { recursive: true, force: true });
  // The last message must be read before the pipe closes.
  process.stdout.write("", () => process.exit(code));
  return new Promise(() => undefined);
}

function keep(record: EdgeRecord): void {
  replaceFile(paths.record, `${JSON.stringify(record, undefined, 2)}\n`, 0o644);
}

async function fail(reason: string): Promise<never> {
  ending = "failed";
  const record: EdgeRecord = { state: "failed", reason };
  tell({ failed: reason });
  // The waiting process has been told. A full disk lets nobody be told later.
  try {
    keep(record);
  } catch {}
  return end(1);
}

async function open(): Promise<EdgePorts> {
  const opened: Record<keyof EdgePorts, number> = { ...ports };
  for (const door of Object.keys(doors) as Door[]) {
    const server = relay(ports[door], { path: join(plan.sockets, door) });
    opened[door] = await portOf(server, ports[door]);
  }
  await writeKubeconfig(plan, paths.kubeconfig, opened.api);
  const { kubeconfig, schoolAuthority } = paths;
  const page = servePage({
    ...{ port: ports.page, ports: opened, kubeconfig, authority: `${schoolAuthority}.crt` },
  });
  return { ...opened, page: await portOf(page, ports.page) };
}

/** The port that a server got. */
async function portOf(server: Promise<Server>, wished: number): Promise<number> {
  try {
    return ((await server).address() as AddressInfo).port;
  } catch (error) {
    const reason = messageOf(error);
    return fail(
      `port ${wished} of 127.0.0.1 cannot be served: ${reason}. Choose another, or 0 for a free one.`,
    );
  }
}

async function hold(): Promise<void> {
  await prepare(plan).catch((error: unknown) => {
    if (!isFullDisk(messageOf(error))) throw unusable(plan.folder, "written", error);
    throw new Error(`${plan.folder} cannot be written: ${fullDisk}`);
  });
  const opened = await open();
  const supervisor = join(import.meta.dirname, "supervisor.ts");
  const sandbox = join(import.meta.dirname, "sandbox.sh");
  const child = spawn(
    "unshare",
    [
      ...userNamespace(),
      ...["--mount", "--net", "--pid", "--fork", "--kill-child"],
      ...[sandbox, paths.root, paths.hosts, `${paths.upstreamAuthority}.crt`],
      ...[process.execPath, supervisor, JSON.stringify(plan)],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let errors = "";
  child.stderr.on("data", (part: Buffer) => {
    errors = `${errors}${part.toString()}`.slice(-2000);
  });
  // Ends once every process of its namespaces has ended.
  child.on("exit", () => {
    if (ending === "as told") void end(0);
    else if (ending === undefined) void fail(`the edge ended: ${errors.trim() || "it was killed"}`);
  });
  stop = () => child.stdin.end();
  for await (const line of createInterface(child.stdout)) {
    const news = JSON.parse(line) as News;
    if ("failed" in news) return fail(news.failed);
    if ("ready" in news) {
      const record: EdgeRecord = {
        state: "up",
        daemon: process.pid,
        namespaces: child.pid ?? 0,
        plan,
        ports: opened,
      };
      keep(record);
    }
    tell(news);
  }
}

async function leave(): Promise<void> {
  ending ??= "as told";
  await rm(paths.record, { force: true });
  stop();
}

process.on("SIGTERM", () => void leave());
process.on("SIGINT", () => undefined);
if (!detached) {
  process.stdin.resume();
  process.stdin.on("end", () => void leave());
}
process.stdout.on("error", () => undefined);
try {
  await hold();
} catch (error) {
  await fail(messageOf(error));
}
