import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Result } from "../../cli/probe/result.ts";
import { egressOutputs, probedProject, runInWorld } from "../support/probes.ts";
import { PublicWorld, token } from "../support/public-world.ts";
import { exampleText, stackFiles } from "../support/stack-files.ts";

let world: PublicWorld;
let root: string;
beforeAll(async () => {
  world = await PublicWorld.start();
  return () => world.close();
});
beforeEach(() => {
  world.restore();
  root = probedProject(token);
});

/** Probes the demo school through the relay, and returns what did not pass. */
async function probe(...flags: readonly string[]) {
  const argv = ["--json", "--via", world.relay.url, "--resolvers", world.dns.address, ...flags];
  const { code, stdout, stderr } = await runInWorld(world, root, "probe", argv);
  expect({ stderr, token: stdout.includes(token) }).toEqual({ stderr: "", token: false });
  const { state, checks } = JSON.parse(stdout) as { state: string; checks: Result[] };
  return { code, state, others: checks.filter((check) => check.state !== "pass") };
}

describe("a school where all is well", () => {
  test("is serving, and every check says what it found", async () => {
    const flags = ["--via", world.relay.url, "--token-file", "token", "--resolvers", world.dns.address];
    const { code, stdout, stderr } = await runInWorld(world, root, "probe", flags);
    const days = /(\d+) days left/.exec(stdout)?.[1] ?? "";
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(
      stdout.replaceAll(world.dns.address, "<resolver>").replaceAll(`${days} days`, "<n> days"),
    ).toMatchInlineSnapshot(`
      "pass           dns          api1.xxxedu.cn                                         CNAME gw-hz.campus.example.com (system, <resolver>)
      pass           dns          api2.xxxedu.cn                                         CNAME gw-hz.campus.example.com (system, <resolver>)
      pass           filing       api1.xxxedu.cn                                         no block seen on :80
      pass           filing       api2.xxxedu.cn                                         no block seen on :80
      pass           caa          api1.xxxedu.cn                                         xxxedu.cn lets letsencrypt.org issue
      pass           caa          api2.xxxedu.cn                                         xxxedu.cn lets letsencrypt.org issue
      pass           tcp          api1.xxxedu.cn                                         ports 80 and 443 open
      pass           tcp          api2.xxxedu.cn                                         ports 80 and 443 open
      pass           tls          api1.xxxedu.cn                                         TLSv1.3, api1.xxxedu.cn, <n> days left
      pass           tls          api2.xxxedu.cn                                         TLSv1.3, api2.xxxedu.cn, <n> days left
      pass           page         https://api1.xxxedu.cn/new/index.html                  200 text/html; charset=utf-8
      pass           page         https://api2.xxxedu.cn/index.html                      200 text/html; charset=utf-8
      pass           leak         api1.xxxedu.cn                                         none in 3 answers
      pass           leak         api2.xxxedu.cn                                         none in 2 answers
      pass           verify file  http://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt   200 text/plain, 54wuPnLpuTWkAF0Z, 0 ms
      pass           verify file  https://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt  200 text/plain, 54wuPnLpuTWkAF0Z, 0 ms
      pass           egress       calls to WeCom                                         WeCom sees 203.0.113.1
      pass           trust        calls to WeCom                                         errcode 40029 from 203.0.113.1: the address is trusted

      demo is serving: 18 of 18 checks pass
      "
    `);
  });

  test("is asked no more than a person would ask", async () => {
    const { code } = await probe("--token-file", "token");
    expect(code).toBe(0);
    expect(world.secure.requests.sort()).toEqual([
      "GET api1.xxxedu.cn /",
      "GET api1.xxxedu.cn /WW_verify_54wuPnLpuTWkAF0Z.txt",
      "GET api1.xxxedu.cn /bsacs/qyweixin.action?flag=weixinqy_test_1121&paytype=qyweixin&ecardFunc=index",
      "GET api1.xxxedu.cn /new/index.html",
      "GET api2.xxxedu.cn /",
      "GET api2.xxxedu.cn /index.html",
    ]);
    expect(world.plain.requests.sort()).toEqual([
      "GET api1.xxxedu.cn /",
      "GET api1.xxxedu.cn /WW_verify_54wuPnLpuTWkAF0Z.txt",
      "GET api2.xxxedu.cn /",
    ]);
    expect(world.wecom.requests.sort()).toEqual([
      `GET qyapi.weixin.qq.com /cgi-bin/auth/getuserinfo?access_token=${token}&code=schoolgate-probe`,
      "GET qyapi.weixin.qq.com /cgi-bin/gettoken?corpid=ww0123456789abcdef&corpsecret=schoolgate-probe",
    ]);
    // Six a host and server (its three and the gateway's three); three names' CAA and its own IPv6 addresses a host.
    expect(world.dns.questions).toHaveLength(2 * 2 * 6 + 2 * (3 + 1));
  });

  test("without a way to WeCom its egress could not be asked about, which is no failure", async () => {
    const { code, stdout } = await runInWorld(world, root, "probe", [
      "--json",
      "--resolvers",
      world.dns.address,
    ]);
    const { checks, ...rest } = JSON.parse(stdout) as { checks: Result[] };
    expect({ code, ...rest }).toEqual({
      code: 3,
      school: "demo",
      state: "serving",
      at: "2026-12-01T00:00:00.000Z",
      outputs: "file",
    });
    expect(checks.filter(({ state }) => state !== "pass")).toEqual([
      {
        check: "egress",
        subject: "calls to WeCom",
        expected: "the active address, 203.0.113.1",
        state: "could not ask",
        found: "no way to WeCom through the school's address was given (--via)",
        next: "look at the relay and at the way there, then probe again",
        whose: "platform",
      },
    ]);
    expect(world.wecom.requests).toEqual([]);
  });
});

