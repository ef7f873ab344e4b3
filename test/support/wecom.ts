import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import type { Pair } from "./certificates.ts";
import { httpsServer, listening, portOf, type Reply } from "./web-server.ts";

/** A stand-in of WeCom's API as far as a probe asks it, on TLS, on loopback. */
export interface WeCom {
  readonly port: number;
  /** The address that it sees calls come from. */
  from: string;
  /** The trusted IPs of the app. */
  readonly trusted: Set<string>;
  /** Answers every call with this instead. */
  broken: Reply | undefined;
  /** Every call so far, as "GET qyapi.weixin.qq.com /cgi-bin/…". */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

const host = "qyapi.weixin.qq.com";

const errors: Readonly<Record<number, string>> = {
  40001: "invalid credential",
  40013: "invalid corpid",
  40014: "invalid access_token",
  40029: "invalid code",
  45009: "api freq out of limit",
  60020: "not allow to access from your ip",
};

/** WeCom's error for a call, `undefined` where it has no such API. @param from address that it sees the call come from */
export function weComError(
  path: string,
  known: { readonly corpId: string; readonly token: string },
  { from, trusted }: { readonly from: string; readonly trusted: ReadonlySet<string> },
): number | undefined {
  const { pathname, searchParams } = new URL(path, `https://${host}`);
  // Tokens are given to anybody who knows the Secret, from any address.
  if (pathname === "/cgi-bin/gettoken") return searchParams.get("corpid") === known.corpId ? 40001 : 40013;
  if (pathname !== "/cgi-bin/auth/getuserinfo") return undefined;
  if (searchParams.get("access_token") !== known.token) return 40014;
  return trusted.has(from) ? 40029 : 60020;
}

/** An error as WeCom words it. */
export function weComReply(errcode: number | undefined, from: string): Reply {
  if (errcode === undefined) return { status: 404 };
  return {
    headers: { "content-type": "application/json; charset=UTF-8" },
    body: JSON.stringify({
      errcode,
      errmsg: `${errors[errcode]}, hint: [1669020802500610298213653], from ip: ${from}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
    }),
  };
}

/** Starts a stand-in that knows one CorpId and one access token. */
export async function wecom(certificate: Pair, known: { corpId: string; token: string }): Promise<WeCom> {
  const server = await httpsServer(
    { [host]: certificate },
    (_, path) => self.broken ?? weComReply(weComError(path, known, self), self.from),
  );
  const self: WeCom = { ...server, from: "203.0.113.1", trusted: new Set(), broken: undefined };
  return self;
}

/** An HTTP proxy on loopback that lets CONNECT through to WeCom and nothing else. */
export interface Relay {
  /** Its URL. */
  readonly url: string;
  /** Everything that it was asked to connect to. */
  readonly targets: string[];
  readonly close: () => Promise<void>;
}

/** Starts a relay to a stand-in of WeCom. */
export async function relayTo({ port }: { readonly port: number }, allowed = `${host}:443`): Promise<Relay> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connect", ({ url = "" }, client: Socket) => {
    targets.push(url);
    sockets.add(client);
    client.on("error", () => client.destroy());
    if (url !== allowed) {
      client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const there = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      there.pipe(client).pipe(there);
    });
    sockets.add(there);
    there.on("error", () => client.destroy());
  });
  await listening(server);
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    targets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
