import { isIP } from "node:net";
import { host as hostName } from "../../infra/config/shapes.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Network } from "./network.ts";

/** Reads `--at`. @throws {Refusal} when it is neither an IPv4 address nor a DNS name */
export function parseAt(text: string): string {
  if (isIP(text) === 4 || hostName.safeParse(text).success) return text;
  throw new Refusal(
    `--at is the gateway's IPv4 address or DNS name, and ${JSON.stringify(text)} is neither`,
    "write it without scheme or port, such as --at gw-hz.campus.example.com",
  );
}

/** The network as it will be once the DNS of these hosts has moved: connections to them go to one gateway. */
export function movedTo(network: Network, hosts: readonly string[], gateway: string): Network {
  return {
    ...network,
    route: (host, port) => network.route(hosts.includes(host) ? gateway : host, port),
  };
}
