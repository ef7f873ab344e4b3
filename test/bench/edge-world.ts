import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Edge, edgeUp } from "../../rehearsal/edge/edge.ts";
import { KubeApi, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { layout } from "../../rehearsal/edge/layout.ts";
import { issueCertificate } from "../../rehearsal/edge/prepare.ts";
import { untilReady } from "../../rehearsal/edge/readiness.ts";
import { cache } from "../support/cache.ts";
import { EdgeClient } from "../support/edge-client.ts";
import { applyAll, platformObjects, schoolObjects, until, upstreams } from "../support/edge-objects.ts";
import { below, coreSeconds, find, giveWay, pin } from "./edge-machine.ts";
import { type Nginx, type Site, startReference, startUpstreams } from "./edge-nginx.ts";

/** A school of the fleet: what its stack declares, and the same for the reference proxy. */
export interface FleetSchool {
  readonly slug: string;
  readonly objects: readonly KubeObject[];
  readonly sites: readonly Site[];
}

/** Parts of specs, by the kind of their object. */
export type Tried = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An edge with a platform, upstreams behind it and the reference proxy beside it. */
export class BenchWorld {
  readonly edge: Edge;
  readonly api: KubeApi;
  readonly client: EdgeClient;
  readonly folder: string;
  #nginx: { readonly upstreams: Nginx; readonly reference: Nginx } | undefined;

  private constructor(edge: Edge, api: KubeApi, folder: string) {
    this.edge = edge;
    this.api = api;
    this.client = new EdgeClient(edge);
    this.folder = folder;
  }

  /** @param tried parts of specs by kind, in the place of what the platform declares */
  static async open(progress: (line: string) => void, tried: Tried = {}): Promise<BenchWorld> {
    const folder = await mkdtemp(join(tmpdir(), "edge-bench-"));
    const edge = await edgeUp({ folder: join(folder, "edge"), cache, progress, upstreams, pages: false });
    const world = new BenchWorld(edge, await KubeApi.fromKubeconfig(edge.kubeconfig), folder);
    await mkdir(join(folder, "sites"));
    const platform = (await platformObjects()).map((object) => changed(object, tried));
    await applyAll(world.api, platform);
    await untilReady(world.api, platform);
    return world;
  }

  async close(): Promise<void> {
    await this.#nginx?.reference.stop();
    await this.#nginx?.upstreams.stop();
    await this.edge.stop();
    await rm(this.folder, { recursive: true });
  }

  /** Starts the upstreams and the reference proxy. */
  async startNginx(sites: readonly Site[]): Promise<Nginx> {
    const upstream = await startUpstreams(this.edge, join(this.folder, "upstreams"));
    const reference = await startReference(this.edge, join(this.folder, "reference"), sites);
    this.#nginx = { upstreams: upstream, reference };
    return reference;
  }

  get envoy(): number {
    return find(process.pid, "/bin/envoy");
  }

  get gateway(): number {
    return find(process.pid, "/bin/envoy-gateway");
  }

  /**
   * From here on both proxies have the same core to themselves, and all else has the other. There the control plane gives
   * way to the load and the upstreams: elsewhere it is on other machines than they are, and must not slow them here.
   */
  async pinProxies(): Promise<void> {
    const master = (await this.#nginx?.reference.master()) ?? 0;
    pin([process.pid, ...below(process.pid)], "1");
    pin([this.envoy, master, ...below(master)], "0");
    giveWay(this.#controlPlane);
  }

  get #controlPlane(): number[] {
    return controlPlane.map((program) => find(process.pid, program));
  }

  /** Waits until the control plane has done all that there is to do: statuses are written long after a school is served. */
  async untilAtRest(): Promise<void> {
    const used = () => this.#controlPlane.reduce((sum, pid) => sum + coreSeconds(pid), 0);
    await until(async () => {
      const before = used();
      await sleep(2000);
      return used() - before < 0.2;
    });
  }

  /** Makes a fleet's schools, each with certificates of its own that it brings. */
  async fleet(from: number, to: number): Promise<FleetSchool[]> {
    const template = await schoolObjects({ slug: "s00000", certificates: { api1: marked, api2: marked } });
    const schools: FleetSchool[] = [];
    for (let at = from; at < to; at += 1) schools.push(await this.#school(`s${10_000 + at}`, template));
    return schools;
  }

  async #school(slug: string, template: readonly KubeObject[]): Promise<FleetSchool> {
    const issuer = layout(this.edge.folder).schoolAuthority;
    const sites = await Promise.all(
      upstreams.map(async (upstream, index) => {
        const host = `api${index + 1}.${slug}.edu.cn`;
        const pair = join(this.folder, "sites", host);
        await issueCertificate(this.edge.tools, { out: pair, names: [host], issuer });
        return { host, pair, upstream };
      }),
    );
    const named = JSON.parse(JSON.stringify(template).replaceAll("s00000", slug)) as KubeObject[];
    const objects = await Promise.all(named.map(async (object) => (await withPair(object, sites)) ?? object));
    return { slug, objects, sites };
  }

  /** Waits until hosts are served, by asking those that are not yet, some at a time. */
  async untilServed(hosts: readonly string[]): Promise<void> {
    let pending = [...hosts];
    await until(async () => {
      const missing: string[] = [];
      for (let at = 0; at < pending.length; at += 32) {
        const group = pending.slice(at, at + 32);
        const served = await Promise.all(group.map((host) => this.#isServed(host)));
        missing.push(...group.filter((_, index) => !served[index]));
        // Where one is not, those behind it are not either.
        if (missing.length > 0) {
          missing.push(...pending.slice(at + 32));
          break;
        }
      }
      pending = missing;
      return pending.length === 0;
    });
  }

  async #isServed(host: string): Promise<boolean> {
    try {
      return (await this.client.https("HTTP/1.1", { host, path: "/1k" })).status === 200;
    } catch {
      return false;
    }
  }
}

const controlPlane = ["/bin/etcd", "/bin/kube-apiserver", "/bin/controllers", "/bin/envoy-gateway"];

const marked = { chain: "chain", key: "key" };

/** As the platform declares it, with what is tried; Envoy with one worker thread, as nginx has one worker process. */
function changed(object: KubeObject, tried: Tried): KubeObject {
  if (object.spec === undefined) return object;
  const oneThread = object.kind === "EnvoyProxy" ? { concurrency: 1 } : {};
  return { ...object, spec: { ...object.spec, ...oneThread, ...tried[object.kind] } };
}

async function withPair(object: KubeObject, sites: readonly Site[]): Promise<KubeObject | undefined> {
  if (object.kind !== "Secret") return undefined;
  const pair = sites[object.metadata.name === "api1-brought-tls" ? 0 : 1]?.pair ?? "";
  const [chain, key] = await Promise.all(
    [`${pair}.crt`, `${pair}.key`].map((file) => readFile(file, "utf8")),
  );
  return { ...object, stringData: { "tls.crt": chain, "tls.key": key } };
}
