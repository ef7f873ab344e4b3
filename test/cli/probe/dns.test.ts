import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { caaCheck } from "../../../cli/probe/caa.ts";
import { dnsCheck } from "../../../cli/probe/dns.ts";
import { publicNetwork } from "../../../cli/probe/network.ts";
import { en } from "../../../cli/probe/texts/en.ts";
import { type DnsServer, dnsServer, type Zone } from "../../support/dns-server.ts";

const host = "api1.xxxedu.cn";
const gateway = "gw.example.com";
const gatewayZone: Zone = { [gateway]: { A: ["192.0.2.10"], AAAA: ["2001:db8::10"] } };

let here: DnsServer;
let there: DnsServer;
beforeAll(async () => {
  [here, there] = await Promise.all([dnsServer({}), dnsServer({})]);
  return () => {
    here.close();
    there.close();
  };
});
beforeEach(() => {
  here.zone = gatewayZone;
  there.zone = gatewayZone;
});

/** Asks both servers for the host, of which each has the entry given. */
function ask(first: Zone[string] | undefined, second = first) {
  here.zone = { ...here.zone, ...(first ? { [host]: first } : {}) };
  there.zone = { ...there.zone, ...(second ? { [host]: second } : {}) };
  const servers = [
    { name: "here", address: here.address },
    { name: "there", address: there.address },
  ];
  return dnsCheck(host, gateway, servers, publicNetwork, en);
}

const about = { check: "dns", subject: host, expected: `CNAME ${gateway}` };
const school = { whose: "school network admin" };
const correct = `make ${host} a CNAME to ${gateway}, and remove its other records, AAAA included`;

describe("a host leads to the gateway", () => {
  test("by a CNAME, in any case", async () => {
    expect(await ask({ CNAME: "GW.example.com" })).toEqual({
      ...about,
      state: "pass",
      found: `CNAME ${gateway} (here, there)`,
    });
  });

  test("by the gateway's addresses, as some DNS services flatten a CNAME", async () => {
    expect(await ask({ A: ["192.0.2.10"] })).toEqual({
      ...about,
      state: "pass",
      found: "A 192.0.2.10 (here, there)",
    });
  });
});

describe("a host does not lead to the gateway", () => {
  test("without a record: not yet", async () => {
    expect(await ask(undefined)).toEqual({
      ...about,
      ...school,
      state: "fail",
      waiting: true,
      found: "no record (here, there)",
      next: `make ${host} a CNAME to ${gateway}`,
    });
  });

  test("while its record spreads: not yet", async () => {
    expect(await ask({ CNAME: gateway }, {})).toEqual({
      ...about,
      ...school,
      state: "fail",
      waiting: true,
      found: `CNAME ${gateway} (here); no record (there)`,
      next: "wait until the new record is known everywhere",
    });
  });

  test.each([
    ["with another address", { A: ["198.51.100.7"] }, "A 198.51.100.7"],
    ["with one more address", { A: ["192.0.2.10", "198.51.100.7"] }, "A 192.0.2.10, A 198.51.100.7"],
    [
      "with an IPv6 address of something else",
      { A: ["192.0.2.10"], AAAA: ["2001:db8::bad"] },
      "A 192.0.2.10, AAAA 2001:db8::bad",
    ],
    ["with a CNAME that leads nowhere", { CNAME: "old.example.com" }, "CNAME old.example.com"],
  ])("%s: stuck", async (_, entry, found) => {
    expect(await ask(entry)).toEqual({
      ...about,
      ...school,
      state: "fail",
      waiting: false,
      found: `${found} (here, there)`,
      next: correct,
    });
  });

  test("anywhere: one server that says otherwise is enough", async () => {
    expect(await ask({ CNAME: gateway }, { A: ["198.51.100.7"] })).toMatchObject({
      state: "fail",
      waiting: false,
      found: `CNAME ${gateway} (here); A 198.51.100.7 (there)`,
    });
  });

  test("because the gateway has no address: the platform's", async () => {
    here.zone = {};
    there.zone = {};
    expect(await ask({ CNAME: gateway })).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: `CNAME ${gateway}, which has no address (here, there)`,
      next: `give ${gateway} the address of the gateway's load balancer`,
      whose: "platform",
    });
  });
});

describe("a DNS server that does not say", () => {
  test("is left out where another one says", async () => {
    expect(await ask({ CNAME: gateway }, { fails: "SERVFAIL" })).toEqual({
      ...about,
      state: "pass",
      found: `CNAME ${gateway} (here); the DNS server failed (SERVFAIL) (there)`,
    });
  });

  test("leaves the question open where none says", async () => {
    expect(await ask({ fails: "REFUSED" }, { fails: "SERVFAIL" })).toEqual({
      ...about,
      state: "could not ask",
      found: "the DNS server refuses to answer (here); the DNS server failed (SERVFAIL) (there)",
      next: "look at this machine's network, or give DNS servers that it reaches by --resolvers",
      whose: "platform",
    });
  });

  test("for too long is given up", async () => {
    const deaf = await dnsServer({});
    const controller = new AbortController();
    deaf.silence = () => controller.abort();
    const network = { ...publicNetwork, deadline: () => controller.signal };
    const found = await dnsCheck(host, gateway, [{ name: "deaf", address: deaf.address }], network, en);
    deaf.close();
    expect(found).toMatchObject({ state: "could not ask", found: "no answer in time (deaf)" });
  });
});

