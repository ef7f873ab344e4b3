// Before DNS moves: the gateway is asked as if it had, and its answers are laid beside those of the server that answers now.
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Result } from "../../../cli/probe/result.ts";
import { Authority } from "../../support/certificates.ts";
import { runGate } from "../../support/gate.ts";
import { probedProject, runInWorld } from "../../support/probes.ts";
import { PublicWorld, type Site } from "../../support/public-world.ts";
import { httpServer, httpsServer, type WebServer } from "../../support/web-server.ts";

const gateway = "192.0.2.10";
const hosts = ["api1.xxxedu.cn", "api2.xxxedu.cn"];
let world: PublicWorld;
let root: string;
/** The server that answers now, and what. */
let old: { readonly plain: WebServer; readonly secure: WebServer };
let sites: Record<string, Site> = {};

beforeAll(async () => {
  world = await PublicWorld.start();
  const authority = new Authority();
  const pair = authority.issue(hosts);
  authority.remove();
  const reply = (port: keyof Site) => (host: string, path: string) =>
    sites[host]?.[port][path] ?? { status: 404 };
  old = {
    plain: await httpServer(reply("http")),
    secure: await httpsServer(Object.fromEntries(hosts.map((host) => [host, pair])), reply("https")),
  };
  return () => Promise.all([world.close(), old.plain.close(), old.secure.close()]);
});
beforeEach(() => {
  world.restore();
  sites = world.sites;
  root = probedProject();
});

/** Probes the demo school at the gateway, while its hosts' names lead to the server that answers now. */
async function probeAt(...flags: readonly string[]) {
  const { code, stdout, stderr } = await runInWorld(
    world,
    root,
    "probe",
    ["--at", gateway, "--resolvers", world.dns.address, ...flags],
    {
      network: {
        route: (host, port) => {
          const { plain, secure } = host === gateway ? world : old;
          return { host: "127.0.0.1", port: port === 443 ? secure.port : plain.port };
        },
      },
    },
  );
  expect(stderr).toBe("");
  return { code, stdout };
}

test("the hosts are judged as the gateway serves them, wherever DNS leads, and DNS is not asked where that is", async () => {
  world.dns.zone = { "xxxedu.cn": { CAA: ["letsencrypt.org"] } };
  sites = {};
  const { code, stdout } = await probeAt("--json");
  const { checks, differences, ...rest } = JSON.parse(stdout) as {
    checks: Result[];
    differences: unknown[];
  };
  expect({ code, ...rest }).toEqual({
    code: 3,
    school: "demo",
    state: "serving",
    at: "2026-12-01T00:00:00.000Z",
    outputs: "file",
    gateway,
  });
  expect(checks.map(({ check, subject, state }) => [check, subject, state])).toEqual([
    ...["filing", "caa", "tcp", "tls"].flatMap((check) => hosts.map((host) => [check, host, "pass"])),
    ["page", "https://api1.xxxedu.cn/new/index.html", "pass"],
    ["page", "https://api2.xxxedu.cn/index.html", "pass"],
    ["leak", "api1.xxxedu.cn", "pass"],
    ["leak", "api2.xxxedu.cn", "pass"],
    ["verify file", "http://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt", "pass"],
    ["verify file", "https://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt", "pass"],
    ["egress", "calls to WeCom", "could not ask"],
  ]);
  expect(differences).toContainEqual({
    url: "https://api2.xxxedu.cn/index.html",
    what: "status",
    now: "404",
    gateway: "200",
  });
});

