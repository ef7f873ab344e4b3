// WeCom's API on the internet of the network, at two addresses: it sees where connections really come from.
// usage: wecom-program.ts <JSON: WeComSettings>
import { createServer } from "node:https";
import type { Socket } from "node:net";
import { weComError, weComReply } from "../wecom.ts";
import { obey } from "./peer.ts";

export interface WeComSettings {
  readonly cert: string;
  readonly key: string;
  readonly corpId: string;
  readonly token: string;
}

/** What it has seen since it was last told to forget. */
export interface WeComSight {
  /** How many calls, by "errcode address". */
  readonly calls: Readonly<Record<string, number>>;
  /** How many connections are open now, by the address that they come from. */
  readonly open: Readonly<Record<string, number>>;
  /** How many connections were made, by which of WeCom's own addresses they were made to. */
  readonly reached: Readonly<Record<string, number>>;
}

export const orders = {
  /** The trusted IPs of the app, from now on. */
  trust(ips: readonly string[]): void {
    trusted = new Set(ips);
  },
  /** So many failed calls from an address, and it is told 45009 from then on; null: any number. */
  limit(failures: number | null): void {
    mostFailures = failures ?? Number.POSITIVE_INFINITY;
    failed.clear();
  },
  see(): WeComSight {
    return {
      calls: Object.fromEntries(calls),
      open: Object.fromEntries(open),
      reached: Object.fromEntries(reached),
    };
  },
  forget(): void {
    calls.clear();
    reached.clear();
  },
};
export type WeComOrders = typeof orders;

let trusted: ReadonlySet<string> = new Set();
let mostFailures = Number.POSITIVE_INFINITY;
const failed = new Map<string, number>();
const calls = new Map<string, number>();
const open = new Map<string, number>();
const reached = new Map<string, number>();

function add(counts: Map<string, number>, key: string, by = 1): number {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
  return count;
}

async function serve({ cert, key, ...known }: WeComSettings): Promise<void> {
  const servers = ["198.51.100.10", "198.51.100.11"].map((address) => {
    const server = createServer({ cert, key, keepAliveTimeout: 0 }, (request, response) => {
      const from = request.socket.remoteAddress ?? "";
      const error = weComError(request.url ?? "", known, { from, trusted });
      const isLimited = error !== undefined && add(failed, from) > mostFailures;
      const told = isLimited ? 45009 : error;
      add(calls, `${told ?? 404} ${from}`);
      const { status = 200, headers, body } = weComReply(told, from);
      response.writeHead(status, { ...headers }).end(body);
    });
    server.on("connection", (socket: Socket) => {
      const { remoteAddress = "" } = socket;
      add(reached, address);
      add(open, remoteAddress);
      socket.on("close", () => add(open, remoteAddress, -1));
    });
    return new Promise<void>((resolve) => server.listen(443, address, resolve));
  });
  await Promise.all(servers);
  obey(orders);
}

if (import.meta.main) await serve(JSON.parse(process.argv[2] ?? "") as WeComSettings);