test("a host whose record is not made yet is in progress, and the rest of it could not be asked about", async () => {
  world.dns.zone = { ...world.dns.zone, "api2.xxxedu.cn": {} };
  const { route } = world.network;
  const gone = { code: "ENOTFOUND" };
  const flags = ["--json", "--via", world.relay.url, "--resolvers", world.dns.address];
  const { code, stdout } = await runInWorld(world, root, "probe", flags, {
    network: {
      route: (host, port) => {
        if (host === "api2.xxxedu.cn") throw Object.assign(new Error(host), gone);
        return route(host, port);
      },
    },
  });
  const { state, checks } = JSON.parse(stdout) as { state: string; checks: Result[] };
  expect({ code, state }).toEqual({ code: 1, state: "in progress" });
  expect(checks.filter((each) => each.state === "fail")).toEqual([
    {
      check: "dns",
      subject: "api2.xxxedu.cn",
      expected: "CNAME gw-hz.campus.example.com",
      state: "fail",
      waiting: true,
      found: `no record (system, ${world.dns.address})`,
      next: "make api2.xxxedu.cn a CNAME to gw-hz.campus.example.com",
      whose: "school network admin",
    },
  ]);
  const unasked = checks.filter((each) => each.state === "could not ask");
  expect(unasked.map(({ check, subject, found }) => [check, subject, found])).toEqual([
    ["filing", "api2.xxxedu.cn", "the name has no address"],
    ["tcp", "api2.xxxedu.cn", ":80 the name has no address; :443 the name has no address"],
    ["tls", "api2.xxxedu.cn", "the name has no address"],
    ["page", "https://api2.xxxedu.cn/index.html", "the name has no address"],
    ["leak", "api2.xxxedu.cn", "no answer to look at"],
  ]);
});

test("a platform outside of mainland China has no block to look for", async () => {
  const hz = exampleText("hz").replaceAll("cn-hangzhou", "cn-hongkong");
  const demo = exampleText("demo").replaceAll("cn-hangzhou", "cn-hongkong");
  const northgate = exampleText("northgate").replaceAll("cn-hangzhou", "cn-hongkong");
  root = stackFiles({ hz, demo, northgate });
  writeFileSync(join(root, "outputs.json"), JSON.stringify(egressOutputs));
  const { stdout } = await runInWorld(world, root, "probe", ["--json", "--resolvers", world.dns.address]);
  const { checks } = JSON.parse(stdout) as { checks: Result[] };
  expect(checks.filter(({ check }) => check === "filing")).toEqual([]);
  expect(checks.filter(({ check }) => check === "dns")).toHaveLength(2);
});

test("a host that is blocked for want of a filing is stuck, and the school's to file", async () => {
  const blocked = { status: 403, headers: { server: "Beaver" }, body: "Non-compliance ICP Filing" };
  world.sites["api2.xxxedu.cn"] = {
    http: { "/": blocked },
    https: world.sites["api2.xxxedu.cn"]?.https ?? {},
  };
  expect(await onlyOther("--token-file", "token")).toEqual({
    code: 1,
    state: "stuck",
    other: {
      check: "filing",
      subject: "api2.xxxedu.cn",
      expected: "no block for want of an ICP filing",
      state: "fail",
      waiting: false,
      found: "Alibaba Cloud's block page (403) on :80",
      next: "file xxxedu.cn with Alibaba Cloud besides its present filing (接入备案); where that is done, ask again in a day",
      whose: "school network admin",
    },
  });
});

/** What one broken thing looks like: the one result that does not pass. */
async function onlyOther(...flags: readonly string[]) {
  const { code, state, others } = await probe(...flags);
  expect(others).toHaveLength(1);
  return { code, state, other: others[0] };
}

const verifyPath = "/WW_verify_54wuPnLpuTWkAF0Z.txt";

