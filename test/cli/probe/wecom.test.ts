import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { askEgress, judgeEgress } from "../../../cli/probe/egress.ts";
import { en } from "../../../cli/probe/texts/en.ts";
import { judgeTrust, trustCheck } from "../../../cli/probe/trust.ts";
import { PublicWorld, token } from "../../support/public-world.ts";
import { relayTo } from "../../support/wecom.ts";

let world: PublicWorld;
beforeAll(async () => {
  world = await PublicWorld.start();
  return () => world.close();
});
beforeEach(() => {
  world.restore();
});

const corpId = "ww0123456789abcdef";
const ask = (proxy = world.relay.url) => askEgress({ proxy }, corpId, world.network, en);

describe("the address that WeCom sees", () => {
  test("is asked for by one call, through the proxy and to WeCom alone", async () => {
    expect(await ask()).toEqual({ ip: "203.0.113.1" });
    expect(world.relay.targets).toEqual(["qyapi.weixin.qq.com:443"]);
    expect(world.wecom.requests).toEqual([
      `GET qyapi.weixin.qq.com /cgi-bin/gettoken?corpid=${corpId}&corpsecret=schoolgate-probe`,
    ]);
  });

  test("is asked for without a proxy on a machine in the pinned vSwitches, and with a CorpId that is none", async () => {
    expect(await askEgress("direct", undefined, world.network, en)).toEqual({ ip: "203.0.113.1" });
    expect(world.relay.targets).toEqual([]);
    expect(world.wecom.requests).toEqual([
      "GET qyapi.weixin.qq.com /cgi-bin/gettoken?corpid=schoolgate-probe&corpsecret=schoolgate-probe",
    ]);
  });

  const json = (value: unknown) => ({ body: JSON.stringify(value) });
  test.each([
    [
      "a page",
      { status: 502, body: "<html>" },
      "what answers for qyapi.weixin.qq.com is not WeCom (HTTP 502)",
    ],
    ["other JSON", json(["ok"]), "what answers for qyapi.weixin.qq.com is not WeCom (HTTP 200)"],
    [
      "an error without it",
      json({ errcode: 45009, errmsg: "api freq out of limit" }),
      "WeCom's answer (errcode 45009) does not say where the call came from",
    ],
  ])("is not known from %s", async (_, broken, unknown) => {
    world.wecom.broken = broken;
    expect(await ask()).toEqual({ unknown });
  });

  test("is not known through a proxy that is not there, or refuses", async () => {
    const refusing = await relayTo(world.wecom, "nothing:443");
    onTestFinished(() => refusing.close());
    expect(await ask("http://127.0.0.1:1")).toEqual({
      unknown: "the proxy http://127.0.0.1:1: the connection is refused",
    });
    expect(await ask(refusing.url)).toEqual({
      unknown: `the proxy ${refusing.url} does not let calls to qyapi.weixin.qq.com:443 through (HTTP 403)`,
    });
    expect(world.wecom.requests).toEqual([]);
  });

  test("is not known from whoever else answers in WeCom's name", async () => {
    const { roots: _, ...strangers } = world.network;
    expect(await askEgress({ proxy: world.relay.url }, corpId, strangers, en)).toEqual({
      unknown:
        "what answers for qyapi.weixin.qq.com has no valid certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
    });
    expect(world.wecom.requests).toEqual([]);
  });

  test("is not waited for longer than the deadline", async () => {
    const controller = new AbortController();
    const deaf = await relayTo({
      get port() {
        controller.abort();
        return world.wecom.port;
      },
    });
    onTestFinished(() => deaf.close());
    const network = { ...world.network, deadline: () => controller.signal };
    expect(await askEgress({ proxy: deaf.url }, corpId, network, en)).toEqual({
      unknown: `the proxy ${deaf.url}: no answer in time`,
    });
  });
});

