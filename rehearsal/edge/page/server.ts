import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "../../../lib/system-errors.ts";
import { KubeApi } from "../kube-api.ts";
import { ask, type Reach } from "./ask.ts";
import { pageHtml } from "./html.ts";
import { schoolsAt } from "./schools.ts";

export interface PageOptions {
  /** Port of 127.0.0.1 to serve on; 0 takes a free one. */
  readonly port: number;
  /** Ports of 127.0.0.1 behind which the edge is. */
  readonly ports: Reach["ports"];
  readonly kubeconfig: string;
  /** PEM file with the authority behind the schools' certificates. */
  readonly authority: string;
}

/** Serves the page of an edge on loopback: what it holds and serves, and its hosts' pages fetched through it. */
export async function servePage(options: PageOptions): Promise<Server> {
  const api = await KubeApi.fromKubeconfig(options.kubeconfig);
  const reach = { ports: options.ports, authority: await readFile(options.authority, "utf8") };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      end(response, 502, `${messageOf(error)}\n`);
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // A page elsewhere could have its own name resolve to this machine: only by this machine's names is this one asked.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ""))
      return end(response, 403, "ask for 127.0.0.1\n");
    if (request.method !== "GET") return end(response, 405, "this page only shows\n");
    const [, scheme, host = "", path = "/"] =
      /^\/through\/(https?)\/([^/]+)(\/.*)?$/.exec(request.url ?? "") ?? [];
    if (scheme === "http" || scheme === "https")
      return through(response, await ask(reach, scheme, host, path));
    if (request.url !== "/") return end(response, 404, "not found\n");
    const page = { ...options, schools: await schoolsAt(api, reach) };
    return end(response, 200, pageHtml(page), "text/html; charset=utf-8");
  };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ port: options.port, host: "127.0.0.1" }, resolve);
  await promise;
  return server;
}

/** Shows what the edge answered; a way on under a school's host is shown by this page as well. */
function through(response: ServerResponse, asked: Awaited<ReturnType<typeof ask>>): void {
  const { status, type, location, body } = asked;
  const next = /^(https?):\/\/([^/?#]+)(.*)$/.exec(location ?? "");
  if (location !== undefined)
    response.setHeader("location", next ? `/through/${next[1]}/${next[2]}${next[3]}` : location);
  // What an upstream says runs nothing beside this page.
  response.setHeader("content-security-policy", "sandbox");
  end(response, status, body, type);
}

function end(response: ServerResponse, status: number, body: string | Buffer, type = "text/plain"): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(body);
}
