import * as http from "node:http";
import * as https from "node:https";
import type { Network } from "./network.ts";
import type { ProbeTexts } from "./texts/en.ts";
import { type Unreached, unreached } from "./unreached.ts";

/** An answer to a GET request, redirects not followed. */
export interface Answer {
  readonly status: number;
  /** Lower-case names; `set-cookie` is a list. */
  readonly headers: http.IncomingHttpHeaders;
  /** Its first 64 KiB. */
  readonly body: Buffer;
  /** From the look-up of the name to the last byte. */
  readonly milliseconds: number;
}

/** Asks for a URL. */
export type Get = (url: string) => Promise<Answer | Unreached>;

const mostBytes = 65_536;

/**
 * Asks as one person's browser would: every URL once, however many checks want its answer. Certificates are not judged
 * here, so that a page and a verify file are seen even where the certificate is not right.
 */
export function getter(network: Network, texts: ProbeTexts): Get {
  const answers = new Map<string, Promise<Answer | Unreached>>();
  return (url) => {
    const known = answers.get(url);
    if (known) return known;
    const answer = ask(new URL(url), network).catch((error: unknown) => unreached(error, texts));
    answers.set(url, answer);
    return answer;
  };
}

function ask(url: URL, network: Network): Promise<Answer> {
  const secure = url.protocol === "https:";
  const start = network.elapsed();
  return new Promise((resolve, reject) => {
    const call = (secure ? https : http).request({
      ...network.route(url.hostname, secure ? 443 : 80),
      // What is at its IPv6 addresses is asked apart.
      family: 4,
      path: url.pathname + url.search,
      headers: { host: url.host, accept: "*/*", "user-agent": "schoolgate-probe" },
      agent: false,
      signal: network.deadline(),
      ...(secure ? { servername: url.hostname, rejectUnauthorized: false } : {}),
    });
    call.on("error", reject);
    call.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const finish = (): void => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
          milliseconds: Math.round(network.elapsed() - start),
        });
        response.destroy();
      };
      response.on("error", reject);
      response.on("end", finish);
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, mostBytes - bytes));
        bytes += chunk.length;
        if (bytes >= mostBytes) finish();
      });
    });
    call.end();
  });
}
