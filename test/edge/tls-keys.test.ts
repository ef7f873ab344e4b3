// A key or a certificate that Envoy Gateway reads and Envoy refuses would stop every change of :443 for all schools: the
// real API server refuses the key in a school's namespace, whoever writes it, and a certificate that nobody has checked. It
// takes what schools bring and what cert-manager makes.
import { createPrivateKey } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { applyAll, pulumiManager, schoolObjects, until } from "../support/edge-objects.ts";
import { envoyProcess } from "../support/edge-processes.ts";
import { EdgeWorld } from "../support/edge-world.ts";
import { certificateOf, type OpensslPair, onCurve } from "../support/openssl.ts";
import { deniedBy, told, toldOfMaking, untilRefused } from "../support/tenant.ts";
import { Victim } from "../support/victim.ts";

const slug = "keys";
const host = `api1.${slug}.edu.cn`;
let world: EdgeWorld;
let namespace: readonly KubeObject[];
beforeAll(async () => {
  world = await EdgeWorld.open();
  namespace = (await schoolObjects({ slug })).filter(({ kind }) => kind === "Namespace");
  await world.apply(namespace);
  await untilRefused(world.api, [secretOf({ chain: "", key: "" })]);
});
afterAll(async () => {
  await world.remove(namespace);
  await world.close();
});

type Pair = Pick<OpensslPair, "chain" | "key">;

/** A TLS Secret that somebody puts there by hand. */
const secretOf = ({ chain, key }: Pair, type = "kubernetes.io/tls"): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "api1-brought-tls", namespace: `school-${slug}` },
  type,
  stringData: { "tls.crt": chain, "tls.key": key },
});

const refused = `secrets "api1-brought-tls" is forbidden: ${deniedBy(
  "secrets",
  "has a tls.key that Envoy may refuse, and then it takes no change of any school's: bring a certificate for a key of RSA of 2048, 3072 or 4096 bits, P-256 or P-384, and write the key as openssl pkey does",
)}`;

test.each<readonly [what: string, pair: () => Pair]>([
  ["of RSA of 1024 bits", () => certificateOf("rsa:1024", host)],
  ["of RSA of 2304 bits", () => certificateOf("rsa:2304", host)],
  ["on P-224", () => certificateOf(onCurve("P-224"), host)],
  ["on P-521", () => certificateOf(onCurve("P-521"), host)],
  ["on secp256k1", () => certificateOf(onCurve("secp256k1"), host)],
  ["of Ed25519", () => certificateOf("ed25519", host)],
  ["that is no PEM", () => ({ chain: "not PEM", key: "not PEM" })],
  ["that is empty", () => ({ chain: "", key: "" })],
])("a key %s is refused, in a Secret of any type", async (_, pair) => {
  const made = pair();
  expect(await told(world.api, secretOf(made))).toBe(refused);
  expect(await told(world.api, secretOf(made, "Opaque"))).toBe(refused);
});

test.each(["rsa:2048", "rsa:3072", "rsa:4096", onCurve("P-256"), onCurve("P-384")])(
  "a key of %s is taken, as PKCS#8 and as its kind's own standard has it",
  async (kind) => {
    const { chain, key } = certificateOf(kind, host);
    const read = createPrivateKey(key);
    const own = read.asymmetricKeyType === "ec" ? "sec1" : "pkcs1";
    for (const type of ["pkcs8", own] as const) {
      const written = read.export({ type, format: "pem" }).toString();
      expect([type, await told(world.api, secretOf({ chain, key: written }))]).toEqual([type, "accepted"]);
    }
  },
);

const unchecked = `secrets "api1-brought-tls" is forbidden: ${deniedBy(
  "secrets",
  "has a tls.crt that neither Pulumi nor cert-manager writes, so nobody has checked it: bring the certificate with certificate.from: secret in the school's stack file, and run pulumi up",
)}`;

