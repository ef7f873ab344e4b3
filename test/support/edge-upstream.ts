// An upstream of the edge's tests: a program of its own on the machine of the upstreams, told what to do through a Unix
// socket. Arguments: the control socket, then per host <name> <address> <port> <path of its certificate>.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";

/** One request as it reached an upstream. */
export interface Seen {
  readonly upstream: string;
  readonly version: string;
  readonly sni: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: { readonly bytes: number; readonly sha256: string };
}

/** What an upstream is to answer on a path. */
export interface Answer {
  readonly status: number;
  /** Header by header, so that one may come several times. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
}

/** Orders of a test: what to answer by path, and the certificate to show by upstream. */
export interface Order {
  readonly answers?: Record<string, Answer>;
  readonly certificates?: Record<string, string>;
}

interface Upstream {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly pair: string;
}

const [, , control = "", ...rest] = process.argv;
const servers = new Map<string, Http2SecureServer>();
let answers: Record<string, Answer> = {};
let seen: Seen[] = [];
let connections = 0;
const sockets = new Set<Socket>();
/** Requests under way. */
let open = 0;

function pairOf(pair: string): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(`${pair}.crt`), key: readFileSync(`${pair}.key`) };
}

async function respond(
  upstream: Upstream,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  open += 1;
  response.on("close", () => {
    open -= 1;
  });
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    hash.update(part);
    bytes += part.length;
  }
  const { method = "", url: path = "", headers, httpVersion } = request;
  const sni = (request.socket as TLSSocket & { servername?: string }).servername ?? "";
  const told: Seen = {
    upstream: upstream.name,
    version: httpVersion,
    sni,
    method,
    path,
    headers: Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))),
    body: { bytes, sha256: hash.digest("hex") },
  };
  seen.push(told);
  const url = new URL(path, "https://upstream");
  const answer = answers[url.pathname];
  if (answer !== undefined) {
    for (const [name, value] of answer.headers) response.appendHeader(name, value);
    response.writeHead(answer.status);
    response.end(answer.body);
    return;
  }
  const kind = kinds[url.pathname];
  if (kind !== undefined) return kind(url, response);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(told));
}

const kinds: Record<string, (url: URL, response: ServerResponse) => void> = {
  "/new/index.html": (_, response) => page(response, "hub"),
  "/index.html": (_, response) => page(response, "open"),
  "/events": (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
    // The second is sent when the test has seen the first.
    waiting.push(() => response.end("data: second\n\n"));
  },
  "/download": (url, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    const part = Buffer.alloc(64 * 1024, "schoolgate ");
    let left = Number(url.searchParams.get("bytes"));
    const more = () => {
      while (left > 0) {
        const size = Math.min(left, part.length);
        left -= size;
        if (!response.write(part.subarray(0, size))) {
          response.once("drain", more);
          return;
        }
      }
      response.end();
    };
    more();
  },
  "/held": (_, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    response.write("begun\n");
    waiting.push(() => response.end("ended\n"));
  },
  "/late": (url, response) => {
    setTimeout(
      () => {
        response.writeHead(200, { "content-type": "text/plain" });
        response.end("late but here\n");
      },
      Number(url.searchParams.get("ms")),
    );
  },
  "/slow": (url, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    let left = Number(url.searchParams.get("parts"));
    const timer = setInterval(
      () => {
        response.write("part\n");
        left -= 1;
        if (left > 0) return;
        clearInterval(timer);
        response.end();
      },
      Number(url.searchParams.get("ms")),
    );
  },
  "/never": () => undefined,
  "/gzip": (_, response) => {
    response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
    response.end(gzipSync("packed"));
  },
};

let waiting: (() => void)[] = [];

function page(response: ServerResponse, name: string): void {
  response.writeHead(200, { "content-type": "text/html" });
  response.end(`<!doctype html><title>${name}</title><h1>${name}</h1>`);
}

function serve(upstream: Upstream): Promise<void> {
  const server = createSecureServer({ allowHTTP1: true, ...pairOf(upstream.pair) });
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("request", (request, response) => {
    void respond(
      upstream,
      request as unknown as IncomingMessage,
      response as unknown as ServerResponse,
    ).catch(() => undefined);
  });
  // A WebSocket that gives back every byte.
  server.on("upgrade", (request: IncomingMessage, socket: TLSSocket) => {
    const key = `${request.headers["sec-websocket-key"] ?? ""}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  servers.set(upstream.name, server);
  return new Promise((resolve) => server.listen(upstream.port, upstream.address, resolve));
}

const upstreams: Upstream[] = [];
for (let at = 0; at < rest.length; at += 4) {
  const [name = "", address = "", port = "", pair = ""] = rest.slice(at);
  upstreams.push({ name, address, port: Number(port), pair });
}
await Promise.all(upstreams.map(serve));

function state(): string {
  return JSON.stringify({ seen, open, connections, waiting: waiting.length });
}

function obey(path: string, order: unknown): void {
  if (path === "/order") {
    const { answers: ordered, certificates = {} } = order as Order;
    answers = ordered ?? answers;
    for (const [name, pair] of Object.entries(certificates))
      servers.get(name)?.setSecureContext(pairOf(pair));
  }
  if (path === "/reset") {
    [seen, answers, waiting, connections] = [[], {}, [], 0];
    for (const { name, pair } of upstreams) servers.get(name)?.setSecureContext(pairOf(pair));
  }
  if (path === "/close") {
    for (const socket of sockets) socket.destroy();
    connections = 0;
  }
  if (path === "/go-on") {
    for (const each of waiting.splice(0)) each();
  }
}

createServer((request, response) => {
  void text(request)
    .then((body) => obey(request.url ?? "", body === "" ? undefined : JSON.parse(body)))
    .then(() => response.end(state()));
}).listen(control, () => process.stdout.write("ready\n"));
process.stdin.resume().on("end", () => process.exit());
