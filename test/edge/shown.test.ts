// A listener that its controller takes, and Envoy does not: a rehearsal asks Envoy itself.
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { envoyRefusals, untilShown } from "../../rehearsal/edge/shown.ts";
import { applyAll, schoolObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { certificateOf, onCurve } from "../support/openssl.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
});
afterAll(() => world.close());

test("Envoy shows a school's hosts, and has refused nothing", async () => {
  const refusals = await envoyRefusals(world.edge);
  await world.school({ slug: "shown" });
  await untilShown(world.edge, ["api1.shown.edu.cn", "api2.shown.edu.cn"]);
  expect(await refusals()).toEqual([]);
});

test("a certificate that Envoy refuses is told in its words, with the host", async () => {
  const refusals = await envoyRefusals(world.edge);
  const host = "api1.unshown.edu.cn";
  // Of a kind that admission takes: it reads the key, and not what its certificate asks for.
  const { chain, key } = certificateOf(onCurve("P-256"), host, "-addext tlsfeature=status_request");
  const pair = { chain, key };
  const objects = await schoolObjects({ slug: "unshown", certificates: { api1: pair, api2: pair } });
  onTestFinished(() => world.remove(objects));
  await applyAll(world.api, objects);
  await until(async () => (await refusals()).length > 0);
  await expect(untilShown(world.edge, [host], 1000)).rejects.toThrow(
    `Envoy shows no certificate for ${host}: `,
  );
  const reason = "OCSP response is required for must-staple certificate";
  const [secret, ...others] = await refusals();
  expect(secret).toBe(`Envoy refused a Secret: ${reason}`);
  // Where the Secret comes before its listener, Envoy refuses the listener too, by the name of the first of :443.
  for (const other of others) {
    expect(other).toMatch(
      /^Envoy refused a Listener: Error adding\/updating listener\(s\) \S+: OCSP response is required /,
    );
  }
});