describe("beside what answers now", () => {
  test("nothing differs where both answer alike", async () => {
    const { code, stdout } = await probeAt();
    expect(code).toBe(3);
    expect(stdout.split("\n").slice(-3)).toEqual([
      "",
      `${gateway} answers every page and verify file as the hosts do now.`,
      "",
    ]);
  });

  test("what a browser notices is listed, without the values of queries and cookies", async () => {
    const api1 = world.sites["api1.xxxedu.cn"] as Site;
    sites = {
      ...world.sites,
      "api1.xxxedu.cn": {
        http: { ...api1.http, "/": { status: 301, headers: { location: "https://api1.xxxedu.cn/" } } },
        https: {
          ...api1.https,
          "/": {
            status: 302,
            headers: {
              date: "Tue, 01 Dec 2026 00:00:00 GMT",
              location: "/login?ticket=secret&next=%2F",
              "set-cookie": ["sid=secret; Path=/; Expires=Tue, 01 Dec 2026 01:00:00 GMT; HttpOnly"],
            },
          },
          "/new/index.html": {
            headers: { "content-type": "text/html", server: "nginx", "x-frame-options": "DENY" },
            body: "<!doctype html><title>y</title>",
          },
        },
      },
    };
    const { code, stdout } = await probeAt();
    expect(code).toBe(3);
    expect(stdout.slice(stdout.indexOf("What "))).toMatchInlineSnapshot(`
      "What 192.0.2.10 answers otherwise than the hosts do now:
        http://api1.xxxedu.cn/  status
          now         301
          192.0.2.10  404
        http://api1.xxxedu.cn/  location
          now         https://api1.xxxedu.cn/
          192.0.2.10  –
        https://api1.xxxedu.cn/  status
          now         302
          192.0.2.10  301
        https://api1.xxxedu.cn/  location
          now         https://api1.xxxedu.cn/login?ticket=…&next=…
          192.0.2.10  https://api1.xxxedu.cn/new/index.html
        https://api1.xxxedu.cn/  set-cookie
          now         sid=…; Path=/; HttpOnly
          192.0.2.10  –
        https://api1.xxxedu.cn/new/index.html  content-type
          now         text/html
          192.0.2.10  text/html; charset=utf-8
        https://api1.xxxedu.cn/new/index.html  x-frame-options
          now         DENY
          192.0.2.10  –
        https://api1.xxxedu.cn/new/index.html  body
          now         31 bytes, SHA-256 0d1224dd5832
          192.0.2.10  31 bytes, SHA-256 a037bd7fcb93
      "
    `);
  });

  test("a side that gives no answer says why, in the language that was asked for", async () => {
    const closed = { host: "127.0.0.1", port: 1 };
    const run = await runInWorld(world, root, "probe", ["--at", gateway, "--lang", "zh"], {
      network: {
        route: (host, port) => {
          if (host !== gateway) return closed;
          return { host: "127.0.0.1", port: port === 443 ? world.secure.port : world.plain.port };
        },
      },
    });
    expect(run.stdout.slice(run.stdout.indexOf(`${gateway} 的应答`))).toMatchInlineSnapshot(`
      "192.0.2.10 的应答与现在不同之处：
        http://api1.xxxedu.cn/  answer
          现在        连接被拒绝
          192.0.2.10  404
        https://api1.xxxedu.cn/  answer
          现在        连接被拒绝
          192.0.2.10  301
        https://api1.xxxedu.cn/new/index.html  answer
          现在        连接被拒绝
          192.0.2.10  200
        https://api1.xxxedu.cn/bsacs/qyweixin.action?flag=weixinqy_test_1121&paytype=qyweixin&ecardFunc=index  answer
          现在        连接被拒绝
          192.0.2.10  301
        http://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt  answer
          现在        连接被拒绝
          192.0.2.10  200
        https://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt  answer
          现在        连接被拒绝
          192.0.2.10  200
        http://api2.xxxedu.cn/  answer
          现在        连接被拒绝
          192.0.2.10  404
        https://api2.xxxedu.cn/  answer
          现在        连接被拒绝
          192.0.2.10  200
        https://api2.xxxedu.cn/index.html  answer
          现在        连接被拒绝
          192.0.2.10  200
      "
    `);
  });
});

test.each(["https://gw.example.com", "gw.example.com:443", "::1", "gw"])(
  "--at %j is refused before anything is asked",
  async (at) => {
    expect(await runGate(root, ["probe", "demo", "--from-outputs", "outputs.json", `--at=${at}`])).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  --at is the gateway's IPv4 address or DNS name, and ${JSON.stringify(at)} is neither\n  fix  write it without scheme or port, such as --at gw-hz.campus.example.com\n`,
    });
  },
);
