import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { listening, portOf } from "./web-server.ts";

/** One call, as a stand-in of an API sees it. */
export interface Call {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What it answers. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, but for a text. */
  readonly body?: unknown;
}

/** A stand-in of a JSON API, on loopback, for the running test. */
export interface JsonApi {
  readonly url: string;
  /** Every call so far, as "GET /user". */
  readonly calls: string[];
  /**
   * Is asked first: its answer stands in place of the real one, which is not given; `cut`: the connection is closed.
   * Before an answer it may change the world, as another run would.
   */
  fault: (call: Call) => Answer | "cut" | undefined;
}

/**
 * Starts a stand-in.
 *
 * @param route the real answer; `undefined`: there is nothing
 */
export async function jsonApi(
  token: string,
  unauthorized: Answer,
  notFound: Answer,
  route: (call: Call) => Answer | undefined,
): Promise<JsonApi> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = text === "" ? {} : (JSON.parse(text) as Call["body"]);
    const call = { method: request.method ?? "", path: url.pathname, query: url.searchParams, body };
    self.calls.push(`${call.method} ${request.url}`);
    const fault = self.fault(call);
    if (fault === "cut") {
      request.socket.destroy();
      return;
    }
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    const reply = fault ?? (isKnown ? (route(call) ?? notFound) : unauthorized);
    const isText = typeof reply.body === "string";
    response.writeHead(reply.status ?? 200, {
      "content-type": isText ? "text/plain" : "application/json",
      ...reply.headers,
    });
    response.end(isText ? reply.body : JSON.stringify(reply.body));
  };
  await listening(server);
  const self: JsonApi = { url: `http://127.0.0.1:${portOf(server)}`, calls: [], fault: () => undefined };
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return self;
}

/** One page of a list, with the Link header that leads to the next. */
export function paged(
  base: string,
  { path, query }: Call,
  entries: readonly unknown[],
  wrap: (page: readonly unknown[]) => unknown = (page) => page,
): Answer {
  const size = Math.min(Number(query.get("per_page") ?? 20), 100);
  const page = Number(query.get("page") ?? 1);
  const last = Math.max(Math.ceil(entries.length / size), 1);
  const link = (number: number, rel: string): string => {
    const there = new URLSearchParams(query);
    there.set("page", String(number));
    return `<${base}${path}?${there.toString()}>; rel="${rel}"`;
  };
  const next = page < last ? [link(page + 1, "next"), link(last, "last")] : [];
  return {
    headers: { link: [...(page > 1 ? [link(page - 1, "prev")] : []), ...next].join(", ") },
    body: wrap(entries.slice((page - 1) * size, page * size)),
  };
}
