// The relay itself: the real Envoy by the bootstrap that the school's stack declares, in the school's own network.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { relayBootstrap } from "../../components/egress/relay-bootstrap.ts";
import { run } from "../../rehearsal/tools/run.ts";
import { EgressWorld, token, wecomHost } from "../support/egress/egress-world.ts";
import { addressOf } from "../support/egress/namespaces.ts";
import { service } from "../support/egress/relay-pods.ts";

const envoy = inject("envoy");

describe.skipIf(envoy === "")("the relay", () => {
  let world: EgressWorld;
  beforeAll(async () => {
    world = await EgressWorld.open({ envoy, drain: 100 });
    await world.wecom.tell("trust", Object.values(world.ips));
  });
  afterAll(() => world.close());
  beforeEach(() => world.wecom.tell("forget", undefined));

  const say = (text: string, to: { host: string; port: number } = service) =>
    world.caller.tell("say", { ...to, text });
  const statusOf = async (text: string) => /^HTTP\/1\.1 (\d+)/.exec(await say(text))?.[1];
  const target = `${wecomHost}:443`;
  /** How many connections WeCom has taken, once it has taken any: in the order in which they came. */
  const connections = async () => {
    const taken = async () => (await world.wecom.tell("see", undefined)).reached["198.51.100.10"];
    await until(async () => (await taken()) !== undefined);
    return taken();
  };
  const until = (holds: () => Promise<boolean>) => vi.waitUntil(holds, { timeout: 60_000, interval: 20 });

  test.each([
    ["by its name", `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`],
    ["in any case", `CONNECT QYAPI.Weixin.QQ.com:443 HTTP/1.1\r\nHost: ${target}\r\n\r\n`],
  ])("lets a tunnel to WeCom's API through, %s", async (_, text) => {
    expect(await statusOf(text)).toBe("200");
    expect(await connections()).toBe(1);
  });

  test.each([
    ["another port of WeCom's", `CONNECT ${wecomHost}:80 HTTP/1.1\r\nHost: ${wecomHost}:80\r\n\r\n`, "403"],
    ["another host", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", "403"],
    ["another host in WeCom's name", `CONNECT example.com:443 HTTP/1.1\r\nHost: ${target}\r\n\r\n`, "403"],
    ["a host below WeCom's", `CONNECT a.${target} HTTP/1.1\r\nHost: a.${target}\r\n\r\n`, "403"],
    ["WeCom's own address", "CONNECT 198.51.100.10:443 HTTP/1.1\r\nHost: 198.51.100.10:443\r\n\r\n", "403"],
    ["the relay's own address", "CONNECT 127.0.0.1:3129 HTTP/1.1\r\nHost: 127.0.0.1:3129\r\n\r\n", "403"],
    ["no port", `CONNECT ${wecomHost} HTTP/1.1\r\nHost: ${wecomHost}\r\n\r\n`, "400"],
    ["a plain request", `GET /cgi-bin/gettoken HTTP/1.1\r\nHost: ${target}\r\n\r\n`, "403"],
    [
      "a plain request in absolute form",
      `GET http://${target}/cgi-bin HTTP/1.1\r\nHost: ${target}\r\n\r\n`,
      "403",
    ],
    [
      "an absolute form to elsewhere",
      "POST http://example.com/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
      "403",
    ],
    [
      "another upgrade",
      `GET / HTTP/1.1\r\nHost: ${target}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n`,
      "403",
    ],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"],
  ])("refuses %s", async (_, text, status) => {
    expect(await statusOf(text)).toBe(status);
    // One that follows is let through: it is the first that WeCom sees.
    expect(await statusOf(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)).toBe("200");
    expect(await connections()).toBe(1);
  });

  test("writes down who was refused, and nothing that a caller must keep to itself", async () => {
    const secret = "corpsecret-that-nobody-may-see";
    await say(`GET /cgi-bin/gettoken?corpsecret=${secret} HTTP/1.1\r\nHost: plain.example\r\n\r\n`);
    await say(`GET http://absolute.example/?code=${secret} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await say(
      `CONNECT header.example:443 HTTP/1.1\r\nHost: a\r\nProxy-Authorization: ${secret}\r\nCookie: ${secret}\r\n\r\n`,
    );
    await say(`${secret} HTTP/1.1\r\n\r\n`);
    await world.caller.tell("begin", { fresh: 1, kept: 0 });
    const { fresh } = await world.caller.tell("end", undefined);
    expect(Object.keys(fresh)).toEqual([`40029 ${world.ips.a}`]);
    // Envoy writes its log every second at the latest, and all of it before it ends.
    for (const name of world.pods.names()) await world.pods.end(name);
    const log = world.pods.log();
    await world.pods.up();
    for (const host of ["plain.example", "absolute.example", "header.example:443"])
      expect(log).toContain(`"authority":"${host}"`);
    expect(log).not.toContain(secret);
    expect(log).not.toContain(token);
    expect(log).not.toContain("/cgi-bin");
    const lines = log.split("\n").filter((line) => line.startsWith("{"));
    expect(new Set(lines.flatMap((line) => Object.keys(JSON.parse(line) as object)))).toEqual(
      new Set(["authority", "method", "status", "time", "why"]),
    );
    expect(lines.filter((line) => line.includes(`"status":200`))).toEqual([]);
  });

  test("follows WeCom to another address, as DNS says", async () => {
    await world.cluster.tell("resolve", { [wecomHost]: { A: ["198.51.100.11"], ttl: 1 } });
    await world.caller.tell("begin", { fresh: 1, kept: 0 });
    await until(async () => "198.51.100.11" in (await world.wecom.tell("see", undefined)).reached);
    const { fresh } = await world.caller.tell("end", undefined);
    expect(Object.keys(fresh)).toEqual([`40029 ${world.ips.a}`]);
    await world.cluster.tell("resolve", { [wecomHost]: { A: ["198.51.100.10"], ttl: 1 } });
    // No search domain, and no address that WeCom's list of trusted IPs could not hold.
    expect(new Set(await world.cluster.tell("questions", undefined))).toEqual(new Set([`A ${wecomHost}`]));
  });

  test("tries WeCom's next address where one takes no connections", async () => {
    // Nothing listens at the first.
    await world.cluster.tell("resolve", { [wecomHost]: { A: ["198.18.255.2", "198.51.100.10"], ttl: 1 } });
    const statuses = async () => {
      const all = [];
      for (let index = 0; index < 8; index++)
        all.push(await statusOf(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`));
      return all;
    };
    expect(await statuses()).toEqual(Array.from({ length: 8 }, () => "200"));
    await world.cluster.tell("resolve", { [wecomHost]: { A: ["198.51.100.10"], ttl: 1 } });
  });

  describe("outside the pinned vSwitches", () => {
    test("lets nothing through and is never ready, while it lives", async () => {
      const stray = world.pods.start("stray");
      await until(async () => (await world.pods.ask("stray", "/live")) === 200);
      expect(await world.pods.ask("stray", "/ready")).toBe(403);
      const at = { host: addressOf.stray, port: service.port };
      expect(await say(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`, at)).toMatch(
        /^HTTP\/1\.1 403 Forbidden\r\n/,
      );
      await world.pods.end(stray);
    });

    test("no packet gets out, by whatever program", async () => {
      const script = `require("net").connect(443, "198.51.100.10").on("error", ({ code }) => console.log(code)).on("connect", () => console.log("through"))`;
      const from = (machine: "pod-6" | "stray") =>
        world.namespaces.run(machine, [
          process.execPath,
          "--eval",
          script.replace('"through")', '"through") || process.exit()'),
        ]);
      expect(await from("stray")).toBe("EHOSTUNREACH\n");
      expect(await from("pod-6")).toBe("through\n");
      expect((await world.wecom.tell("see", undefined)).reached).toEqual({ "198.51.100.10": 1 });
    });
  });

  test("is not ready before WeCom's name is known, and lives", async () => {
    await world.cluster.tell("resolve", {});
    const pod = world.pods.start("pod-6");
    await until(async () => (await world.pods.ask("pod-6", "/live")) === 200);
    expect(await world.pods.ask("pod-6", "/ready")).toBe(503);
    await world.cluster.tell("resolve", { [wecomHost]: { A: ["198.51.100.10"], ttl: 1 } });
    await until(async () => (await world.pods.ask("pod-6", "/ready")) === 200);
    await world.pods.end(pod);
  });
});

test.skipIf(envoy === "").each([["10.20.8.0/24"], [undefined]])(
  "the bootstrap is Envoy's own, without a word of warning, for the block %s",
  async (block) => {
    const folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "envoy.json");
    writeFileSync(file, JSON.stringify(relayBootstrap(block)));
    const said = await run([envoy, "--mode", "validate", "--config-path", file, "--log-level", "warn"]);
    expect(said).toBe(`configuration '${file}' OK\n`);
  },
);
