// A front in the background: a process of its own that serves until it is taken down.

import { spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { takeLock } from "../../../lib/lock.ts";
import { makeFolder } from "../../../lib/make-folder.ts";
import type { World } from "../cloud-world.ts";

/** How long to wait for another process that is starting the front, in milliseconds. */
const startPatienceMs = 30_000;

const compileCache = join(import.meta.dirname, "../../../node_modules/.cache/gate");

export interface BackgroundFrontOptions {
  /** Folder of the front and of its cloud, `cloud.json`. A fault plan in it, `faults.yaml`, holds for its calls. */
  readonly folder: string;
  /** What is in the cloud before. */
  readonly world: World;
  /** Port of 127.0.0.1. Default: the one it had last, else a free one. */
  readonly port?: number | undefined;
}

/** What the folder says about the front that serves it. */
export interface FrontRecord {
  readonly pid: number;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
  /** Which world and fault plan it was started with. */
  readonly startedWith: string;
}

/** The order that the process of a front reads on its standard input. */
export interface FrontOrder {
  readonly folder: string;
  readonly world: World;
  readonly port: number;
  readonly startedWith: string;
  /** Whether the fault plan starts counting calls again, because it differs from the last front's. */
  readonly recount: boolean;
}

/** The one line that the process of a front writes. */
export type FrontNews = { readonly ready: true } | { readonly failed: string; readonly code?: string };

/** Why a front did not come up. */
export class FrontError extends Error {
  /** The system error's code, e.g. EADDRINUSE. */
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.name = "FrontError";
    this.code = code;
  }
}

export function recordFile(folder: string): string {
  return join(folder, "front.json");
}

/** The front that serves a folder; undefined where none does, also after one was killed. */
export async function frontStatus(folder: string): Promise<FrontRecord | undefined> {
  const record = await readRecord(folder);
  return record !== undefined && (await answers(folder, record.port)) ? record : undefined;
}

/**
 * Brings up a front that outlives this process. A front that serves the folder already stays if it was started with
 * the same world and fault plan; otherwise it restarts, and its cloud's content stays.
 * @throws {FrontError} when the port is taken, or the world, the fault plan or the cloud's file is wrong.
 */
export async function frontUp(options: BackgroundFrontOptions): Promise<FrontRecord> {
  const folder = resolve(options.folder);
  await makeFolder(folder);
  const release = await takeLock(folder, {
    command: "cloud up",
    what: "this cloud",
    waitMs: startPatienceMs,
  });
  try {
    const startedWith = await fingerprint(folder, options.world);
    const last = await readRecord(folder);
    const running = await frontStatus(folder);
    const port = options.port ?? last?.port ?? 0;
    if (running !== undefined) {
      if (running.startedWith === startedWith && running.port === port) return running;
      await end(folder, running);
    }
    const recount = last?.startedWith !== startedWith;
    const order = { folder, world: options.world, startedWith, recount };
    try {
      return await start({ ...order, port });
    } catch (error) {
      // Another program has the last port. Nobody asked for that port, so any other will do.
      const again = options.port === undefined && port !== 0 && error instanceof FrontError;
      if (again && error.code === "EADDRINUSE") return await start({ ...order, port: 0 });
      throw error;
    }
  } finally {
    await release();
  }
}

/** Takes the front of a folder down. Its cloud, its certificate and its log stay. */
export async function frontDown(folder: string): Promise<"down" | "was down"> {
  const running = await frontStatus(folder);
  if (running !== undefined) await end(folder, running);
  return running === undefined ? "was down" : "down";
}

async function start(order: FrontOrder): Promise<FrontRecord> {
  const errors = await open(join(order.folder, "front.log"), "w");
  const child = spawn(process.execPath, [join(import.meta.dirname, "daemon.ts")], {
    stdio: ["pipe", "pipe", errors.fd],
    detached: true,
    // Its compiled code is kept, as that of `gate` is: it starts in half the time.
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
  });
  await errors.close();
  child.stdin?.end(JSON.stringify(order));
  let news: FrontNews | undefined;
  for await (const line of createInterface(child.stdout as Readable)) {
    news = JSON.parse(line) as FrontNews;
    break;
  }
  child.unref();
  (child.stdout as unknown as { unref(): void } | null)?.unref();
  if (news === undefined)
    throw new FrontError(`it ended while it started: see ${join(order.folder, "front.log")}`, undefined);
  if ("failed" in news) throw new FrontError(news.failed, news.code);
  const record = await readRecord(order.folder);
  if (record === undefined) throw new FrontError("it ended right after it had started", undefined);
  return record;
}

async function end(folder: string, { pid, port }: FrontRecord): Promise<void> {
  process.kill(pid, "SIGTERM");
  while (await answers(folder, port)) await sleep(20);
}

async function readRecord(folder: string): Promise<FrontRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordFile(folder), "utf8")) as FrontRecord;
  } catch {
    return undefined;
  }
}

/** Whether the folder's own front serves a port: nobody else has the key of its certificate. */
async function answers(folder: string, port: number): Promise<boolean> {
  const cert = await readFile(join(folder, "certificate.pem"), "utf8").catch(() => undefined);
  if (cert === undefined) return false;
  const { fingerprint256 } = new X509Certificate(cert);
  return new Promise((settle) => {
    const socket = connect({ host: "127.0.0.1", port, ca: cert, timeout: 2000 });
    const say = (is: boolean): void => {
      socket.destroy();
      settle(is);
    };
    socket.once("secureConnect", () => say(socket.getPeerCertificate().fingerprint256 === fingerprint256));
    socket.once("error", () => say(false));
    socket.once("timeout", () => say(false));
  });
}

async function fingerprint(folder: string, world: World): Promise<string> {
  const faults = await readFile(join(folder, "faults.yaml"), "utf8").catch(() => "");
  return createHash("sha256").update(JSON.stringify({ world, faults })).digest("hex");
}
