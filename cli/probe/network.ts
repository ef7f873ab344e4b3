/** Where a connection goes. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A DNS server to ask: shown by its name. */
export interface NameServer {
  readonly name: string;
  /** `ip` or `ip:port`; `undefined`: those of this machine. */
  readonly address: string | undefined;
}

/** The network as a probe sees it. */
export interface Network {
  /** Where a connection to a public host (or address) and port goes: there, but in a test. May throw a system error. */
  readonly route: (host: string, port: number) => Endpoint;
  /** The machine's own DNS servers: the first that is asked. */
  readonly system: NameServer;
  /** Certificate authorities (PEM) to trust. Default: Node's. */
  readonly roots?: string;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed: () => number;
  /** Ends one question that is not answered. */
  readonly deadline: () => AbortSignal;
}

/** How long one question waits for its answer. */
const patience = 10_000;

/** The network that this machine is in. */
export const publicNetwork: Network = {
  route: (host, port) => ({ host, port }),
  system: { name: "this machine's", address: undefined },
  elapsed: () => performance.now(),
  deadline: () => AbortSignal.timeout(patience),
};
