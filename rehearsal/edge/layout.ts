import { join } from "node:path";

/** What one edge is made of; the whole of it is handed to its processes as JSON. */
export interface EdgePlan {
  /** Folder of this edge's files; nothing else is written. */
  readonly folder: string;
  /** Folder of Unix sockets: their paths may not be longer than about a hundred characters. */
  readonly sockets: string;
  /** Folder of the built programs. */
  readonly tools: string;
  /** The upstreams that resolve inside, each to an address of its own on a network of theirs. */
  readonly upstreams: readonly EdgeUpstream[];
  /** Whether the edge answers for its upstreams itself, with a page each. */
  readonly pages: boolean;
}

export interface EdgeUpstream {
  readonly host: string;
  readonly port: number;
}

/** The namespace and name of the Secret with the authority that a CA issuer signs the schools' certificates with. */
export const schoolAuthority = { namespace: "cert-manager", name: "local-authority" } as const;

/** Where things lie in the folder of an edge. */
export function layout(folder: string) {
  const run = join(folder, "run");
  return {
    /** What is known about the running edge; see EdgeRecord. */
    record: join(folder, "edge.json"),
    /** For kubectl and the stand-in, outside. */
    kubeconfig: join(folder, "kubeconfig"),
    logs: join(folder, "logs"),
    /** The authority behind the schools' certificates: what a client outside must trust. */
    schoolAuthority: join(folder, "school-authority"),
    /** The authority that Envoy trusts upstreams by, as it trusts the machine's in production. */
    upstreamAuthority: join(folder, "upstream-authority"),
    /** Files of the programs inside. */
    run,
    hosts: join(run, "hosts"),
    root: join(run, "root"),
    api: join(run, "api"),
    envoyGateway: join(run, "envoy-gateway"),
    /** For the programs inside. */
    insideKubeconfig: join(run, "kubeconfig"),
    token: join(run, "token"),
  };
}

/** The sockets by which the outside reaches the ports inside. */
export const doors = { http: 80, https: 443, api: 6443 } as const;
export type Door = keyof typeof doors;

/** Ports of 127.0.0.1: those behind which the doors are, and that of the edge's own page. */
export type EdgePorts = Readonly<Record<Door | "page", number>>;

/** The address of an upstream, by its place in the plan. The edge's own on that network is 10.255.0.1. */
export function addressOf(index: number): string {
  return `10.255.0.${index + 2}`;
}

/** The command line that runs a command, of the edge's inside, on the machine of the upstreams. */
export function onUpstreams(command: readonly string[]): string[] {
  return ["nsenter", "--net=/upstreams", ...command];
}
