// What a node of the cluster does for its pods: answers DNS questions, and asks after the pods as the kubelet does.
import { get } from "node:http";
import { type DnsServer, dnsServer, type Zone } from "../dns-server.ts";
import { obey } from "./peer.ts";

export const orders = {
  /** What DNS answers from now on. */
  resolve(zone: Zone): void {
    server.zone = zone;
  },
  /** Every question so far. */
  questions(): readonly string[] {
    return server.questions;
  },
  /** The status of a plain HTTP answer, or why there is none. */
  ask({ host, port, path }: { host: string; port: number; path: string }): Promise<number | string> {
    return new Promise((resolve) => {
      const call = get({ host, port, path, agent: false, timeout: 5000 }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      call.on("timeout", () => call.destroy(new Error("timeout")));
      call.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  },
};
export type ClusterOrders = typeof orders;

let server: DnsServer;
if (import.meta.main) {
  server = await dnsServer({}, { address: "10.20.0.53", port: 53 });
  obey(orders);
}
