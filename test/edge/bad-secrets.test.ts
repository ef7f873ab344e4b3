// A TLS Secret that is no certificate, put there by hand beneath admission: the other schools are served, changes of theirs too,
// and a cold start serves them again. Envoy Gateway leaves such a listener out. A key that it reads and Envoy refuses, such as
// RSA of 1024 bits, it passes on: that one admission refuses (tls-keys.test.ts).
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { layout } from "../../rehearsal/edge/layout.ts";
import { takeAdmissionOff } from "../support/beneath-admission.ts";
import { applyAll, schoolObjects, until } from "../support/edge-objects.ts";
import { envoyProcess } from "../support/edge-processes.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { Victim } from "../support/victim.ts";

interface Pair {
  readonly chain: string;
  readonly key: string;
}

const host = "api1.bad.edu.cn";
let world: EdgeWorld;
let good: Pair;
let newcomers = 0;

beforeAll(async () => {
  world = await EdgeWorld.open();
  await takeAdmissionOff(world.api);
  const { schoolAuthority: issuer } = layout(world.edge.folder);
  const out = await world.certificate("good", { names: [host], issuer });
  good = { chain: readFileSync(`${out}.crt`, "utf8"), key: readFileSync(`${out}.key`, "utf8") };
});
afterAll(() => world.close());

/** A certificate that signs itself. */
function selfSigned(): Pair {
  const folder = temporaryFolder();
  const words = `req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=test -addext subjectAltName=DNS:${host} -keyout key -out crt`;
  const { status, stderr } = spawnSync("openssl", words.split(" "), { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return {
    chain: readFileSync(join(folder, "crt"), "utf8"),
    key: readFileSync(join(folder, "key"), "utf8"),
  };
}

const rows: readonly (readonly [what: string, pair: () => Pair])[] = [
  ["is no PEM", () => ({ chain: "not PEM", key: "not PEM" })],
  ["is empty", () => ({ chain: "", key: "" })],
  ["has another certificate's key", () => ({ ...good, key: selfSigned().key })],
  ["ends in the middle", () => ({ ...good, chain: good.chain.slice(0, good.chain.length / 2) })],
  ["has a text behind its certificate", () => ({ ...good, chain: `${good.chain}garbage` })],
  ["has a chain of 100 KB", () => ({ ...good, chain: good.chain.repeat(150) })],
];

test.each(rows)("a Secret that %s stops no other school", { timeout: 300_000 }, async (_what, pair) => {
  const victim = await Victim.of(world, "victim");
  const before = await schoolObjects({ slug: "bad", certificates: { api1: good, api2: good } });
  await world.apply(before);
  await applyAll(
    world.api,
    await schoolObjects({ slug: "bad", certificates: { api1: pair(), api2: pair() } }),
  );
  // Another school's listener is taken by Envoy while the Secret is there.
  newcomers += 1;
  const newcomer = await world.school({ slug: `newcomer-${newcomers}` });
  await world.remove(newcomer);
  const process = await envoyProcess(world.edge.folder);
  const { failed, answered } = await victim.end();
  await world.edge.restartGateway();
  await until(async () => (await envoyProcess(world.edge.folder).catch(() => process)) !== process);
  await until(() => world.client.shows("api1.victim.edu.cn"));
  const { status } = await world.client.https("HTTP/2", { host: "api1.victim.edu.cn", path: "/" });
  expect([failed, answered > 10, status]).toEqual([[], true, 200]);
  await world.remove(before);
});