describe("CAA", () => {
  const caa = (zone: Zone, authority: string | undefined = "letsencrypt.org") => {
    here.zone = zone;
    return caaCheck(host, authority, { name: "here", address: here.address }, publicNetwork, en);
  };
  const about = { check: "caa", subject: host, expected: "letsencrypt.org may issue" };

  test("the nearest name that has records decides", async () => {
    expect(
      await caa({ "xxxedu.cn": { CAA: ["digicert.com", "letsencrypt.org; validationmethods=http-01"] } }),
    ).toEqual({
      ...about,
      state: "pass",
      found: "xxxedu.cn lets digicert.com, letsencrypt.org issue",
    });
    expect(
      await caa({ "xxxedu.cn": { CAA: ["letsencrypt.org"] }, [host]: { CAA: ["digicert.com"] } }),
    ).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: `${host} lets digicert.com issue`,
      next: `add a CAA record to ${host}: 0 issue "letsencrypt.org"`,
      whose: "school network admin",
    });
  });

  test("behind the host's CNAME the records are the gateway's, and the platform's to mend", async () => {
    expect(
      await caa({
        [host]: { CNAME: "gw-hz.campus.example.com" },
        "gw-hz.campus.example.com": { CAA: ["digicert.com"] },
      }),
    ).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: "gw-hz.campus.example.com lets digicert.com issue",
      next: 'add a CAA record to gw-hz.campus.example.com: 0 issue "letsencrypt.org"',
      whose: "platform",
    });
  });

  test.each([
    [
      "letsencrypt.org; validationmethods=dns-01",
      {
        ...{ state: "fail", waiting: false, whose: "school network admin" },
        found: "xxxedu.cn lets letsencrypt.org issue, by dns-01 alone",
        next: 'let it issue by http-01 at xxxedu.cn: 0 issue "letsencrypt.org; validationmethods=http-01"',
      },
    ],
    [
      "LetsEncrypt.org; ValidationMethods = dns-01 , http-01",
      { state: "pass", found: "xxxedu.cn lets letsencrypt.org issue" },
    ],
    [
      "letsencrypt.org; accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1",
      {
        ...{ state: "could not ask", whose: "platform" },
        found:
          "xxxedu.cn lets letsencrypt.org issue, for the account https://acme-v02.api.letsencrypt.org/acme/acct/1 alone",
        next: "compare with the account of the platform's issuer (kubectl describe clusterissuer: Uri)",
      },
    ],
  ])("parameters bind the authority: %s", async (record, judged) => {
    expect(await caa({ "xxxedu.cn": { CAA: [record] } })).toEqual({ ...about, ...judged });
  });

  test("one record without parameters is enough", async () => {
    const records = ["letsencrypt.org; validationmethods=dns-01", "letsencrypt.org"];
    expect(await caa({ "xxxedu.cn": { CAA: records } })).toMatchObject({ state: "pass" });
  });

  test("a critical property that is not known forbids everybody", async () => {
    expect(await caa({ "xxxedu.cn": { CAA: ["letsencrypt.org", { critical: "tbs" }] } })).toEqual({
      ...about,
      ...{ state: "fail", waiting: false, whose: "school network admin" },
      found: "xxxedu.cn has the critical property tbs, with which no authority may issue",
      next: "take tbs off xxxedu.cn",
    });
  });

  test("no record allows everybody, an empty one nobody", async () => {
    expect(await caa({})).toEqual({ ...about, state: "pass", found: "no CAA record: any authority may" });
    expect(await caa({ "xxxedu.cn": { CAA: [";"] } })).toMatchObject({
      state: "fail",
      found: "xxxedu.cn lets no authority issue",
    });
  });

  test("could not be asked about where the DNS server fails, or the authority is not known", async () => {
    expect(await caa({ "xxxedu.cn": { fails: "SERVFAIL" } })).toEqual({
      ...about,
      state: "could not ask",
      found: "xxxedu.cn: the DNS server failed (SERVFAIL)",
      next: "look at this machine's network, or at the school's DNS servers",
      whose: "platform",
    });
    here.zone = { "xxxedu.cn": { CAA: ["digicert.com"] } };
    const server = { name: "here", address: here.address };
    expect(await caaCheck(host, undefined, server, publicNetwork, en)).toEqual({
      ...about,
      expected: "the platform's authority may issue",
      state: "could not ask",
      found: "xxxedu.cn lets digicert.com issue",
      next: "compare with the authority behind the platform's issuer",
      whose: "platform",
    });
  });
});
