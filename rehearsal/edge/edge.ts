import { spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { takeLock } from "../../lib/lock.ts";
import { makeFolder } from "../../lib/make-folder.ts";
import { unusable } from "../../lib/refusal.ts";
import { type EdgePlan, type EdgePorts, type EdgeUpstream, layout, onUpstreams } from "./layout.ts";
import { userNamespace } from "./requirements.ts";
import { buildTools, Tools } from "./tools.ts";

/** How long to wait for another process that is starting the edge. */
const startPatienceMs = 300_000;

export interface EdgeOptions {
  /** Folder of this edge's files: logs, kubeconfig, authorities. One folder holds one edge. */
  readonly folder: string;
  /** Folder of the user's for built programs, kept between projects and runs. */
  readonly cache: string;
  /** Is told each step, in a line. */
  readonly progress: (line: string) => void;
  /** The upstreams that resolve inside the edge. */
  readonly upstreams: readonly EdgeUpstream[];
  /** Whether the edge answers for them itself, with a page each. Default: yes. */
  readonly pages?: boolean;
  /** Ports of 127.0.0.1 to serve on. Default: free ones. */
  readonly ports?: Partial<EdgePorts>;
  /** Whether the edge outlives this process. Default: no, it ends with it, however it ends. */
  readonly detached?: boolean;
}

/** What the folder of an edge says about it. */
export type EdgeRecord =
  | {
      readonly state: "up";
      readonly daemon: number;
      /** Process that holds the namespaces. */
      readonly namespaces: number;
      readonly plan: EdgePlan;
      readonly ports: EdgePorts;
    }
  | { readonly state: "failed"; readonly reason: string };

/** A running edge: a Kubernetes API with the controllers and the proxy behind a school's hosts, on loopback. */
export class Edge {
  readonly #record: Extract<EdgeRecord, { state: "up" }>;

  constructor(record: Extract<EdgeRecord, { state: "up" }>) {
    this.#record = record;
  }

  get folder(): string {
    return this.#record.plan.folder;
  }

  get tools(): Tools {
    return new Tools(this.#record.plan.tools);
  }

  /** Ports of 127.0.0.1 behind which the edge's :80, its :443, its API server and its page are. */
  get ports(): EdgePorts {
    return this.#record.ports;
  }

  get upstreams(): readonly EdgeUpstream[] {
    return this.#record.plan.upstreams;
  }

  get kubeconfig(): string {
    return layout(this.folder).kubeconfig;
  }

  /** PEM file with the authority behind the schools' certificates. */
  get authority(): string {
    return `${layout(this.folder).schoolAuthority}.crt`;
  }

  /** Path, without `.crt` and `.key`, of the authority that the edge trusts upstreams by. */
  get upstreamAuthority(): string {
    return layout(this.folder).upstreamAuthority;
  }

  /** The command line that runs a command on the machine of the upstreams; what it starts ends with the edge. */
  async atUpstreams(command: readonly string[]): Promise<string[]> {
    return this.inside(onUpstreams(command));
  }

  /** The command line that runs a command inside the edge's namespaces; what it starts ends with the edge. */
  async inside(command: readonly string[]): Promise<string[]> {
    const user = userNamespace().length > 0 ? ["--user", "--preserve-credentials"] : [];
    const target = `--target=${await this.#supervisor()}`;
    return ["nsenter", target, ...user, "--mount", "--net", "--pid", ...command];
  }

  /** Restarts Envoy Gateway and its Envoy, with the objects as they are; does not wait until they serve. */
  async restartGateway(): Promise<void> {
    process.kill(await this.#supervisor(), "SIGHUP");
  }

  /** The first process of the edge's namespaces. */
  async #supervisor(): Promise<number> {
    const holder = this.#record.namespaces;
    const children = await readFile(`/proc/${holder}/task/${holder}/children`, "utf8").catch(() => "");
    if (children === "") throw new Error("the edge has ended");
    return Number(children);
  }

  /** Ends the edge and every process of it. */
  async stop(): Promise<void> {
    await endDaemon(this.#record.daemon);
  }
}

/** The edge of a folder: running, failed, or none. A killed edge counts as none, and leaves nothing behind. */
export async function edgeStatus(folder: string): Promise<EdgeRecord | { readonly state: "down" }> {
  const { record: path } = layout(resolve(folder));
  let record: EdgeRecord;
  try {
    record = JSON.parse(await readFile(path, "utf8")) as EdgeRecord;
  } catch {
    return { state: "down" };
  }
  if (record.state === "up" && !(await isDaemon(record.daemon))) {
    await rm(path, { force: true });
    await rm(record.plan.sockets, { recursive: true, force: true });
    return { state: "down" };
  }
  return record;
}

/** The running edge of a folder. */
export async function attachEdge(folder: string): Promise<Edge | undefined> {
  const status = await edgeStatus(folder);
  return status.state === "up" ? new Edge(status) : undefined;
}

/**
 * Brings up an edge without objects: about eight seconds once its programs are built. An edge that runs in the folder
 * already stays if its programs and upstreams are the same; otherwise it is taken down first.
 *
 * @throws says what is missing, what could not be built, or which program ended and what it said last.
 */
export async function edgeUp(options: EdgeOptions): Promise<Edge> {
  const folder = resolve(options.folder);
  const tools = await buildTools(options.cache, options.progress);
  await makeFolder(folder).catch((error: unknown) => {
    throw unusable(folder, "made", error);
  });
  // A caller that waited for another's start gets that edge.
  const lock = { command: "edge up", what: "this edge", waitMs: startPatienceMs };
  const release = await takeLock(folder, lock);
  try {
    return await start(folder, tools, options);
  } finally {
    await release();
  }
}

async function start(folder: string, tools: Tools, options: EdgeOptions): Promise<Edge> {
  const { progress, upstreams, pages = true, detached = false } = options;
  const running = await attachEdge(folder);
  if (running !== undefined) {
    if (running.tools.folder === tools.folder && isDeepStrictEqual(running.upstreams, upstreams))
      return running;
    progress("taking down an edge of other upstreams or programs");
    await running.stop();
  }
  const sockets = await mkdtemp(join(tmpdir(), "schoolgate-"));
  const plan: EdgePlan = { folder, sockets, tools: tools.folder, upstreams, pages };
  const ports = { http: 0, https: 0, api: 0, page: 0, ...options.ports };
  const order = JSON.stringify({ plan, ports, detached });
  // Not this process's own stderr: a reader of that would wait for the edge's end.
  const log = await open(join(folder, "daemon.log"), "w");
  const child = spawn(process.execPath, [join(import.meta.dirname, "daemon.ts"), order], {
    stdio: ["pipe", "pipe", log.fd],
    detached: true,
  });
  await log.close();
  for await (const line of createInterface(child.stdout as Readable)) {
    const news = JSON.parse(line) as { progress?: string; failed?: string; ready?: true };
    if (news.progress !== undefined) progress(news.progress);
    if (news.failed !== undefined) throw new Error(news.failed);
    if (news.ready) break;
  }
  child.unref();
  // What is left of the two pipes must not keep this process running; its end closes the first.
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
  const edge = await attachEdge(folder);
  if (edge === undefined)
    throw new Error(`the edge ended while it started: see ${folder}/daemon.log and ${folder}/logs`);
  return edge;
}

async function endDaemon(pid: number): Promise<void> {
  if (await isDaemon(pid)) process.kill(pid, "SIGTERM");
  while (await isDaemon(pid)) await sleep(20);
}

/** Whether a process is an edge's daemon still, and not another that got its number. */
async function isDaemon(pid: number): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).includes(join("edge", "daemon.ts"));
  } catch {
    return false;
  }
}
