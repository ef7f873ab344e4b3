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
  const { chain, key } = certificateOf(onCurve("P-256"), host);
  const pair = { chain, key };
  const objects = await schoolObjects({ slug: "unshown", certificates: { api1: pair, api2: pair } });
  const weak = certificateOf("rsa:1024", host);
  const byHand = objects.map((object) =>
    object.kind === "Secret"
      ? { ...object, stringData: { "tls.crt": weak.chain, "tls.key": weak.key } }
      : object,
  );
  onTestFinished(() => world.remove(byHand));
  await applyAll(world.api, byHand);
  await until(async () => (await refusals()).length > 0);
  await expect(untilShown(world.edge, [host], 1000)).rejects.toThrow(
    `Envoy shows no certificate for ${host}: `,
  );
  const reason =
    "Failed to load certificate chain from <inline>, only RSA certificates with 2048-bit or larger keys are supported";
  const [secret, ...others] = await refusals();
  expect(secret).toBe(`Envoy refused a Secret: ${reason}`);
  // Where the Secret comes before its listener, Envoy refuses the listener too, by the name of the first of :443.
  for (const other of others) {
    expect(other).toMatch(
      /^Envoy refused a Listener: Error adding\/updating listener\(s\) \S+: Failed to load /,
    );
  }
});
