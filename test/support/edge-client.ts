import { readFileSync } from "node:fs";
import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { Agent, type RequestOptions, request } from "node:https";
import { connect as connectPlain } from "node:net";
import { PassThrough, pipeline, type Readable, type Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import type { Edge } from "../../rehearsal/edge/edge.ts";

export type Version = "HTTP/1.1" | "HTTP/2";
export const versions: readonly Version[] = ["HTTP/1.1", "HTTP/2"];

export interface Call {
  readonly host: string;
  readonly path: string;
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | Readable;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case; what comes several times is a list. */
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Readable;
}

export interface WholeReply extends Omit<Reply, "body"> {
  readonly body: string;
}

/** A browser's side of the edge: real TLS, the school's authority trusted, nothing kept between calls. */
export class EdgeClient {
  readonly #edge: Edge;

  constructor(edge: Edge) {
    this.#edge = edge;
  }

  /** One call on :443, its answer read to the end. */
  async https(version: Version, call: Call): Promise<WholeReply> {
    return whole(await this.open(version, call));
  }

  /** One call on :80. */
  async http({ host, path, method = "GET", headers = {} }: Call): Promise<WholeReply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const sent = plainRequest(
      { ...this.#at("http"), method, path, headers: { ...headers, host }, agent: new PlainAgent() },
      (answer) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
    );
    sent.on("error", reject);
    sent.end();
    return whole(await promise);
  }

  /** One call on :443, its answer as it arrives. */
  open(version: Version, call: Call): Promise<Reply> {
    return version === "HTTP/2" ? this.#overHttp2(call) : this.#overHttp1(call);
  }

  /** A TLS connection as a browser opens it; resolves once it is established. */
  async connect(
    host: string,
    alpn: readonly string[] = ["http/1.1"],
    options: ConnectionOptions = {},
  ): Promise<TLSSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connectTls({
      ...this.#at("https"),
      servername: host,
      ca: this.#authority(),
      ALPNProtocols: [...alpn],
      ...options,
    });
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
    await promise;
    return socket;
  }

  /** Whether :443 shows a certificate for a host, whoever issued it. */
  async shows(host: string): Promise<boolean> {
    try {
      (await this.connect(host, ["http/1.1"], { rejectUnauthorized: false })).destroy();
      return true;
    } catch {
      return false;
    }
  }

  /** What is answered on a connection of its own to a request as it is written here, until the other end closes it. */
  async raw(door: "http" | "https", host: string, request: string): Promise<string> {
    const socket = door === "https" ? await this.connect(host) : connectPlain(this.#at(door));
    socket.write(request);
    return (await buffer(socket)).toString();
  }

  async #overHttp1({ host, path, method = "GET", headers = {}, body }: Call): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const options: RequestOptions = {
      ...this.#at("https"),
      ...{ method, path, servername: host },
      // Node tells the length of a body by itself, but not for every method.
      headers: { ...(Buffer.isBuffer(body) && { "content-length": body.length }), ...headers, host },
      agent: new Agent({ ca: this.#authority(), ALPNProtocols: ["http/1.1"] }),
    };
    const sent = request(options, (answer) =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
    );
    sent.on("error", reject);
    send(sent, body);
    return promise;
  }

  async #overHttp2({ host, path, method = "GET", headers = {}, body }: Call): Promise<Reply> {
    const socket = await this.connect(host, ["h2"]);
    if (socket.alpnProtocol !== "h2") throw new Error(`${host} speaks no HTTP/2`);
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const session = connectHttp2(`https://${host}`, { createConnection: () => socket });
    session.on("error", reject);
    const asked = { ...headers, ":method": method, ":path": path };
    const stream = session.request(asked, { endStream: body === undefined });
    stream.on("response", ({ ":status": status = 0, ...rest }) => {
      // Holds what has come while nobody reads: the stream itself may be gone by then.
      const body = new PassThrough();
      pipeline(stream, body, () => session.close());
      resolve({ status, headers: rest, body });
    });
    stream.on("error", reject);
    if (body !== undefined) send(stream, body);
    return promise;
  }

  #at(door: "http" | "https") {
    return { host: "127.0.0.1", port: this.#edge.ports[door] };
  }

  #authority(): Buffer {
    return readFileSync(this.#edge.authority);
  }
}

function send(to: Writable, body: Buffer | Readable | undefined): void {
  if (body === undefined) to.end();
  else if (Buffer.isBuffer(body)) to.end(body);
  else body.pipe(to);
}

async function whole({ status, headers, body }: Reply): Promise<WholeReply> {
  return { status, headers, body: (await buffer(body)).toString() };
}
