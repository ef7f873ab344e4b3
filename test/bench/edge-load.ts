// Load on a proxy inside the edge's namespaces: by wrk over HTTP/1.1, which goes on where a proxy closes a connection, and by
// nghttp2's h2load over HTTP/2.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import type { Version } from "../support/edge-client.ts";

export interface Load {
  readonly version: Version;
  readonly host: string;
  readonly path: string;
  /** Port inside the edge's namespaces. */
  readonly port: number;
  readonly seconds: number;
}

export interface Answered {
  readonly perSecond: number;
  /** Milliseconds from a request to the last byte of its answer. */
  readonly p50: number;
  readonly p99: number;
  /** Requests that got no answer, or one that is no success. */
  readonly failed: number;
}

/** Requests under way at any time: a connection each, or ten a connection over HTTP/2. */
const underWay = 50;
const streams = 10;

/** Puts load on a proxy, as much as it takes, and says what came of it. */
export async function load(edge: Edge, folder: string, wanted: Load): Promise<Answered> {
  return wanted.version === "HTTP/1.1" ? http1(edge, wanted) : http2(edge, folder, wanted);
}

/** Lets a host be found inside the edge, by those that cannot be told an address to connect to. */
export async function nameInside(edge: Edge, host: string): Promise<void> {
  await runInside(edge, ["sh", "-c", `echo "127.0.0.1 ${host}" >> /etc/hosts`]);
}

async function http1(edge: Edge, { host, path, port, seconds }: Load): Promise<Answered> {
  const command = ["wrk", "--threads=1", `--connections=${underWay}`, `--duration=${seconds}s`];
  const limits = ["--timeout=10s", "--latency"];
  const output = await runInside(edge, [...command, ...limits, `https://${host}:${port}${path}`]);
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output) ?? [];
  const broken = errors.slice(1).reduce((sum, each) => sum + Number(each), 0);
  return {
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p50: milliseconds(/\s50%\s+(\S+)/.exec(output)?.[1]),
    p99: milliseconds(/\s99%\s+(\S+)/.exec(output)?.[1]),
    failed: broken + number(/Non-2xx or 3xx responses: (\d+)/),
  };
}

/** A time as wrk prints it: 812.00us, 1.25ms or 1.02s. */
function milliseconds(printed = ""): number {
  const factors: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };
  const [, amount, unit = ""] = /^([\d.]+)(us|ms|s)$/.exec(printed) ?? [];
  return Number(amount) * (factors[unit] ?? Number.NaN);
}

async function http2(edge: Edge, folder: string, { host, path, port, seconds }: Load): Promise<Answered> {
  const log = join(folder, "requests.log");
  await rm(log, { force: true });
  await runInside(edge, [
    ...["h2load", `--clients=${underWay / streams}`, `--max-concurrent-streams=${streams}`],
    ...[`--duration=${seconds}`, `--log-file=${log}`],
    ...[`--connect-to=127.0.0.1:${port}`, `https://${host}:${port}${path}`],
  ]);
  const times: number[] = [];
  let failed = 0;
  // A line a request: when it was sent, its status, and the microseconds that it took.
  for await (const line of createInterface(createReadStream(log))) {
    const [, status = "", microseconds = ""] = line.split("\t");
    if (status === "200") times.push(Number(microseconds));
    // 0: it was under way when the time was over.
    else if (status !== "0") failed += 1;
  }
  const sorted = Float64Array.from(times).sort();
  const quantile = (share: number): number =>
    (sorted[Math.floor(sorted.length * share)] ?? Number.NaN) / 1000;
  return { perSecond: times.length / seconds, p50: quantile(0.5), p99: quantile(0.99), failed };
}

/** Runs a command inside the edge to its end, and gives what it wrote. */
async function runInside(edge: Edge, command: readonly string[]): Promise<string> {
  const [file = "", ...args] = await edge.inside(command);
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const output = await text(child.stdout);
  await ended;
  if (child.exitCode === 0) return output;
  throw new Error(`${command.join(" ")} ended with ${child.exitCode}:\n${output}`);
}
