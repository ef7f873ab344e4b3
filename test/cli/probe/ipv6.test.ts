import { beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { ipv6Check } from "../../../cli/probe/ipv6.ts";
import { type Network, publicNetwork } from "../../../cli/probe/network.ts";
import { en } from "../../../cli/probe/texts/en.ts";
import { Authority } from "../../support/certificates.ts";
import { type DnsServer, dnsServer } from "../../support/dns-server.ts";
import { httpServer, httpsServer } from "../../support/web-server.ts";

const host = "api1.xxxedu.cn";
const gateway = "gw.example.com";
const good = "2001:db8::10";
const bad = "2001:db8:dead::1";

let dns: DnsServer;
let authority: Authority;
beforeAll(async () => {
  dns = await dnsServer({});
  authority = new Authority();
  return () => {
    dns.close();
    authority.remove();
  };
});
beforeEach(() => leadTo([good]));

function leadTo(addresses: readonly string[]): void {
  dns.zone = { [host]: { CNAME: gateway }, [gateway]: { A: ["192.0.2.10"], AAAA: addresses } };
}

/** A network whose gateway shows a certificate for these names, and where other addresses fail in a way. */
async function networkWith(names: readonly string[], code: string): Promise<Network> {
  const certificate = authority.issue([...names]);
  const [plain, secure] = await Promise.all([
    httpServer(() => ({})),
    httpsServer({ [host]: certificate }, () => ({})),
  ]);
  onTestFinished(async () => {
    await Promise.all([plain.close(), secure.close()]);
  });
  return {
    ...publicNetwork,
    system: { name: "system", address: dns.address },
    route: (address, port) => {
      if (address !== good) throw Object.assign(new Error(address), { code });
      return { host: "127.0.0.1", port: port === 443 ? secure.port : plain.port };
    },
  };
}

const about = { check: "ipv6", subject: host, expected: "the gateway at every AAAA record" };
const remedy = `have the gateway's load balancer answer there, or take the AAAA record off ${gateway}`;

test("a host without IPv6 addresses is not asked, nor where DNS does not say", async () => {
  leadTo([]);
  const network = await networkWith([host], "ECONNREFUSED");
  expect(await ipv6Check(host, gateway, network, en)).toEqual([]);
  dns.zone = { [host]: { fails: "SERVFAIL" } };
  expect(await ipv6Check(host, gateway, network, en)).toEqual([]);
});

test("the gateway answers at the address: passes", async () => {
  const found = await ipv6Check(host, gateway, await networkWith([host], "ECONNREFUSED"), en);
  expect(found).toEqual([{ ...about, state: "pass", found: `AAAA ${good}` }]);
});

test.each([
  ["nobody answers", [good, bad], [host], `AAAA ${bad}: :80 the connection is refused`],
  ["another server answers", [good], ["www.xxxedu.cn"], `AAAA ${good}: a certificate for www.xxxedu.cn`],
])("%s at an address: stuck", async (_, addresses, names, found) => {
  leadTo(addresses);
  expect(await ipv6Check(host, gateway, await networkWith(names, "ECONNREFUSED"), en)).toEqual([
    { ...about, state: "fail", waiting: false, found, next: remedy, whose: "platform" },
  ]);
});

test.each([["ENETUNREACH"], ["EADDRNOTAVAIL"], ["EAFNOSUPPORT"]])(
  "a machine without IPv6 (%s) could not ask, and says where the address leads",
  async (code) => {
    leadTo([bad]);
    expect(await ipv6Check(host, gateway, await networkWith([host], code), en)).toEqual([
      {
        ...about,
        state: "could not ask",
        found: `AAAA ${bad}: this machine has no way to that network`,
        next: `probe from a machine that has IPv6; where that fails, ${remedy}`,
        whose: "platform",
      },
    ]);
  },
);
