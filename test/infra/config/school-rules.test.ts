import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { type BroughtCertificates, school } from "../../../infra/school.ts";
import { isRecord } from "../../../lib/value.ts";
import { type Declaration, declare, named } from "../../support/declare.ts";
import { schoolStack } from "../../support/stacks.ts";

const certificates: BroughtCertificates = {
  campus: { chain: "CHAIN OF CAMPUS", key: "rehearsal-secret-campus" },
  pay: { chain: "CHAIN OF PAY", key: "rehearsal-secret-pay" },
};

// What holds in every school, whatever its shape.
describe.each(["demo", "lakeside", "northgate"])("in %s", (slug) => {
  const { school: config, platform } = schoolStack(slug);
  const brought =
    config.certificate.from === "secret" ? pulumi.secret<BroughtCertificates>(certificates) : undefined;
  const declaration = declare(() => school(slug, config, platform, brought), { stack: slug });
  const adopted = new Set(
    Object.entries(config.egress.addresses).flatMap(([key, address]) =>
      "allocationId" in address ? [`${slug}-egress-${key}-eip`] : [],
    ),
  );
  const ofType = (all: Declaration, kind: string) => all.resources.filter(({ type }) => type.endsWith(kind));

  test("everything carries the slug, as a label or tag, or in its name where the cloud takes no tag", async () => {
    for (const { type, name, inputs } of (await declaration).resources) {
      if (type.startsWith("kubernetes:")) {
        const { labels } = inputs.metadata as { readonly labels: Record<string, string> };
        expect(labels["schoolgate/school"], name).toBe(slug);
      }
      if (!type.startsWith("alicloud:")) continue;
      switch (type) {
        case "alicloud:vpc/snatEntry:SnatEntry":
          expect(inputs.snatEntryName, name).toBe(`schoolgate-${slug}`);
          break;
        case "alicloud:vpc/routeEntry:RouteEntry":
          expect(inputs.name, name).toBe(`schoolgate-${slug}`);
          break;
        case "alicloud:ecs/securityGroupRule:SecurityGroupRule":
          expect(inputs.description, name).toBe(`schoolgate-${slug}-relay`);
          break;
        // Nothing but the ids of what they tie together.
        case "alicloud:ecs/eipAssociation:EipAssociation":
        case "alicloud:vpc/routeTableAttachment:RouteTableAttachment":
          break;
        // An adopted one keeps the tags that others gave it.
        case "alicloud:ecs/eipAddress:EipAddress":
          expect(inputs.tags, name).toEqual(adopted.has(name) ? undefined : { "schoolgate:school": slug });
          break;
        default:
          expect(inputs.tags, name).toEqual({ "schoolgate:school": slug });
      }
    }
  });

  test("everything goes to the platform's cluster and region, by name", async () => {
    const all = await declaration;
    for (const { type, name, provider } of all.resources) {
      const [package_] = type.split(":");
      const expected = { kubernetes: "cluster", alicloud: "cloud" }[package_ ?? ""];
      expect(provider, name).toBe(expected);
    }
    expect(named(all, "cloud").inputs).toEqual({ region: "cn-hangzhou" });
  });

  test("no elastic IP or NAT gateway without both protections, no binding by force", async () => {
    const all = await declaration;
    const precious = [...ofType(all, ":EipAddress"), ...ofType(all, ":NatGateway")];
    expect(precious.length).toBeGreaterThan(0);
    for (const { name, inputs, options } of precious) {
      expect([name, options.protect, inputs.deletionProtection]).toEqual([name, true, true]);
    }
    for (const { name, inputs } of ofType(all, ":EipAssociation"))
      expect(inputs, name).not.toHaveProperty("force");
  });

  test("one SNAT entry, from one source, after every binding", async () => {
    const all = await declaration;
    const [entry, ...others] = ofType(all, ":SnatEntry");
    expect(others).toEqual([]);
    const sources = ["sourceCidr", "sourceVswitchId"].filter((each) => each in (entry?.inputs ?? {}));
    expect(sources).toEqual(["sourceCidr"]);
    const bindings = ofType(all, ":EipAssociation").map(({ name }) => name);
    expect(entry?.dependencies).toEqual(expect.arrayContaining(bindings));
  });

  test("routes lead to the platform's upstreams alone, and nothing turns the check of certificates off", async () => {
    const all = await declaration;
    const text = JSON.stringify(all.resources);
    expect(text).not.toContain("insecureSkipVerify");
    expect([...ofType(all, ":Backend"), ...ofType(all, ":BackendTLSPolicy")]).toEqual([]);
    const refs = [...text.matchAll(/"backendRefs":(\[[^\]]*\])/g)].flatMap(([, found]) =>
      JSON.parse(found ?? ""),
    );
    const upstream = (name: string) => ({
      group: "gateway.envoyproxy.io",
      kind: "Backend",
      name,
      namespace: "edge",
    });
    expect(refs).toEqual([upstream("hub"), upstream("open")]);
  });

  test("no secret stands in the clear", async () => {
    expect(plainText(await declaration)).not.toMatch(/(KEY|CHAIN) OF/);
  });
});

/** Everything that an engine may show: all but what is inside a secret. */
function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainText).join("\n");
  if (!isRecord(value)) return String(value);
  return Object.entries(value)
    .map(([key, child]) => (key === "secret" ? "" : plainText(child)))
    .join("\n");
}
