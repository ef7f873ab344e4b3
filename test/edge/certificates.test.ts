// Each host has a certificate of its own, and a change of one is felt by nobody who is connected.
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { layout } from "../../rehearsal/edge/layout.ts";
import { versions } from "../support/edge-client.ts";
import { schoolObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "issued" });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** The serial number of the certificate that a host shows to a new connection. */
async function serialOf(host: string): Promise<string> {
  const socket = await world.client.connect(host);
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

/** A certificate for hosts, of the authority that the tests' client trusts, as a school would bring it. */
async function brought(name: string, ...names: string[]): Promise<{ chain: string; key: string }> {
  const issuer = layout(world.edge.folder).schoolAuthority;
  const pair = await world.certificate(name, { names, issuer });
  return { chain: await readFile(`${pair}.crt`, "utf8"), key: await readFile(`${pair}.key`, "utf8") };
}

test("each host shows a certificate of its own, for its name alone, signed by the issuer", async () => {
  const shown = await Promise.all(
    ["api1.issued.edu.cn", "api2.issued.edu.cn"].map(async (host) => {
      const socket = await world.client.connect(host);
      const { subjectaltname, issuer, serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return { subjectaltname, issuer: issuer.CN, serialNumber };
    }),
  );
  expect(shown.map(({ subjectaltname, issuer }) => [subjectaltname, issuer])).toEqual([
    ["DNS:api1.issued.edu.cn", "Local school authority"],
    ["DNS:api2.issued.edu.cn", "Local school authority"],
  ]);
  expect(new Set(shown.map(({ serialNumber }) => serialNumber)).size).toBe(2);
});

test.for(versions)("%s: a renewal drops no download that is under way", async (version) => {
  const host = "api1.issued.edu.cn";
  const before = await serialOf(host);
  const other = await serialOf("api2.issued.edu.cn");
  const { body } = await world.client.open(version, { host, path: "/held" });
  await until(async () => (await world.upstreams()).waiting === 1);
  // As `cmctl renew` does.
  const path = "/apis/cert-manager.io/v1/namespaces/school-issued/certificates/api1";
  const { status } = await world.api.send("GET", path);
  const conditions = [
    ...((status?.conditions ?? []) as { type: string }[]).filter(({ type }) => type !== "Issuing"),
    { type: "Issuing", status: "True", reason: "ManuallyTriggered", lastTransitionTime: new Date() },
  ];
  await world.api.send("PATCH", `${path}/status`, { status: { conditions } }, "application/merge-patch+json");
  await until(async () => (await serialOf(host)) !== before);
  await world.goOn();
  expect((await buffer(body)).toString()).toBe("begun\nended\n");
  expect(await serialOf("api2.issued.edu.cn")).toBe(other);
});

test("a brought certificate is shown, and its successor without dropping a download", async () => {
  const hosts = { api1: "api1.brought.edu.cn", api2: "api2.brought.edu.cn" };
  const certificates = {
    api1: await brought("first", hosts.api1),
    api2: await brought("second", hosts.api2),
  };
  await world.school({ slug: "brought", certificates });
  await until(async () => (await serialOf(hosts.api1).catch(() => "")) !== "");
  const before = await serialOf(hosts.api1);
  const { body } = await world.client.open("HTTP/2", { host: hosts.api1, path: "/held" });
  await until(async () => (await world.upstreams()).waiting === 1);
  await world.school({
    slug: "brought",
    certificates: { ...certificates, api1: await brought("third", hosts.api1) },
  });
  await until(async () => (await serialOf(hosts.api1)) !== before);
  await world.goOn();
  expect((await buffer(body)).toString()).toBe("begun\nended\n");
});

test("a certificate that is brought takes the place of the issuer's without a gap", async () => {
  const hosts = { api1: "api1.turns.edu.cn", api2: "api2.turns.edu.cn" };
  await world.school({ slug: "turns" });
  await until(async () => (await serialOf(hosts.api1).catch(() => "")) !== "");
  const before = await serialOf(hosts.api1);
  const certificates = {
    api1: await brought("own-1", hosts.api1),
    api2: await brought("own-2", hosts.api2),
  };
  await world.school({ slug: "turns", certificates });
  // Each try meets one of the two: without any the handshake fails, and with it the test.
  await until(async () => (await serialOf(hosts.api1)) !== before);
  const { status } = await world.client.https("HTTP/2", { host: hosts.api1, path: "/new/index.html" });
  expect(status).toBe(200);
});

test("a key of another certificate leaves the other schools served", async () => {
  const [one, two] = [await brought("one", "api1.bad.edu.cn"), await brought("two", "api1.bad.edu.cn")];
  const pair = { chain: one.chain, key: two.key };
  const objects = await schoolObjects({ slug: "bad", certificates: { api1: pair, api2: pair } });
  await expect(world.apply(objects, 3000)).rejects.toThrow(/^not ready:\nListenerSet school-bad\/school: /);
  const { status } = await world.client.https("HTTP/2", {
    host: "api1.issued.edu.cn",
    path: "/new/index.html",
  });
  expect(status).toBe(200);
  await world.remove(objects);
});

test("one certificate for two hosts is served over HTTP/1.1 alone: browsers would mix the hosts up over HTTP/2", async () => {
  const hosts = ["api1.wild.edu.cn", "api2.wild.edu.cn"];
  const [api1, api2] = [await brought("api1", "api1.wild.edu.cn"), await brought("api2", "api2.wild.edu.cn")];
  const wild = await brought("wild", "*.wild.edu.cn");
  const spoken = () =>
    Promise.all(
      hosts.map(async (host) => {
        const socket = await world.client.connect(host, ["h2", "http/1.1"]);
        socket.destroy();
        return socket.alpnProtocol;
      }),
    );
  const apart = await world.school({ slug: "wild", certificates: { api1, api2 } });
  expect(await spoken()).toEqual(["h2", "h2"]);
  await world.apply(await schoolObjects({ slug: "wild", certificates: { api1: wild, api2: wild } }));
  await until(async () => (await spoken()).every((protocol) => protocol === "http/1.1"));
  await world.remove(apart);
});
