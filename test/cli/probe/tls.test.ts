import { createServer, type Server } from "node:net";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Network, publicNetwork } from "../../../cli/probe/network.ts";
import { tcpCheck } from "../../../cli/probe/tcp.ts";
import { en } from "../../../cli/probe/texts/en.ts";
import { tlsCheck } from "../../../cli/probe/tls.ts";
import { Authority } from "../../support/certificates.ts";
import { httpsServer, listening, portOf } from "../../support/web-server.ts";

const host = "api1.xxxedu.cn";
let known: Authority;
let unknown: Authority;
beforeAll(() => {
  known = new Authority();
  unknown = new Authority();
  return () => {
    known.remove();
    unknown.remove();
  };
});

/** A network in which every host is at this port of loopback, and the known authority is trusted. */
const networkAt = (port: number): Network => ({
  ...publicNetwork,
  route: () => ({ host: "127.0.0.1", port }),
  roots: known.root,
});

const inDays = (days: number): Date => new Date(Date.now() + days * 24 * 60 * 60 * 1000);
const about = {
  check: "tls",
  subject: host,
  expected: "a trusted certificate for the host, TLS 1.2 or newer",
};

/** Shakes hands with a server that shows a certificate for these names, so many days after it was issued. */
async function shake({
  names = [host],
  authority = known,
  lifetime = 90,
  after = 0,
  others = [] as readonly string[],
  issued = true,
  options = {},
}) {
  const server = await httpsServer({ [host]: authority.issue(names, lifetime) }, () => undefined, options);
  onTestFinished(() => server.close());
  return tlsCheck(host, others, issued, networkAt(server.port), inDays(after), en);
}

describe("a certificate passes", () => {
  test("that is trusted, for the host and in date", async () => {
    expect(await shake({ names: [host, "api2.xxxedu.cn"] })).toEqual({
      ...about,
      state: "pass",
      found: "TLSv1.3, api1.xxxedu.cn, api2.xxxedu.cn, 89 days left",
    });
  });

  test("for another host of the school's too, which makes the gateway speak HTTP/1.1 alone", async () => {
    const others = ["api2.xxxedu.cn", "pay.other.edu.cn"];
    const found = "TLSv1.3, *.xxxedu.cn, 89 days left";
    const why = "; HTTP/1.1 alone, as it is for api2.xxxedu.cn too";
    const pass = { ...about, state: "pass" };
    expect(await shake({ names: ["*.xxxedu.cn"], others })).toEqual({ ...pass, found: `${found}${why}` });
    const options = { ALPNProtocols: ["h2"] };
    expect(await shake({ names: ["*.xxxedu.cn"], others, options })).toEqual({ ...pass, found });
  });

  test("for a wildcard, and with TLS 1.2", async () => {
    expect(await shake({ names: ["*.xxxedu.cn"], options: { maxVersion: "TLSv1.2" } })).toEqual({
      ...about,
      state: "pass",
      found: "TLSv1.2, *.xxxedu.cn, 89 days left",
    });
  });

  test.each([
    ["ten days before its end", 90, 79],
    ["with a sixth of a short life left", 6, 4],
  ])("%s", async (_, lifetime, after) => {
    expect(await shake({ lifetime, after })).toMatchObject({ state: "pass" });
  });
});

describe("a certificate fails", () => {
  test("by another authority", async () => {
    expect(await shake({ authority: unknown })).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: "a certificate that is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
      next: "serve the whole chain of a public authority",
      whose: "platform",
    });
  });

  test("for another host", async () => {
    expect(await shake({ names: ["www.xxxedu.cn", "xxxedu.cn"] })).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: "a certificate for www.xxxedu.cn, xxxedu.cn",
      next: "see what answers there: the host may point at another server",
      whose: "platform",
    });
  });

  test.each([
    ["the issuer's", true, "see why the issuer does not renew: kubectl describe certificate -A", "platform"],
    [
      "the school's",
      false,
      "set the school's new certificate under schoolgate:certificates, and pulumi up",
      "school network admin",
    ],
  ])("shortly before its end and after it, which is %s to renew", async (_, issued, next, whose) => {
    const end = inDays(90).toISOString().slice(0, 10);
    expect(await shake({ issued, after: 81 })).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: `a certificate with 8 days left, until ${end}`,
      next,
      whose,
    });
    expect(await shake({ issued, after: 91 })).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: `a certificate that expired on ${end}`,
      next,
      whose,
    });
  });
});

describe("no certificate", () => {
  test("for the host yet: the handshake is cut off, and time may heal it", async () => {
    const server = await httpsServer({}, () => undefined);
    onTestFinished(() => server.close());
    expect(await tlsCheck(host, [], true, networkAt(server.port), new Date(), en)).toMatchObject({
      state: "fail",
      waiting: true,
      next: "wait for the certificate (kubectl get certificate -A); issuing begins when the host's DNS is right, and nothing blocks it",
    });
    expect(await tlsCheck(host, [], false, networkAt(server.port), new Date(), en)).toMatchObject({
      state: "fail",
      waiting: true,
      next: "pulumi up: the certificate that the school brings is not served yet",
    });
  });

  test("from a server that says nothing, which is given up", async () => {
    const controller = new AbortController();
    const server = await silentServer(() => controller.abort());
    const network = { ...networkAt(portOf(server)), deadline: () => controller.signal };
    expect(await tlsCheck(host, [], true, network, new Date(), en)).toMatchObject({
      state: "fail",
      found: "no answer in time",
    });
  });
});

describe("ports", () => {
  const about = { check: "tcp", subject: host, expected: "ports 80 and 443 open" };

  test("both open", async () => {
    const server = await silentServer(() => undefined);
    expect(await tcpCheck(host, networkAt(portOf(server)), en)).toEqual({
      ...about,
      state: "pass",
      found: "ports 80 and 443 open",
    });
  });

  test("one closed", async () => {
    const server = await silentServer(() => undefined);
    const network = networkAt(portOf(server));
    const route = (_: string, port: number) => ({
      host: "127.0.0.1",
      port: port === 80 ? 1 : portOf(server),
    });
    expect(await tcpCheck(host, { ...network, route }, en)).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found: ":80 the connection is refused",
      next: "see the dns check first; then the gateway's load balancer and its security group",
      whose: "platform",
    });
  });

  test("one closed and one not asked about are a failure", async () => {
    const route = (_: string, port: number) => {
      if (port === 443) throw Object.assign(new Error(), { code: "ENETUNREACH" });
      return { host: "127.0.0.1", port: 1 };
    };
    expect(await tcpCheck(host, { ...publicNetwork, route }, en)).toMatchObject({
      state: "fail",
      found: ":80 the connection is refused; :443 this machine has no way to that network",
    });
  });

  test("that this machine cannot reach were not asked about", async () => {
    const route = (): never => {
      throw Object.assign(new Error(), { code: "ENETUNREACH" });
    };
    expect(await tcpCheck(host, { ...publicNetwork, route }, en)).toMatchObject({
      state: "could not ask",
      found: ":80 this machine has no way to that network; :443 this machine has no way to that network",
    });
  });
});

/** A TCP server that takes connections and says nothing. */
async function silentServer(connected: () => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", connected);
  });
  await listening(server);
  onTestFinished(() => {
    server.close();
  });
  return server;
}
