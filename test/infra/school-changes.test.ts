import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import type { SchoolConfig } from "../../infra/config/school-schema.ts";
import { school } from "../../infra/school.ts";
import { isRecord } from "../../lib/value.ts";
import { type Declaration, type Declared, declare } from "../support/declare.ts";
import { schoolStack } from "../support/stacks.ts";

const { school: demo, platform } = schoolStack("demo");

const program = (config: SchoolConfig) => () => school("demo", config, platform);
const before = declare(program(demo));

/** What a change of the stack file does to each resource; the rest stays as it is. */
async function changes(to: Partial<SchoolConfig>): Promise<Record<string, string | string[]>> {
  return difference(await before, await declare(program({ ...demo, ...to })));
}

test("the same file changes nothing", async () => {
  expect(await changes({})).toEqual({});
});

test("another display name is an annotation of the namespace", async () => {
  expect(await changes({ name: "示例大学（新）" })).toEqual({
    "demo-namespace": ["metadata.annotations.schoolgate/name"],
  });
});

test("a swap is the SNAT entry's IP", async () => {
  expect(await changes({ egress: { ...demo.egress, active: "b" } })).toEqual({
    "demo-egress-snat": ["snatIp"],
  });
});

test("an address in front of the others is added, and they stay", async () => {
  const addresses = { c: {}, ...demo.egress.addresses };
  expect(await changes({ egress: { ...demo.egress, addresses } })).toEqual({
    "demo-egress-c": "added",
    "demo-egress-c-binding": "added",
    "demo-egress-c-eip": "added",
  });
});

test("an address taken out goes alone", async () => {
  expect(await changes({ egress: { ...demo.egress, addresses: { a: {} } } })).toEqual({
    "demo-egress-b": "removed",
    "demo-egress-b-binding": "removed",
    "demo-egress-b-eip": "removed",
  });
});

test("what is entered in WeCom is no resource", async () => {
  expect(await changes({ egress: { ...demo.egress, trusted: ["a"] } })).toEqual({});
});

test("a verify file in front of another is added, with a rule on both ports of its host", async () => {
  const api1 = { "WW_verify_A1.txt": "A1", ...demo.wecom.verifyFiles.api1 };
  expect(await changes({ wecom: { ...demo.wecom, verifyFiles: { api1 } } })).toEqual({
    "demo-api1-WW_verify_A1.txt": "added",
    "demo-api1-WW_verify_A1.txt-answer": "added",
    "demo-api1-WW_verify_A1.txt-content": "added",
    "demo-api1-http": ["spec.rules"],
    "demo-api1-https": ["spec.rules"],
  });
});

test("a route in front of the others is added, with a listener, and redirects to its upstream come to it", async () => {
  expect(await changes({ routes: { api0: "open", ...demo.routes } })).toEqual({
    "demo-api0": "added",
    "demo-api0-host": "added",
    "demo-api0-http": "added",
    "demo-api0-https": "added",
    "demo-api0-tls": "added",
    "demo-api0-tls-certificate": "added",
    "demo-api1-https": ["spec.rules"],
    "demo-listeners-set": ["spec.listeners"],
    "demo-namespace": ["metadata.annotations.schoolgate/hosts"],
  });
});

test("a route behind the others is added, with a listener", async () => {
  expect(await changes({ routes: { ...demo.routes, api3: "hub" } })).toEqual({
    "demo-api3": "added",
    "demo-api3-host": "added",
    "demo-api3-http": "added",
    "demo-api3-https": "added",
    "demo-api3-tls": "added",
    "demo-api3-tls-certificate": "added",
    "demo-listeners-set": ["spec.listeners"],
    "demo-namespace": ["metadata.annotations.schoolgate/hosts"],
  });
});

/** What became of each resource that is not the same in both: by name, added, removed, or the paths that differ. */
function difference(before: Declaration, after: Declaration): Record<string, string | string[]> {
  const old = byUrn(before);
  const now = byUrn(after);
  const all = [...new Map([...old, ...now])].map(([urn, { name }]) => {
    const [was, is] = [old.get(urn), now.get(urn)];
    if (was === undefined) return [name, "added"] as const;
    if (is === undefined) return [name, "removed"] as const;
    return [name, [...paths(was.inputs, is.inputs), ...paths(was.options, is.options)]] as const;
  });
  return Object.fromEntries(all.filter(([, change]) => change.length > 0));
}

/** Names alone may repeat: a component and what is in it, or a route and a certificate. */
function byUrn({ resources }: Declaration): Map<string, Declared> {
  return new Map(
    resources.map((resource) => [`${resource.parent}$${resource.type}::${resource.name}`, resource]),
  );
}

/** Dotted paths of what differs, arrays taken as wholes. */
function paths(before: unknown, after: unknown, at: readonly string[] = []): string[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => paths(before[key], after[key], [...at, key]));
  }
  return isDeepStrictEqual(before, after) ? [] : [at.join(".")];
}
