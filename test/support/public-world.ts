import type { Network } from "../../cli/probe/network.ts";
import { Authority, type Pair } from "./certificates.ts";
import { type DnsServer, dnsServer, type Zone } from "./dns-server.ts";
import { httpServer, httpsServer, type Reply, type WebServer } from "./web-server.ts";
import { type Relay, relayTo, type WeCom, wecom } from "./wecom.ts";

/** The token that the stand-in of WeCom knows. */
export const token = "a-token_that-nobody-may-see";

/** A served site: path → answer, the same on both ports but where one has its own. */
export interface Site {
  readonly http: Record<string, Reply>;
  readonly https: Record<string, Reply>;
}

const gateway = "gw-hz.campus.example.com";
const verifyFile = { headers: { "content-type": "text/plain" }, body: "54wuPnLpuTWkAF0Z" };
const page = {
  headers: { "content-type": "text/html; charset=utf-8" },
  body: "<!doctype html><title>x</title>",
};
const toHttps = (url: string): Reply => ({ status: 301, headers: { location: url } });

/** The demo school's public world as it is when all is well: DNS, both hosts, the relay and WeCom. */
export class PublicWorld {
  readonly dns: DnsServer;
  readonly plain: WebServer;
  readonly secure: WebServer;
  readonly wecom: WeCom;
  readonly relay: Relay;
  readonly network: Network;
  /** What the hosts answer; to be changed at will, and as it was again after `restore`. */
  sites: Record<string, Site> = {};

  private constructor(dns: DnsServer, parts: Omit<PublicWorldParts, "dns">) {
    this.dns = dns;
    this.plain = parts.plain;
    this.secure = parts.secure;
    this.wecom = parts.wecom;
    this.relay = parts.relay;
    this.network = {
      route: (host, port) => {
        if (host === "qyapi.weixin.qq.com" && port === 443)
          return { host: "127.0.0.1", port: this.wecom.port };
        if (!(host in this.dns.zone)) throw Object.assign(new Error(host), { code: "ENOTFOUND" });
        return { host: "127.0.0.1", port: port === 443 ? this.secure.port : this.plain.port };
      },
      system: { name: "system", address: dns.address },
      roots: parts.root,
      elapsed: () => 0,
      deadline: () => new AbortController().signal,
    };
    this.restore();
  }

  /** Starts all servers. */
  static async start(): Promise<PublicWorld> {
    const authority = new Authority();
    const pairs: Record<string, Pair> = Object.fromEntries(
      ["api1.xxxedu.cn", "api2.xxxedu.cn"].map((host) => [host, authority.issue([host])]),
    );
    const weComPair = authority.issue(["qyapi.weixin.qq.com"]);
    const root = authority.root;
    authority.remove();
    const reply = (port: keyof Site) => (host: string, path: string) =>
      sites()[host]?.[port][path] ?? { status: 404 };
    let sites = (): PublicWorld["sites"] => ({});
    const [dns, plain, secure, api] = await Promise.all([
      dnsServer({}),
      httpServer(reply("http")),
      httpsServer(pairs, reply("https")),
      wecom(weComPair, { corpId: "ww0123456789abcdef", token }),
    ]);
    const relay = await relayTo(api);
    const world = new PublicWorld(dns, { plain, secure, wecom: api, relay, root });
    sites = () => world.sites;
    return world;
  }

  /** Puts everything right again, and forgets what was asked. */
  restore(): void {
    this.dns.zone = healthyZone;
    this.sites = {
      "api1.xxxedu.cn": {
        http: { "/WW_verify_54wuPnLpuTWkAF0Z.txt": verifyFile },
        https: {
          "/": toHttps("https://api1.xxxedu.cn/new/index.html"),
          "/new/index.html": page,
          "/WW_verify_54wuPnLpuTWkAF0Z.txt": verifyFile,
          "/bsacs/qyweixin.action?flag=weixinqy_test_1121&paytype=qyweixin&ecardFunc=index": toHttps(
            "https://open.weixin.qq.com/connect/oauth2/authorize?redirect_uri=https%3A%2F%2Fapi1.xxxedu.cn%2Fback",
          ),
        },
      },
      "api2.xxxedu.cn": { http: {}, https: { "/": page, "/index.html": page } },
    };
    Object.assign(this.wecom, { from: "203.0.113.1", broken: undefined });
    this.wecom.trusted.clear();
    this.wecom.trusted.add("203.0.113.1").add("203.0.113.2");
    for (const { requests } of [this.plain, this.secure, this.wecom]) requests.length = 0;
    for (const log of [this.dns.questions, this.relay.targets]) log.length = 0;
  }

  async close(): Promise<void> {
    this.dns.close();
    await Promise.all([this.plain, this.secure, this.relay, this.wecom].map((server) => server.close()));
  }
}

interface PublicWorldParts {
  readonly dns: DnsServer;
  readonly plain: WebServer;
  readonly secure: WebServer;
  readonly wecom: WeCom;
  readonly relay: Relay;
  readonly root: string;
}

const healthyZone: Zone = {
  [gateway]: { A: ["192.0.2.10"] },
  "api1.xxxedu.cn": { CNAME: gateway },
  "api2.xxxedu.cn": { CNAME: gateway },
  "xxxedu.cn": { CAA: ["letsencrypt.org"] },
};