describe("the egress is judged", () => {
  const ips = { a: "203.0.113.1", b: "203.0.113.2" };
  const about = { check: "egress", subject: "calls to WeCom" };

  test("against the active address", () => {
    expect(judgeEgress({ ip: ips.a }, { activeIp: ips.a, ips }, "demo", en)).toEqual({
      ...about,
      expected: "the active address, 203.0.113.1",
      state: "pass",
      found: "WeCom sees 203.0.113.1",
    });
    expect(judgeEgress({ ip: "198.51.100.7" }, { activeIp: ips.a, ips }, "demo", en)).toEqual({
      ...about,
      expected: "the active address, 203.0.113.1",
      state: "fail",
      waiting: false,
      found: "WeCom sees 198.51.100.7, which is none of the school's addresses",
      next: "see that the caller runs in the pinned vSwitches, and that these route to the NAT gateway",
      whose: "platform",
    });
  });

  test("from an IPv6 address no call has passed the NAT gateway", () => {
    expect(judgeEgress({ ip: "2001:db8::7" }, { activeIp: ips.a, ips }, "demo", en)).toEqual({
      ...about,
      expected: "the active address, 203.0.113.1",
      ...{ state: "fail", waiting: false, found: "WeCom sees 2001:db8::7, an IPv6 address" },
      next: "have the caller reach WeCom by IPv4 alone, from the pinned vSwitches: a NAT gateway carries no IPv6",
      whose: "platform",
    });
  });

  test("not at all while the active address is not known", () => {
    expect(judgeEgress({ ip: ips.a }, { activeIp: undefined, ips: {} }, "demo", en)).toEqual({
      ...about,
      expected: "the active address",
      state: "could not ask",
      found: "WeCom sees 203.0.113.1; which address is active is not known",
      next: "pulumi login and select the stack's backend, or give --from-outputs; then compare",
      whose: "platform",
    });
  });
});

describe("trust", () => {
  const trusted = {
    ...{ listed: true, line: "203.0.113.1;203.0.113.2" },
    ips: ["203.0.113.1", "203.0.113.2"],
  };
  const check = () => trustCheck({ proxy: world.relay.url }, token, trusted, world.network, en);

  test("is known from the error that WeCom answers", async () => {
    expect(await check()).toMatchObject({ state: "pass" });
    world.wecom.from = "203.0.113.2";
    world.wecom.trusted.delete("203.0.113.2");
    expect(await check()).toMatchObject({
      state: "fail",
      waiting: false,
      found: "errcode 60020 from 203.0.113.2: the address is not trusted",
      whose: "WeCom admin",
    });
  });

  test.each([
    [
      "198.51.100.7",
      "none of the school's addresses, and not to be entered",
      "see that the caller runs in the pinned vSwitches, and that these route to the NAT gateway",
    ],
    [
      "2001:db8::7",
      "an IPv6 address, which nobody is to enter",
      "have the caller reach WeCom by IPv4 alone, from the pinned vSwitches: a NAT gateway carries no IPv6",
    ],
  ])("refused from %s, nothing is to be entered: where the caller runs is wrong", (fromIp, what, next) => {
    expect(judgeTrust({ errcode: 60020, fromIp }, trusted, en)).toEqual({
      ...{ check: "trust", subject: "calls to WeCom", expected: "errcode 40029: the address is trusted" },
      ...{
        state: "fail",
        waiting: false,
        found: `errcode 60020 from ${fromIp}: ${what}`,
        next,
        whose: "platform",
      },
    });
  });

  test("is not expected before the school has said that it entered the address", () => {
    expect(judgeTrust({ errcode: 60020 }, { listed: false, line: undefined, ips: [] }, en)).toEqual({
      check: "trust",
      subject: "calls to WeCom",
      expected: "errcode 40029: the address is trusted",
      state: "fail",
      waiting: true,
      found: "errcode 60020: the address is not trusted",
      next: "enter the output trustedIps in 企业可信IP of this app, wait a minute, and probe again",
      whose: "WeCom admin",
    });
  });

  test.each([
    [42001, "get a new access token: this one has expired"],
    [45009, "WeCom limits this app's calls: ask again in an hour"],
    [45033, "WeCom limits this app's calls at once: ask again in a minute"],
    [-1, "look the errcode up in WeCom's documentation"],
  ])("is not known from errcode %i", (errcode, next) => {
    expect(judgeTrust({ errcode }, trusted, en)).toMatchObject({
      state: "could not ask",
      found: `errcode ${errcode}`,
      next,
    });
  });

  test("is not known without an answer; no word of an answer is shown, which may repeat the token", async () => {
    world.wecom.broken = { body: JSON.stringify({ errcode: -1, errmsg: `system busy: ${token}` }) };
    expect(JSON.stringify(await check())).not.toContain(token);
    world.wecom.broken = { status: 500, body: token };
    expect(await check()).toMatchObject({
      state: "could not ask",
      found: "what answers for qyapi.weixin.qq.com is not WeCom (HTTP 500)",
    });
  });
});
