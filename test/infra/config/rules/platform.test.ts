import { expect, test } from "vitest";
import type { PlatformConfig } from "../../../../infra/config/platform-schema.ts";
import { networkBlock, zonesInRegion } from "../../../../infra/config/rules/platform.ts";
import { readSchool } from "../../../../infra/config/school-facts.ts";
import { type BrokenRule, problemsAfter } from "../../../support/broken-rules.ts";

const school = "config/schoolgate:school";
const platform = "config/schoolgate:platform";
const egress = "schoolgate:school.egress";

const cases: readonly BrokenRule[] = [
  [
    "two parts of the network, one by its schema and one by a rule",
    "hz",
    `${platform}/network`,
    { vpcId: "vcp-1", cidr: "10.20.0.1/16", natVswitchId: "vsw-1" },
    [
      'schoolgate:platform.network.vpcId "vcp-1": a VPC id begins with vpc- → copy it from the console',
      'schoolgate:platform.network.cidr "10.20.0.1/16": a block begins at its network address → write 10.20.0.0/16',
    ],
  ],
  [
    "a contact whose number is a number, and that is not reached elsewhere",
    "hz",
    `${platform}/contact`,
    { name: "平台运维", telephone: 5710000 },
    [
      "schoolgate:platform.contact.channel: channel is required → add channel: Where else they are reached: a WeCom group, an address for mail.",
      "schoolgate:platform.contact.telephone 5710000: expected a text, found a whole number → put it in quotes",
    ],
  ],
  [
    "a contact's number that is none",
    "hz",
    `${platform}/contact/telephone`,
    "找王老师",
    [
      'schoolgate:platform.contact.telephone "找王老师": a telephone number is digits, blanks, hyphens, brackets, and 转 before an extension → write it in quotes, like "0571-0000 0000 转 801"',
    ],
  ],
  ...(
    [
      ["default", "the cluster's"],
      ["kube-system", "the cluster's"],
      ["school-demo", "a school's"],
    ] as const
  ).map(
    ([namespace, whose]): BrokenRule => [
      `the gateway in the namespace ${namespace}`,
      "hz",
      `${platform}/gateway/namespace`,
      namespace,
      [
        `schoolgate:platform.gateway.namespace "${namespace}": a gateway's namespace is the platform's own, and this is ${whose} → write one like edge`,
      ],
    ],
  ),
  [
    "no upstream that can be read",
    "hz",
    `${platform}/upstreams`,
    { Hub: { host: "hub.17wanxiao.com" } },
    [
      "schoolgate:platform.upstreams.Hub: an upstream is lower-case letters, digits and hyphens → write it so that it could be one part of a host name",
    ],
  ],
  [
    "more upstreams than a ReferenceGrant names",
    "hz",
    `${platform}/upstreams`,
    Object.fromEntries(
      ["hub", "open", ...Array.from({ length: 15 }, (_, at) => `app${at}`)].map((key) => [
        key,
        { host: `${key}.17wanxiao.com` },
      ]),
    ),
    [
      "schoolgate:platform.upstreams: a platform has at most 16 upstreams, and these are 17 → make a second platform of some",
    ],
  ],
  [
    "a zone of another region",
    "demo",
    `${school}/egress/source/zones`,
    { "cn-beijing-a": "10.20.8.0/25" },
    [
      `${egress}.source.zones.cn-beijing-a: a zone is one of the platform's region cn-hangzhou → write it like cn-hangzhou-i`,
    ],
  ],
  [
    "a source outside of the VPC",
    "demo",
    `${school}/egress/source`,
    { cidr: "10.21.8.0/24", zones: { "cn-hangzhou-i": "10.21.8.0/24" } },
    [
      `${egress}.source.cidr "10.21.8.0/24": a source lies in the VPC's block 10.20.0.0/16 → choose a free part of the VPC's block`,
    ],
  ],
  [
    "an upstream that the platform has not",
    "demo",
    `${school}/routes/api2`,
    "opem",
    [
      'schoolgate:school.routes.api2.upstream "opem": an upstream is one of the platform\'s → did you mean open?',
    ],
  ],
  [
    "the shared NAT gateway of a platform without one",
    "hz",
    `${platform}/network/sharedNat`,
    undefined,
    [
      `${egress}.nat "shared": nat: shared is the platform's NAT gateway, and this platform has none → write nat: dedicated, or add network.sharedNat to the platform's file`,
    ],
  ],
  [
    "a platform that is not there",
    "demo",
    `${school}/platform`,
    "hs",
    [
      'schoolgate:school.platform "hs": there is no platform hs: stacks/Pulumi.hs.yaml is missing → did you mean hz?',
    ],
  ],
  [
    "a platform that is a school",
    "demo",
    `${school}/platform`,
    "lakeside",
    ['schoolgate:school.platform "lakeside": lakeside is a school, not a platform → choose one of hz'],
  ],
  [
    "a platform without upstreams",
    "hz",
    `${platform}/upstreams`,
    {},
    [
      "schoolgate:platform.upstreams: a platform has at least one upstream → add one, such as hub: { host: hub.17wanxiao.com, port: 8080 }",
    ],
  ],
  [
    "an upstream that is the gateway",
    "hz",
    `${platform}/upstreams/open/host`,
    "gw-hz.campus.example.com",
    [
      "schoolgate:platform.upstreams.open.host \"gw-hz.campus.example.com\": an upstream lies behind the gateway, and this is the gateway's own address → write the vendor's host",
    ],
  ],
  [
    "two authorities of one issuer",
    "hz",
    `${platform}/ca`,
    { secretName: "campus-ca" },
    [
      "schoolgate:platform.ca: an issuer is either of an ACME account (acme) or of an authority of one's own (ca) → remove one of the two",
    ],
  ],
  [
    "a host that is the gateway's",
    "hz",
    `${platform}/gateway/address`,
    "api1.xxxedu.cn",
    [
      "schoolgate:school.routes.api1.host \"api1.xxxedu.cn\": a host is the school's own, and this is the host of the gateway → write a host under the school's domain",
    ],
  ],
  [
    "a VPC's block that is not aligned",
    "hz",
    `${platform}/network/cidr`,
    "10.20.1.0/16",
    [
      'schoolgate:platform.network.cidr "10.20.1.0/16": a block begins at its network address → write 10.20.0.0/16',
    ],
  ],
  [
    "a VPC's block that is public",
    "hz",
    `${platform}/network/cidr`,
    "8.0.0.0/8",
    [
      "schoolgate:platform.network.cidr \"8.0.0.0/8\": a VPC's block is private, of /8 to /24 → copy it from the VPC's page in the console",
    ],
  ],
  [
    "secrets on a platform",
    "hz",
    "config/schoolgate:wecomSecret",
    { secure: "AAAB" },
    [
      "schoolgate:wecomSecret: this key belongs to a school, and this is a platform → move it to the school's file",
    ],
  ],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});

test.each([
  ["10.0.0.0/8", 0],
  ["192.168.1.0/24", 0],
  ["192.168.1.0/25", 1],
  ["11.0.0.0/8", 1],
])("a VPC of %s breaks %i rules", (cidr, count) => {
  expect(networkBlock({ network: { cidr } })).toHaveLength(count);
});

test.each([
  ["cn-hangzhou", "cn-hangzhou-i", []],
  ["ap-southeast-1", "ap-southeast-1a", []],
  ["ap-southeast-1", "ap-southeast-2a", ["write it like ap-southeast-1a"]],
  ["cn-hangzhou", "cn-hangzhoui", ["write it like cn-hangzhou-i"]],
])("in the region %s the zone %s: %j", (region, zone, fixes) => {
  const { facts } = readSchool({ egress: { source: { zones: { [zone]: "10.20.8.0/25" } } } }, "demo");
  const platform = { region } as PlatformConfig;
  expect(zonesInRegion(facts, platform).map(({ fix }) => fix)).toEqual(fixes);
});