test("a Refresh to the upstream is a leak", async () => {
  const site = world.sites["api1.xxxedu.cn"];
  const refresh = (url: string) => ({ headers: { "content-type": "text/html", refresh: url }, body: "<p>" });
  if (site) {
    site.https["/"] = refresh("0; url=https://hub.17wanxiao.com:8080/new/index.html");
    site.https["/new/index.html"] = refresh("1;URL='https://hub.17wanxiao.com:8080/login'");
  }
  expect((await onlyOther()).other).toMatchObject({
    check: "leak",
    found:
      "/: Refresh leads to hub.17wanxiao.com:8080; /new/index.html: Refresh leads to hub.17wanxiao.com:8080",
  });
});

test("an IPv6 address that cannot be asked from here is said, and the school serves", async () => {
  const gateway = { A: ["192.0.2.10"], AAAA: ["2001:db8:dead::1"] };
  world.dns.zone = { ...world.dns.zone, "gw-hz.campus.example.com": gateway };
  const { route } = world.network;
  const code = "ENETUNREACH";
  const flags = ["--json", "--via", world.relay.url, "--resolvers", world.dns.address];
  const { code: exit, stdout } = await runInWorld(world, root, "probe", flags, {
    network: {
      route: (host, port) => {
        if (host === "2001:db8:dead::1") throw Object.assign(new Error(host), { code });
        return route(host, port);
      },
    },
  });
  const { state, checks } = JSON.parse(stdout) as { state: string; checks: Result[] };
  const others = checks.filter((check) => check.state !== "pass");
  expect({ exit, state, others: others.map(({ check, subject, found }) => [check, subject, found]) }).toEqual(
    {
      exit: 3,
      state: "serving",
      others: ["api1.xxxedu.cn", "api2.xxxedu.cn"].map((host) => [
        "ipv6",
        host,
        "AAAA 2001:db8:dead::1: this machine has no way to that network",
      ]),
    },
  );
});

test("a verify file that redirects on :80 is stuck", async () => {
  const site = world.sites["api1.xxxedu.cn"];
  if (site)
    site.http[verifyPath] = { status: 301, headers: { location: `https://api1.xxxedu.cn${verifyPath}` } };
  expect(await onlyOther()).toEqual({
    code: 1,
    state: "stuck",
    other: {
      check: "verify file",
      subject: `http://api1.xxxedu.cn${verifyPath}`,
      expected: "200 text/plain, 54wuPnLpuTWkAF0Z, within 1 s",
      state: "fail",
      waiting: false,
      found: "301, a redirect, which WeCom does not follow",
      next: "look for a proxy, firewall or redirect between the school's host and the gateway",
      whose: "platform",
    },
  });
});

test("an upstream's name in Location is a leak, and no code in it is shown", async () => {
  const site = world.sites["api1.xxxedu.cn"];
  const location = "https://hub.17wanxiao.com:8080/new/index.html?code=an-oauth-code";
  if (site) site.https["/"] = { status: 302, headers: { location } };
  const { code, state, other } = await onlyOther();
  expect({ code, state }).toEqual({ code: 1, state: "stuck" });
  expect(other).toMatchObject({ check: "leak", found: "/: Location leads to hub.17wanxiao.com:8080" });
  expect(JSON.stringify(other)).not.toContain("an-oauth-code");
});

test("calls that leave from the standby address are stuck", async () => {
  world.wecom.from = "203.0.113.2";
  expect(await onlyOther()).toEqual({
    code: 1,
    state: "stuck",
    other: {
      check: "egress",
      subject: "calls to WeCom",
      expected: "the active address, 203.0.113.1",
      state: "fail",
      waiting: false,
      found: "WeCom sees 203.0.113.2, which is the standby address b",
      next: "pulumi up -s demo; then restart the callers, whose kept-alive connections stay where they were",
      whose: "platform",
    },
  });
});

test("an address that WeCom does not trust is told with the line to paste", async () => {
  world.wecom.trusted.clear();
  expect(await onlyOther("--token-file", "token")).toEqual({
    code: 1,
    state: "stuck",
    other: {
      check: "trust",
      subject: "calls to WeCom",
      expected: "errcode 40029: the address is trusted",
      state: "fail",
      waiting: false,
      found: "errcode 60020 from 203.0.113.1: the address is not trusted",
      next: "enter 203.0.113.1;203.0.113.2 in 企业可信IP of this app, wait a minute, and probe again",
      whose: "WeCom admin",
    },
  });
});

test("a token that WeCom does not take could not be asked with", async () => {
  writeFileSync(join(root, "token"), "another-token");
  const { code, other } = await onlyOther("--token-file", "token");
  expect({ code, other }).toEqual({
    code: 3,
    other: {
      check: "trust",
      subject: "calls to WeCom",
      expected: "errcode 40029: the address is trusted",
      state: "could not ask",
      found: "errcode 40014 from 203.0.113.1",
      next: "get a new access token: this one is not valid, or has expired",
      whose: "platform",
    },
  });
});
