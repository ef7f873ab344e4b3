import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Server } from "node:net";
import { createSecureContext } from "node:tls";
import type { Pair } from "./certificates.ts";

/** What a web server of a test answers. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** A web server on loopback. */
export interface WebServer {
  readonly port: number;
  /** Every request so far, as "GET api1.xxxedu.cn /index.html". */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

/** Decides on an answer; `undefined`: none, ever. */
export type Answerer = (host: string, path: string) => Reply | undefined;

/** Starts a plain HTTP server. */
export function httpServer(answer: Answerer): Promise<WebServer> {
  const requests: string[] = [];
  return started(http.createServer(answerer(answer, requests)), requests);
}

/** Starts a TLS server that shows each host's own certificate and cuts off handshakes for all others, as Envoy does. */
export function httpsServer(
  certificates: Readonly<Record<string, Pair>>,
  answer: Answerer,
  options: https.ServerOptions = {},
): Promise<WebServer> {
  const requests: string[] = [];
  const server = https.createServer(
    {
      ...options,
      SNICallback: (host, done) => {
        const pair = certificates[host];
        if (pair) done(null, createSecureContext({ ...pair }));
        else done(new Error(`no certificate for ${host}`));
      },
    },
    answerer(answer, requests),
  );
  return started(server, requests);
}

function answerer(answer: Answerer, requests: string[]): http.RequestListener {
  return (request, response) => {
    const { host = "" } = request.headers;
    const path = request.url ?? "";
    requests.push(`${request.method} ${host} ${path}`);
    const reply = answer(host, path);
    if (!reply) return;
    response.writeHead(reply.status ?? 200, { ...reply.headers });
    response.end(reply.body);
  };
}

async function started(server: http.Server | https.Server, requests: string[]): Promise<WebServer> {
  await listening(server);
  return {
    port: portOf(server),
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Has a server listen on a free port of loopback. */
export async function listening(server: Server): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
