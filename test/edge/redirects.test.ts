// What the upstreams send back keeps the browser under the school's hosts: WeCom trusts no others.
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { versions } from "../support/edge-client.ts";
import { platformObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { leadingElsewhere, leadingToUpstreams } from "../support/leading-values.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "redirects" });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const api1 = "api1.redirects.edu.cn";
const api2 = "api2.redirects.edu.cn";

/** Location as the hub sends it → as a browser gets it on api1. */
const locations = [
  ["https://hub.17wanxiao.com:8080/x?y=1#z", `https://${api1}/x?y=1#z`],
  ["https://hub.17wanxiao.com/x", `https://${api1}/x`],
  ["http://hub.17wanxiao.com:8080/x", `https://${api1}/x`],
  ["http://hub.17wanxiao.com/", `https://${api1}/`],
  ["HTTPS://HUB.17wanxiao.com:8080", `https://${api1}`],
  ["//hub.17wanxiao.com:8080/x", `https://${api1}/x`],
  ["https://open.17wanxiao.com/x", `https://${api2}/x`],
  ["https://open.17wanxiao.com:443/x", `https://${api2}/x`],
  ["/bsacs/login.action?x=1", "/bsacs/login.action?x=1"],
  ["login.action", "login.action"],
  ["?page=2", "?page=2"],
  [
    "https://open.weixin.qq.com/connect/oauth2/authorize?redirect_uri=https%3A%2F%2Fhub.17wanxiao.com%3A8080%2Fx",
    "https://open.weixin.qq.com/connect/oauth2/authorize?redirect_uri=https%3A%2F%2Fhub.17wanxiao.com%3A8080%2Fx",
  ],
  ["https://hub.17wanxiao.com.evil/x", "https://hub.17wanxiao.com.evil/x"],
  ["https://xhub.17wanxiao.com/x", "https://xhub.17wanxiao.com/x"],
  ["https://hub.17wanxiao.com@evil.example/x", "https://hub.17wanxiao.com@evil.example/x"],
  ["https://evil.example/https://hub.17wanxiao.com/x", "https://evil.example/https://hub.17wanxiao.com/x"],
  ["https://hub.17wanxiao.com:9090/x", "https://hub.17wanxiao.com:9090/x"],
] as const;

/** Headers as the hub sends them → as a browser gets them: the forms that the script and a probe share. */
const leading = [...leadingToUpstreams, ...leadingElsewhere].map(([name, sent, own = sent]) => {
  return [name, ...[sent, own].map((value) => value.replaceAll("xxxedu.cn", "redirects.edu.cn"))] as const;
});

/** Set-Cookie as the hub sends it → as a browser gets it. */
const cookies = [
  ["JSESSIONID=1; Path=/; HttpOnly", "JSESSIONID=1; Path=/; HttpOnly"],
  ["a=1; Domain=hub.17wanxiao.com; Path=/bsacs", "a=1; Path=/bsacs"],
  ["b=2; domain=.17wanxiao.com; SameSite=None; Secure", "b=2; SameSite=None; Secure"],
  [
    "c=3; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Domain=17wanxiao.com; Max-Age=60",
    "c=3; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=60",
  ],
  ["d=4; Domain=evil.example", "d=4; Domain=evil.example"],
  ["e=Domain=hub.17wanxiao.com", "e=Domain=hub.17wanxiao.com"],
] as const;

describe.for(versions)("%s", (version) => {
  const back = async (host: string, headers: readonly (readonly [string, string])[]) => {
    await world.order({ answers: { "/back": { status: 302, headers } } });
    const reply = await world.client.https(version, { host, path: "/back" });
    expect(reply.status).toBe(302);
    return reply.headers;
  };

  test.for(locations)("Location: %s", async ([sent, expected]) => {
    expect((await back(api1, [["location", sent]])).location).toBe(expected);
  });

  test("every header and form that leads a browser", async () => {
    const got: unknown[] = [];
    for (const [name, sent = ""] of leading) {
      const value = (await back(api1, [[name, sent]]))[name.toLowerCase()];
      got.push([name, sent, [value].flat().join()]);
    }
    expect(got).toEqual(leading);
  });

  test("on the other host the upstreams change places", async () => {
    expect((await back(api2, [["location", "https://hub.17wanxiao.com:8080/x"]])).location).toBe(
      `https://${api1}/x`,
    );
    expect((await back(api2, [["location", "https://open.17wanxiao.com/x"]])).location).toBe(
      `https://${api2}/x`,
    );
  });

  test("several cookies stay several, in order, under the school's host", async () => {
    const sent = cookies.map(([cookie]) => ["set-cookie", cookie] as const);
    expect((await back(api1, sent))["set-cookie"]).toEqual(cookies.map(([, expected]) => expected));
  });

  test("what the upstream says of the school's hosts is not believed", async () => {
    const said = ["schoolgate-hosts", `hub.17wanxiao.com:8080=evil.example`] as const;
    const headers = await back(api1, [said, ["location", "https://hub.17wanxiao.com:8080/x"]]);
    expect([headers.location, headers["schoolgate-hosts"]]).toEqual([`https://${api1}/x`, undefined]);
  });
});

/** What an answer can hold at most; each form once took the script a time that grew by the square, or worse. */
const long = 50_000;
const heavy: readonly (readonly [title: string, headers: readonly (readonly [string, string])[]])[] = [
  ["an authority of digits", [["location", `https://${"1".repeat(long)}:x/`]]],
  ["an authority of user names", [["location", `https://${"@:".repeat(long / 2)}x/`]]],
  ["a delay of spaces", [["refresh", `1${" ".repeat(long)}x`]]],
  ["a Domain of spaces", [["set-cookie", `a=1; domain=x${" ".repeat(long)}y`]]],
  ["cookies of Domains", Array.from({ length: 80 }, () => ["set-cookie", `a=1${";domain=x".repeat(60)}`])],
  ["a cookie of semicolons", [["set-cookie", ";".repeat(long)]]],
];

describe("no answer holds up another school's", () => {
  const attacker = "api1.heavy.edu.cn";
  let ofAttacker: readonly KubeObject[];
  beforeAll(async () => {
    ofAttacker = await world.school({ slug: "heavy" });
  });
  afterAll(() => world.remove(ofAttacker));

  /** Asks as one attacker and one victim, on all of Envoy's threads; gives the answers of each. */
  async function whileAsking(path: string) {
    let asking = true;
    const victim: number[] = [];
    const failed: unknown[] = [];
    const asked = (async () => {
      while (asking) {
        // A connection of its own each time, so that no thread is left out.
        const late = new Promise<never>((_, reject) =>
          setTimeout(reject, 3000, new Error("not answered in 3 s")),
        );
        const answer = world.client.https("HTTP/1.1", { host: api1, path: "/" });
        await Promise.race([answer, late]).then(
          ({ status }) => victim.push(status),
          (error) => failed.push(error),
        );
      }
    })();
    const question = `GET ${path} HTTP/1.1\r\nhost: ${attacker}\r\nconnection: close\r\n\r\n`;
    const call = () => world.client.raw("https", attacker, question);
    const answers = await Promise.all(Array.from({ length: 8 }, call));
    asking = false;
    await asked;
    return { attacker: answers.map((answer) => answer.slice(9, 12)), victim: new Set(victim), failed };
  }
  const unharmed = { attacker: Array(8).fill("302"), victim: new Set([200]), failed: [] };

  test.for(heavy)("by what an upstream sends: %s", async ([, headers]) => {
    await world.order({ answers: { "/back": { status: 302, headers } } });
    expect(await whileAsking("/back")).toEqual(unharmed);
  });
});

describe("switched off", () => {
  let off: readonly KubeObject[];
  beforeAll(async () => {
    const [on, without] = await Promise.all([
      platformObjects(),
      platformObjects({ rewriteRedirects: false }),
    ]);
    off = on.filter((object) => !without.some((other) => isDeepStrictEqual(object, other)));
    await world.remove(off);
  });
  afterAll(() => world.apply(off));

  test("no Lua is declared, and nothing else differs", () => {
    expect(off.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual([
      ["EnvoyExtensionPolicy", "edge", "redirects"],
    ]);
  });

  test.for(versions)(
    "%s: answers pass as the upstream sent them, and the school's hosts are not told",
    async (version) => {
      const answer = {
        status: 302,
        headers: [
          ["location", "https://hub.17wanxiao.com:8080/x"],
          ["set-cookie", "a=1; Domain=hub.17wanxiao.com"],
          ["set-cookie", "b=2"],
        ],
      } as const;
      await world.order({ answers: { "/back": answer } });
      const sent = async () => (await world.client.https(version, { host: api1, path: "/back" })).headers;
      await until(async () => (await sent()).location !== `https://${api1}/x`);
      const { location, "set-cookie": setCookie, "schoolgate-hosts": told } = await sent();
      expect({ location, setCookie, told }).toEqual({
        location: "https://hub.17wanxiao.com:8080/x",
        setCookie: ["a=1; Domain=hub.17wanxiao.com", "b=2"],
        told: undefined,
      });
    },
  );
});
