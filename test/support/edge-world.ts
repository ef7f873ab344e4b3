import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { inject } from "vitest";
import { attachEdge, type Edge } from "../../rehearsal/edge/edge.ts";
import { KubeApi, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { layout } from "../../rehearsal/edge/layout.ts";
import { type CertificateOptions, issueCertificate } from "../../rehearsal/edge/prepare.ts";
import { untilReady } from "../../rehearsal/edge/readiness.ts";
import { run } from "../../rehearsal/tools/run.ts";
import { EdgeClient } from "./edge-client.ts";
import {
  applyAll,
  hostsOf,
  platformObjects,
  removeAll,
  type SchoolOptions,
  schoolObjects,
  until,
} from "./edge-objects.ts";
import { envoyProcess, startUpstreams } from "./edge-processes.ts";
import type { Order, Seen } from "./edge-upstream.ts";

/** What the upstreams have seen since the last reset, and what they have under way. */
export interface UpstreamState {
  readonly seen: readonly Seen[];
  /** Requests under way. */
  readonly open: number;
  /** Connections taken since the last reset. */
  readonly connections: number;
  /** Answers that wait to be told to go on. */
  readonly waiting: number;
}

/** The platform's stack on the shared edge, with upstreams behind it that do what a test orders. */
export class EdgeWorld {
  readonly edge: Edge;
  readonly api: KubeApi;
  readonly client: EdgeClient;
  readonly #folder: string;
  readonly #upstream: ChildProcess;

  private constructor(edge: Edge, api: KubeApi, folder: string, upstream: ChildProcess) {
    this.edge = edge;
    this.api = api;
    this.client = new EdgeClient(edge);
    this.#folder = folder;
    this.#upstream = upstream;
  }

  /** Attaches to the edge of this run, starts the upstreams and applies the platform. */
  static async open(): Promise<EdgeWorld> {
    const edge = await attachEdge(inject("edgeFolder"));
    if (edge === undefined) throw new Error("the edge of this run is down");
    const folder = await mkdtemp(join(tmpdir(), "edge-test-"));
    const api = await KubeApi.fromKubeconfig(edge.kubeconfig);
    const world = new EdgeWorld(edge, api, folder, await startUpstreams(edge, folder));
    await world.apply(await platformObjects());
    return world;
  }

  /** Ends the upstreams; the edge stays for the next file. */
  async close(): Promise<void> {
    const ended = once(this.#upstream, "exit");
    this.#upstream.stdin?.end();
    await ended;
    await rm(this.#folder, { recursive: true });
  }

  /**
   * Applies a school's stack, and waits until the controllers have made it real and Envoy shows a certificate for each of
   * its hosts: a listener is Programmed as soon as Envoy Gateway has told Envoy, not when Envoy has taken it.
   */
  async school(options: SchoolOptions): Promise<KubeObject[]> {
    const objects = await schoolObjects(options);
    await this.apply(objects);
    for (const host of hostsOf(objects)) await until(() => this.client.shows(host));
    return objects;
  }

  /** Applies objects, and waits until all of them are ready. */
  async apply(objects: readonly KubeObject[], patienceMs?: number): Promise<void> {
    await applyAll(this.api, objects);
    await untilReady(this.api, objects, patienceMs);
  }

  /** Deletes objects, and waits until they are gone. */
  remove(objects: readonly KubeObject[]): Promise<void> {
    return removeAll(this.api, objects);
  }

  /** Issues a certificate of the upstreams' authority, or as the options say; gives its path without suffix. */
  async certificate(name: string, options: Omit<CertificateOptions, "out">): Promise<string> {
    const out = join(this.#folder, name);
    await issueCertificate(this.edge.tools, { ...options, out });
    return out;
  }

  /** What Envoy runs by, of one kind: its own /config_dump. */
  async envoyConfig(resource: "dynamic_active_clusters" | "dynamic_route_configs"): Promise<unknown[]> {
    const runtime = join(layout(this.edge.folder).envoyGateway, "runtime");
    const [latest = ""] = (await readdir(runtime)).sort().reverse();
    const admin = await readFile(join(runtime, latest, "admin-address.txt"), "utf8");
    const script = `process.stdout.write(await (await fetch("http://${admin.trim()}/config_dump?resource=${resource}")).text())`;
    const dump = await run(
      await this.edge.inside([process.execPath, "--input-type=module", "--eval", script]),
    );
    return (JSON.parse(dump) as { configs: unknown[] }).configs;
  }

  /** The most memory that Envoy had resident while something was done, less what it had before; in MiB. */
  async envoyGrowth(work: () => Promise<unknown>): Promise<number> {
    const process = await envoyProcess(this.edge.folder);
    const mebibytes = async (field: string) => {
      const status = await readFile(`/proc/${process}/status`, "utf8");
      return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
    };
    // Makes the peak begin anew.
    await writeFile(`/proc/${process}/clear_refs`, "5");
    const before = await mebibytes("VmRSS");
    await work();
    return (await mebibytes("VmHWM")) - before;
  }

  order(order: Order): Promise<UpstreamState> {
    return this.#tell("/order", order);
  }

  /** Forgets orders and what was seen. */
  reset(): Promise<UpstreamState> {
    return this.#tell("/reset");
  }

  /** Ends every connection that the edge keeps open to an upstream: the next request makes a new one. */
  closeUpstreamConnections(): Promise<UpstreamState> {
    return this.#tell("/close");
  }

  /** Lets every waiting answer go on. */
  goOn(): Promise<UpstreamState> {
    return this.#tell("/go-on");
  }

  upstreams(): Promise<UpstreamState> {
    return this.#tell("/state");
  }

  async #tell(path: string, order?: Order): Promise<UpstreamState> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const call = request({ socketPath: join(this.#folder, "control"), path, method: "POST" }, (answer) => {
      json(answer).then(resolve, reject);
    });
    call.on("error", reject);
    call.end(order === undefined ? undefined : JSON.stringify(order));
    return (await promise) as UpstreamState;
  }
}
