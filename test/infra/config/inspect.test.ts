import { expect, test } from "vitest";
import { inspect } from "../../../infra/config/inspect.ts";
import { platformSchema } from "../../../infra/config/platform-schema.ts";
import { schoolSchema } from "../../../infra/config/school-schema.ts";
import { formatPath } from "../../../lib/property-path.ts";
import { example } from "../../support/stack-files.ts";

/** Findings as `path value: rule → fix`; a key's path ends in `:key`. */
function findings(schema: typeof schoolSchema | typeof platformSchema, value: unknown): string[] {
  return inspect(schema, value, []).findings.map(
    ({ path, at, value: shown, rule, fix }) =>
      `${formatPath(path)}${at === undefined ? "" : ":key"}${shown === undefined ? "" : ` ${shown}`}: ${rule} → ${fix}`,
  );
}

const demo = example("demo").config["schoolgate:school"] as Record<string, Record<string, unknown>>;
const hz = example("hz").config["schoolgate:platform"] as Record<string, Record<string, unknown>>;
const sourceWith = (source: unknown) => ({ egress: { ...demo.egress, source } });
const addressWith = (address: unknown) => ({ egress: { ...demo.egress, addresses: { a: {}, b: address } } });
const host =
  "a host is a full lower-case DNS name without scheme, port or path → write it like api1.xxxedu.cn (a Chinese name in its xn-- form)";

test.each<[string, Record<string, unknown>, string[]]>([
  ["an unknown key", { nam: "x" }, ["nam:key: this key is not known here → did you mean name?"]],
  [
    "an unknown key far from all",
    { certificate: { from: "issuer", zzzzzzzz: 1 } },
    ["certificate.zzzzzzzz:key: this key is not known here → choose one of from"],
  ],
  ["a number for a text", { name: 5 }, ["name 5: expected a text, found a whole number → put it in quotes"]],
  ["a list for a text", { name: ["x"] }, ['name ["x"]: expected a text, found a list → write a text']],
  ["a text for a map", { wecom: "x" }, ['wecom "x": expected a map, found a text → write a map']],
  [
    "nothing for a map",
    { wecom: null },
    ["wecom: expected a map, but nothing is written here → write a value, or remove the key"],
  ],
  [
    "an encrypted value",
    { name: { secure: "v1:ciphertext" } },
    ["name: expected a text, but this is encrypted → write it in the clear: it is reviewed"],
  ],
  [
    "a text too long",
    { name: "x".repeat(65) },
    [`name "${"x".repeat(65)}": at most 64 characters → write less`],
  ],
  ["a text too short", { name: " " }, ['name " ": at least 1 characters → write more, or remove the key']],
  [
    "a name that hides something",
    { name: "大学\u202E" },
    ['name "大学\\u{202e}": this is printable text on one line → remove what cannot be seen'],
  ],
  [
    "one of several",
    { certificate: { from: "secrt" } },
    ['certificate.from "secrt": this is one of issuer, secret → did you mean secret?'],
  ],
  ["a host with a scheme", { domain: "https://xxxedu.cn" }, [`domain "https://xxxedu.cn": ${host}`]],
  [
    "a slug",
    { platform: "Hz_1" },
    [
      'platform "Hz_1": a slug is lower-case letters, digits and hyphens → write it so that it could be one part of a host name',
    ],
  ],
  [
    "a CorpId",
    { wecom: { corpId: "wx-1" } },
    ['wecom.corpId "wx-1": a CorpId is ww and 16 letters or digits → copy it from 我的企业 → 企业信息'],
  ],
  [
    "an AgentId in quotes",
    { wecom: { agentId: "1000002" } },
    [
      'wecom.agentId "1000002": an AgentId is a whole number such as 1000002 → copy it from the app\'s page, without quotes',
    ],
  ],
  [
    "a route of neither kind",
    { routes: { api1: 5 } },
    ["routes.api1 5: expected a text or a map, found a whole number → put it in quotes"],
  ],
  [
    "a route meant as a text",
    { routes: { api1: "Hub" } },
    [
      'routes.api1 "Hub": an upstream is lower-case letters, digits and hyphens → write it so that it could be one part of a host name',
    ],
  ],
  [
    "a route meant as a map",
    { routes: { api1: { hots: "api1.xxxedu.cn" } } },
    [
      "routes.api1.upstream: upstream is required → add upstream: Upstream of the platform.",
      "routes.api1.hots:key: this key is not known here → did you mean host?",
    ],
  ],
  [
    "an address meant as adopted",
    addressWith({ allocationid: "eip-1" }),
    [
      "egress.addresses.b.allocationId: allocationId is required → add allocationId: Allocation id of the elastic IP, from the console.",
      "egress.addresses.b.allocationid:key: this key is not known here → did you mean allocationId?",
    ],
  ],
  [
    "an address meant as external",
    addressWith({ ip: "1.2.3.999", external: false }),
    [
      'egress.addresses.b.ip "1.2.3.999": a trusted IP is one public IPv4 address; WeCom takes no range and no IPv6 → write it like 47.111.68.103',
      "egress.addresses.b.external false: external is true or left out → write external: true",
    ],
  ],
  [
    "an address that is a text",
    addressWith("47.111.68.103"),
    ['egress.addresses.b "47.111.68.103": expected a map, found a text → write a map'],
  ],
  [
    "a source meant as zones",
    sourceWith({ cidr: "10.20.8.0/33", zone: {} }),
    [
      'egress.source.cidr "10.20.8.0/33": a block is a.b.c.d/n, of numbers up to 255 and a prefix up to 32 → write it like 10.20.8.0/24',
      "egress.source.zones: zones is required → add zones: Zone → block of the vSwitch made there.",
      "egress.source.zone:key: this key is not known here → did you mean zones?",
    ],
  ],
  [
    "a source meant as vSwitches",
    sourceWith({ vswitchIds: ["vpc-1", 5] }),
    [
      'egress.source.vswitchIds[0] "vpc-1": a vSwitch id begins with vsw- → copy it from the console',
      "egress.source.vswitchIds[1] 5: expected a text, found a whole number → put it in quotes",
    ],
  ],
  [
    "an octet with a leading zero",
    sourceWith({ cidr: "10.020.8.0/24", zones: {} }),
    [
      'egress.source.cidr "10.020.8.0/24": a block is a.b.c.d/n, of numbers up to 255 and a prefix up to 32 → write it like 10.20.8.0/24',
    ],
  ],
  [
    "the name of a zone",
    sourceWith({ cidr: "10.20.8.0/24", zones: { i: "10.20.8.0/24" } }),
    ["egress.source.zones.i:key: a zone is an Alibaba Cloud zone id → write it like cn-hangzhou-i"],
  ],
])("%s", (_title, change, expected) => {
  expect(findings(schoolSchema, { ...demo, ...change })).toEqual(expected);
});