test.each([
  "",
  "kubectl-client-side-apply",
  "kubectl-create",
  "kubectl-edit",
  "kubectl-patch",
  "cert-manager",
  "cert-manager-certificates-key-manager",
  "cert-manager-cainjector",
  "pulumi-kubernetes",
  "not-pulumi-kubernetes-01234567",
])("a certificate that the field manager %j puts there is refused", async (manager) => {
  const secret = secretOf(certificateOf(onCurve("P-256"), host));
  expect(await toldOfMaking(world.api, secret, manager)).toBe(unchecked);
});

test("a certificate that is there is changed by no other field manager either", async () => {
  await world.api.apply(secretOf(certificateOf(onCurve("P-256"), host)), pulumiManager);
  const other = secretOf(certificateOf(onCurve("P-256"), host));
  expect(await told(world.api, other, true, "kubectl-client-side-apply")).toBe(unchecked);
  const path = await world.api.pathOf(other);
  const { stringData } = other;
  const patch = world.api.send("PATCH", path, { stringData }, "application/merge-patch+json");
  await expect(patch).rejects.toThrow(unchecked);
  await expect(world.api.send("PUT", `${path}?fieldManager=kubectl-edit`, other)).rejects.toThrow(unchecked);
  await world.remove([other]);
});

test("a certificate is put beside a key by nobody else", async () => {
  const { chain, key } = certificateOf(onCurve("P-256"), host);
  const parts = { "tls.crt": chain, "tls.key": key };
  const secret = secretOf({ chain, key }, "Opaque");
  const { "tls.crt": _, ...keyAlone } = parts;
  expect(await told(world.api, { ...secret, stringData: keyAlone }, true, "kubectl")).toBe("accepted");
  expect(await told(world.api, { ...secret, stringData: parts }, true, "kubectl")).toBe(unchecked);
  await world.remove([secret]);
});

test.each(["cert-manager-certificates-issuing", pulumiManager])(
  "what the field manager %s makes is taken",
  async (manager) => {
    const secret = secretOf(certificateOf(onCurve("P-256"), host));
    expect(await toldOfMaking(world.api, secret, manager)).toBe("accepted");
    expect(await told(world.api, secret, false, manager)).toBe("accepted");
  },
);

test.each([
  ["asks for a stapled response", "-addext tlsfeature=status_request"],
  ["may not sign", "-addext keyUsage=critical,keyAgreement"],
])("a certificate that %s is refused by hand, in the place of the issuer's", async (_, extension) => {
  const secret = secretOf(certificateOf(onCurve("P-256"), host, extension));
  const inPlace = { ...secret, metadata: { ...secret.metadata, name: "api1-tls" } };
  const word = unchecked.replace("api1-brought-tls", "api1-tls");
  expect(await told(world.api, inPlace, true, "kubectl-edit")).toBe(word);
});

test("a Secret without a key is no matter of this", async () => {
  const { stringData: _, ...secret } = secretOf({ chain: "", key: "" }, "Opaque");
  expect(await told(world.api, { ...secret, stringData: { token: "a" } })).toBe("accepted");
});

test("a school whose bad key is refused keeps its own, and the others are served, also through a cold start", async () => {
  const victim = await Victim.of(world, "victim");
  const slug = "kept";
  const { chain, key } = certificateOf(onCurve("P-256"), `api1.${slug}.edu.cn`);
  const good = { api1: { chain, key }, api2: { chain, key } };
  const school = await schoolObjects({ slug, certificates: good });
  await world.apply(school);
  const weak = certificateOf("rsa:1024", `api1.${slug}.edu.cn`);
  const bad = await schoolObjects({ slug, certificates: { ...good, api1: weak } });
  await expect(applyAll(world.api, bad)).rejects.toThrow(refused);
  const issued = await world.school({ slug: "issued" });
  const process = await envoyProcess(world.edge.folder);
  const { failed, answered } = await victim.end();
  await world.edge.restartGateway();
  await until(async () => (await envoyProcess(world.edge.folder).catch(() => process)) !== process);
  await until(() => world.client.shows("api1.victim.edu.cn"));
  await until(() => world.client.shows("api1.issued.edu.cn"));
  expect([failed, answered > 10]).toEqual([[], true]);
  await world.remove([...issued, ...victim.objects, ...school]);
}, 300_000);
