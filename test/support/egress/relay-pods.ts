import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PodCluster } from "../../../cli/swap/pods.ts";
import { relayPorts } from "../../../components/egress/relay-bootstrap.ts";
import type { ClusterOrders } from "./cluster-program.ts";
import { addressOf, end, type Machine, type Namespaces } from "./namespaces.ts";
import type { Peer } from "./peer.ts";

/** What a relay's Deployment and ConfigMap say of its pods. */
export interface PodSpec {
  readonly bootstrap: string;
  /** Arguments of Envoy; the bootstrap's path among them is that in the pod. */
  readonly args: readonly string[];
  readonly replicas: number;
  /** Milliseconds between a pod's last new connection and its end. */
  readonly drain: number;
}

/** Where a pod can be. */
export type PodMachine = Exclude<Machine, "internet" | "nat">;

interface RunningPod {
  readonly name: string;
  readonly machine: PodMachine;
  readonly process: ChildProcess;
  isReady: boolean;
  /** Led to by no caller any more, or never. */
  isApart: boolean;
}

/** The relay's Service: what callers connect to. */
export const service = { host: "10.96.0.10", port: relayPorts.connect } as const;

const machines = ["pod-1", "pod-4", "pod-2", "pod-5", "pod-3", "pod-6"] as const;
const pathInPod = "/etc/envoy/envoy.json";

/** The relay's pods: the real Envoy by the relay's own bootstrap, kept at their number and behind one address. */
export class RelayPods {
  readonly #namespaces: Namespaces;
  readonly #cluster: Peer<ClusterOrders>;
  readonly #envoy: string;
  readonly #spec: PodSpec;
  readonly #running = new Map<string, RunningPod>();
  #made = 0;
  #log = "";

  constructor(namespaces: Namespaces, cluster: Peer<ClusterOrders>, envoy: string, spec: PodSpec) {
    this.#namespaces = namespaces;
    this.#cluster = cluster;
    this.#envoy = envoy;
    this.#spec = spec;
    writeFileSync(join(namespaces.folder, "envoy.json"), spec.bootstrap);
  }

  /** The pods as `gate swap --recycle` has them restarted. */
  get cluster(): PodCluster {
    return {
      ...{ what: "wecom-relay in school-demo", namespace: "school-demo" },
      list: async () =>
        this.#list().map(({ name, isReady, isApart }) => ({ name, isReady, isEnding: isApart })),
      evict: async (name) => this.#evict(name),
    };
  }

  /** Starts what is missing of the pods, and leads the Service to them once they are ready. */
  async up(): Promise<void> {
    while (this.#staying().length < this.#spec.replicas) this.#start(this.#freeMachine());
    await Promise.all(this.#staying().map((pod) => this.#untilReady(pod)));
    await this.#publish();
  }

  /** Starts one pod more, where the test says; no caller is led to it. */
  start(machine: PodMachine): string {
    const pod = this.#start(machine);
    pod.isApart = true;
    return pod.name;
  }

  names(): string[] {
    return this.#staying().map(({ name }) => name);
  }

  /** What the kubelet is answered. */
  ask(machine: PodMachine, path: string): Promise<number | string> {
    return this.#cluster.tell("ask", { host: addressOf[machine], port: relayPorts.health, path });
  }

  /** Ends a pod, as the kubelet does. */
  async end(name: string): Promise<void> {
    const pod = this.#running.get(name);
    if (pod === undefined) return;
    const ended = once(pod.process, "exit");
    end(pod.process);
    await ended;
    this.#running.delete(name);
  }

  /** A pod that is evicted drains and ends, and its successor starts. The budget spares one pod at a time. */
  #evict(name: string): boolean {
    const pod = this.#running.get(name);
    const staying = this.#staying();
    if (pod === undefined) return true;
    if (staying.length < this.#spec.replicas || staying.some(({ isReady }) => !isReady)) return false;
    pod.isApart = true;
    const successor = this.#start(this.#freeMachine());
    // No test waits for this by itself: it sees the pods come and go.
    void this.#publish().then(async () => {
      await this.#untilReady(successor);
      await this.#publish();
    });
    void sleep(this.#spec.drain).then(() => this.end(name));
    return true;
  }

  #start(machine: PodMachine): RunningPod {
    const file = join(this.#namespaces.folder, "envoy.json");
    const args = this.#spec.args.map((arg) => (arg === pathInPod ? file : arg));
    const process = this.#namespaces.start(machine, [this.#envoy, ...args]);
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#log += chunk.toString();
      });
    }
    const name = `wecom-relay-${++this.#made}`;
    const pod: RunningPod = { name, machine, process, isReady: false, isApart: false };
    this.#running.set(name, pod);
    return pod;
  }

  async #untilReady(pod: RunningPod): Promise<void> {
    while ((await this.ask(pod.machine, "/ready")) !== 200) await sleep(20);
    pod.isReady = true;
  }

  #list(): RunningPod[] {
    return [...this.#running.values()];
  }

  #staying(): RunningPod[] {
    return this.#list().filter(({ isApart }) => !isApart);
  }

  #freeMachine(): PodMachine {
    const taken = this.#list().map(({ machine }) => machine);
    const free = machines.find((machine) => !taken.includes(machine));
    if (free === undefined) throw new Error("every machine for pods is taken");
    return free;
  }

  /** Everything that all pods have written. */
  log(): string {
    return this.#log;
  }

  /** Leads the Service's address to pods in turn, as kube-proxy does with rules of the kernel. */
  async #publish(): Promise<void> {
    const { host, port } = service;
    const pods = this.#staying().filter(({ isReady }) => isReady);
    const map = pods.map(({ machine }, index) => `${index} : ${addressOf[machine]}`).join(", ");
    const match = `ip daddr ${host} tcp dport ${port}`;
    const rule =
      pods.length === 0
        ? `${match} reject with tcp reset`
        : `${match} dnat to numgen inc mod ${pods.length} map { ${map} }`;
    const kind = pods.length === 0 ? "filter hook output priority filter" : "nat hook output priority -100";
    await this.#namespaces.run(
      "caller",
      ["nft", "--file", "-"],
      `add table ip service\ndelete table ip service\ntable ip service {\n  chain lead {\n    type ${kind};\n    ${rule}\n  }\n}\n`,
    );
  }
}