test.each<[string, Record<string, unknown>, string[]]>([
  [
    "a port",
    { upstreams: { hub: { host: "hub.example.com", port: 70000 } } },
    ["upstreams.hub.port 70000: at most 65535 → write less"],
  ],
  [
    "a mail address",
    { acme: { email: "x", server: "https://x.cn" } },
    ['acme.email "x": invalid email address → correct it'],
  ],
  [
    "a Secret of an authority in words",
    { ca: { secretName: "Campus CA" } },
    [
      'ca.secretName "Campus CA": a Secret\'s name is lower-case letters, digits and hyphens → write it so that it could be one part of a host name',
    ],
  ],
  [
    "an authority without its Secret",
    { ca: {} },
    [
      "ca.secretName: secretName is required → add secretName: Secret in cert-manager's namespace with the authority's tls.crt and tls.key.",
    ],
  ],
  [
    "an id",
    { network: { ...hz.network, vpcId: "vsw-1" } },
    ['network.vpcId "vsw-1": a VPC id begins with vpc- → copy it from the console'],
  ],
])("of a platform: %s", (_title, change, expected) => {
  expect(findings(platformSchema, { ...hz, ...change })).toEqual(expected);
});

test("what is missing is said with what to write", () => {
  expect(findings(schoolSchema, { name: "x", egress: { addresses: {}, active: "a" } })).toEqual([
    "platform: platform is required → add platform: Name of the platform's stack: stacks/Pulumi.<platform>.yaml.",
    "domain: domain is required → add domain: The school's ICP-filed domain; a host is under it, or under one of otherDomains.",
    "egress.source: source is required → add source: Where OAuth calls come from: cidr and zones, or vswitchIds.",
  ]);
});

test("the sound parts of a broken value are kept, with their defaults", () => {
  const { kept } = inspect(
    schoolSchema,
    {
      nam: "x",
      domain: "xxxedu.cn",
      routes: { api1: "hub", api2: 5, API3: "hub" },
      egress: { active: "a", trusted: "a" },
    },
    [],
  );
  expect(kept).toEqual({
    domain: "xxxedu.cn",
    routes: { api1: "hub" },
    certificate: { from: "issuer" },
    wecom: { verifyFiles: {} },
    egress: { nat: "dedicated", active: "a", relay: false },
  });
});

test("a key that JavaScript treats apart is a key like any other", () => {
  const value = JSON.parse('{"__proto__": 1, "constructor": 2}') as unknown;
  expect(inspect(schoolSchema.shape.certificate, value, []).findings.map(({ path }) => path)).toEqual([
    ["from"],
    ["__proto__"],
    ["constructor"],
  ]);
});
