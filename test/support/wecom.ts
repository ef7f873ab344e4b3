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

/** Starts a stand-in that knows one CorpId and one access token. */
export async function wecom(certificate: Pair, known: { corpId: string; token: string }): Promise<WeCom> {
  const errors: Readonly<Record<number, string>> = {
    40001: "invalid credential",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40029: "invalid code",
    60020: "not allow to access from your ip",
  };
  const error = (errcode: number): Reply => ({
    headers: { "content-type": "application/json; charset=UTF-8" },
    body: JSON.stringify({
      errcode,
      errmsg: `${errors[errcode]}, hint: [1669020802500610298213653], from ip: ${self.from}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
    }),
  });
  const answer = (path: string): Reply => {
    const { pathname, searchParams } = new URL(path, `https://${host}`);
    // Tokens are given to anybody who knows the Secret, from any address.
    if (pathname === "/cgi-bin/gettoken")
      return error(searchParams.get("corpid") === known.corpId ? 40001 : 40013);
    if (pathname !== "/cgi-bin/auth/getuserinfo") return { status: 404 };
    if (searchParams.get("access_token") !== known.token) return error(40014);
    return error(self.trusted.has(self.from) ? 40029 : 60020);
  };
  const server = await httpsServer({ [host]: certificate }, (_, path) => self.broken ?? answer(path));
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
