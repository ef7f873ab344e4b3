import { createHash, X509Certificate } from "node:crypto";
import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { buffer } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";

/** Where an edge is reached from this machine. */
export interface Reach {
  /** Ports of 127.0.0.1. */
  readonly ports: { readonly http: number; readonly https: number };
  /** PEM certificate of the authority that the schools' certificates must be signed by. */
  readonly authority: string;
}

export interface Asked {
  readonly status: number;
  /** "" where the answer names none. */
  readonly type: string;
  readonly location?: string;
  readonly body: Buffer;
  /** What the host showed; absent on :80. */
  readonly certificate?: ShownCertificate;
}

export interface ShownCertificate {
  readonly issuer: string;
  readonly until: string;
  /** Digest of its key, as Chromium takes it to trust just this one. */
  readonly keyDigest: string;
}

/** Milliseconds until a host that says nothing is taken as not served. */
const patience = 5000;

/**
 * One GET through an edge, as a browser makes it: by the host's name, its certificate checked.
 * @throws what Node says of a connection that fails
 */
export async function ask(
  reach: Reach,
  scheme: "http" | "https",
  host: string,
  path: string,
): Promise<Asked> {
  const { promise, resolve, reject } = Promise.withResolvers<Asked>();
  const signal = AbortSignal.timeout(patience);
  const options: RequestOptions = {
    ...{ host: "127.0.0.1", port: reach.ports[scheme], path, headers: { host }, signal },
    ...(scheme === "https"
      ? { servername: host, agent: new Agent({ ca: reach.authority }) }
      : { agent: new PlainAgent() }),
  };
  const call = (scheme === "https" ? request : plainRequest)(options, (answer) => {
    const { "content-type": type = "", location } = answer.headers;
    const shown = scheme === "https" ? { certificate: shownBy(answer.socket as TLSSocket) } : {};
    buffer(answer).then(
      (body) =>
        resolve({
          ...{ status: answer.statusCode ?? 0, type, body },
          ...(location !== undefined && { location }),
          ...shown,
        }),
      reject,
    );
  });
  call.on("error", reject);
  call.end();
  return promise;
}

function shownBy(socket: TLSSocket): ShownCertificate {
  const { raw, issuer, valid_to: until } = socket.getPeerCertificate();
  const key = new X509Certificate(raw).publicKey.export({ type: "spki", format: "der" });
  return { issuer: String(issuer.CN), until, keyDigest: createHash("sha256").update(key).digest("base64") };
}
