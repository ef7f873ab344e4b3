import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Network, publicNetwork } from "../../../cli/probe/network.ts";
import { relay } from "../../../rehearsal/edge/relay.ts";
import { up } from "../../../rehearsal/engine/run.ts";
import { rehearsalFolder, rehearsalOf } from "../../../rehearsal/rehearse.ts";
import { Authority } from "../certificates.ts";
import { Project } from "../projects.ts";
import type { CallerOrders, CallerSettings } from "./caller-program.ts";
import type { ClusterOrders } from "./cluster-program.ts";
import { type Machine, Namespaces } from "./namespaces.ts";
import { type Orders, Peer } from "./peer.ts";
import { type PodSpec, RelayPods, service } from "./relay-pods.ts";
import { NatGateway } from "./snat.ts";
import type { WeComOrders, WeComSettings } from "./wecom-program.ts";

/** The access token that WeCom knows. */
export const token = "a-token_that-nobody-may-see";
export const wecomHost = "qyapi.weixin.qq.com";

export interface EgressWorldOptions {
  /** Path of Envoy. */
  readonly envoy: string;
  /** Milliseconds that a relay's pod drains. Default: as its Deployment says */
  readonly drain?: number;
}

/**
 * The demo school with a relay, up on stand-ins, and real packets: its SNAT table is the kernel's, its relay the real
 * Envoy by its own bootstrap, and WeCom sees the addresses that connections come from.
 */
export class EgressWorld {
  readonly project: Project;
  readonly namespaces: Namespaces;
  readonly nat: NatGateway;
  readonly wecom: Peer<WeComOrders>;
  readonly cluster: Peer<ClusterOrders>;
  readonly caller: Peer<CallerOrders>;
  readonly pods: RelayPods;
  /** The way to the relay from this machine, as `--via` takes it. */
  readonly proxy: string;
  /** The network of this machine, as a probe sees it. */
  readonly network: Network;
  /** IPs of the school's addresses, by key. */
  readonly ips: Readonly<Record<string, string>>;
  readonly #door: { close(): unknown };

  private constructor(parts: Omit<EgressWorldParts, "door">, door: { close(): unknown }) {
    this.project = parts.project;
    this.namespaces = parts.namespaces;
    this.nat = parts.nat;
    this.wecom = parts.wecom;
    this.cluster = parts.cluster;
    this.caller = parts.caller;
    this.pods = parts.pods;
    this.proxy = parts.proxy;
    this.network = parts.network;
    this.ips = parts.ips;
    this.#door = door;
  }

  static async open({ envoy, drain }: EgressWorldOptions): Promise<EgressWorld> {
    const project = new Project();
    const namespaces = await Namespaces.open();
    try {
      const ips = await goUp(project);
      const folder = rehearsalFolder(project.root, "demo");
      const authority = new Authority();
      const pair = authority.issue([wecomHost]);
      authority.remove();
      const program = <Known extends Orders>(machine: Machine, name: string, settings: object = {}) =>
        new Peer<Known>(namespaces.start(machine, node(name, JSON.stringify(settings))));
      const known = { corpId: "ww0123456789abcdef", token };
      const wecom = program<WeComOrders>("internet", "wecom-program.ts", {
        ...pair,
        ...known,
      } satisfies WeComSettings);
      const cluster = program<ClusterOrders>("nat", "cluster-program.ts");
      await cluster.tell("resolve", { [wecomHost]: { A: ["198.51.100.10"], ttl: 1 } });
      const nat = new NatGateway(namespaces, join(folder, "cloud.json"));
      await nat.obey();
      const spec = podSpec(join(folder, "cluster.json"));
      const pods = new RelayPods(namespaces, cluster, envoy, { ...spec, drain: drain ?? spec.drain });
      await pods.up();
      const proxy = `http://${service.host}:${service.port}`;
      const settings: CallerSettings = { proxy, roots: authority.root, token };
      const caller = program<CallerOrders>("caller", "caller-program.ts", settings);
      const door = await doorTo(namespaces);
      return new EgressWorld(
        {
          ...{ project, namespaces, nat, wecom, cluster, caller, pods, ips, proxy: door.proxy },
          network: { ...publicNetwork, roots: authority.root },
        },
        door,
      );
    } catch (error) {
      await namespaces.close();
      project.remove();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#door.close();
    await this.nat.close();
    await this.namespaces.close();
    this.project.remove();
  }
}

type EgressWorldParts = Pick<
  EgressWorld,
  "project" | "namespaces" | "nat" | "wecom" | "cluster" | "caller" | "pods" | "proxy" | "network" | "ips"
> & { readonly door: unknown };

/** Brings the school up with a relay; the IPs of its addresses. */
async function goUp(project: Project): Promise<Record<string, string>> {
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "relay"], true));
  const { result, problems, outputs } = await up(rehearsalOf(project.root, project.load("demo")));
  if (result !== "succeeded") throw new Error(JSON.stringify(problems));
  return outputs.egressIps as Record<string, string>;
}

/** What the stack declared of the relay's pods, as the stand-in's cluster has it. */
function podSpec(clusterFile: string): PodSpec {
  const { objects } = JSON.parse(readFileSync(clusterFile, "utf8")) as {
    objects: Record<string, { object: KubernetesObject }>;
  };
  const all = Object.values(objects).map(({ object }) => object);
  const deployment = all.find(({ kind }) => kind === "Deployment");
  const { replicas = 0, template } = deployment?.spec ?? {};
  const [container] = template?.spec.containers ?? [];
  const config = all.find(
    ({ kind, metadata }) =>
      kind === "ConfigMap" && metadata.name === template?.spec.volumes[0].configMap.name,
  );
  const bootstrap = config?.data?.["envoy.json"];
  if (container === undefined || bootstrap === undefined) throw new Error("the school has no relay");
  const drain = container.lifecycle.preStop.sleep.seconds * 1000;
  return { bootstrap, args: container.args, replicas, drain };
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
        }[];
        readonly volumes: readonly [{ readonly configMap: { readonly name: string } }];
      };
    };
  };
}

function node(script: string, ...args: readonly string[]): string[] {
  return [process.execPath, join(import.meta.dirname, script), ...args];
}

/** A port of this machine's loopback that leads to the relay's Service. */
async function doorTo(namespaces: Namespaces): Promise<{ readonly proxy: string; close(): unknown }> {
  const path = join(namespaces.folder, "door");
  const { host, port } = service;
  const inside = namespaces.start("caller", node("door-program.ts", path, host, `${port}`));
  if (inside.stdout) await once(createInterface(inside.stdout), "line");
  const outside = await relay(0, { path });
  const { port: local } = outside.address() as { port: number };
  return { proxy: `http://127.0.0.1:${local}`, close: () => outside.close() };
}
