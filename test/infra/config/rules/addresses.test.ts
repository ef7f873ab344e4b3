import { expect, test } from "vitest";
import { type BrokenRule, problemsAfter } from "../../../support/broken-rules.ts";
import { example } from "../../../support/stack-files.ts";

const school = "config/schoolgate:school";
const egress = "schoolgate:school.egress";

const cases: readonly BrokenRule[] = [
  [
    "addresses that are no map: what hangs on them is not reported again",
    "demo",
    `${school}/egress/addresses`,
    ["a"],
    [`${egress}.addresses ["a"]: expected a map, found a list → write a map`],
  ],
  [
    "no egress",
    "demo",
    `${school}/egress`,
    undefined,
    [`${egress}: egress is required → add egress: How OAuth calls reach WeCom.`],
  ],
  [
    "no address",
    "demo",
    `${school}/egress/addresses`,
    {},
    [
      `${egress}.addresses: a school has at least one address of its own → add one that is allocated, such as a: {}; a second one stands by for a swap`,
      `${egress}.active "a": active is a key of addresses → there is none to choose`,
      `${egress}.trusted[0] "a": trusted holds keys of addresses → there is none to choose`,
      `${egress}.trusted[1] "b": trusted holds keys of addresses → there is none to choose`,
    ],
  ],
  [
    "external addresses alone",
    "demo",
    `${school}/egress`,
    { ...egressOf("demo"), addresses: { a: { ip: "47.111.68.103", external: true } }, trusted: ["a"] },
    [
      `${egress}.addresses: a school has at least one address of its own → add one that is allocated, such as a: {}; a second one stands by for a swap`,
      `${egress}.active "a": the active address is bound to the NAT gateway, and an external one is not ours to bind → add an address of the school's own, such as a: {}`,
    ],
  ],
  [
    "an address key",
    "demo",
    `${school}/egress/addresses/B_2`,
    {},
    [
      `${egress}.addresses.B_2: an address key is lower-case letters, digits and hyphens → write it so that it could be one part of a host name`,
    ],
  ],
  [
    "an active key that is not there",
    "demo",
    `${school}/egress/active`,
    "aa",
    [`${egress}.active "aa": active is a key of addresses → did you mean a?`],
  ],
  [
    "an active address that is external",
    "lakeside",
    `${school}/egress/active`,
    "old",
    [
      `${egress}.active "old": the active address is bound to the NAT gateway, and an external one is not ours to bind → choose one of a, b`,
    ],
  ],
  [
    "an active address that is not trusted",
    "demo",
    `${school}/egress/trusted`,
    ["b"],
    [
      `${egress}.active "a": the active address is trusted: WeCom answers any other with errcode 60020 → have the school enter its IP in 企业可信IP, then add the key to trusted`,
    ],
  ],
  [
    "an active address that is retired",
    "demo",
    `${school}/egress`,
    { ...egressOf("demo"), addresses: { a: { retired: true }, b: {} }, trusted: ["b"], active: "a" },
    [
      `${egress}.active "a": the active address is not retired: its protection is off → swap to another one first, or take its retired out again`,
      `${egress}.active "a": the active address is trusted: WeCom answers any other with errcode 60020 → have the school enter its IP in 企业可信IP, then add the key to trusted`,
    ],
  ],
  [
    "a retired address that is trusted",
    "demo",
    `${school}/egress/addresses/b`,
    { retired: true },
    [
      `${egress}.addresses.b.retired true: a retired address is not trusted, unless that is said → have the school take its IP off 企业可信IP and remove b from trusted, or write retired: still-trusted`,
    ],
  ],
  [
    "a retired address, said to be trusted still",
    "demo",
    `${school}/egress/addresses/b`,
    { retired: "still-trusted" },
    [],
  ],
  [
    "a retired address, said to be trusted, that is not",
    "demo",
    `${school}/egress`,
    { ...egressOf("demo"), addresses: { a: {}, b: { retired: "still-trusted" } }, trusted: ["a"] },
    [
      `${egress}.addresses.b.retired "still-trusted": still-trusted is said of an address among trusted, and b is not → write retired: true`,
    ],
  ],
  [
    "retired as something else",
    "demo",
    `${school}/egress/addresses/b`,
    { retired: "yes" },
    [
      `${egress}.addresses.b.retired "yes": retired is true, or still-trusted → write retired: true, or leave it out`,
    ],
  ],
  [
    "an external address that is retired",
    "lakeside",
    `${school}/egress/addresses/old/retired`,
    true,
    [`${egress}.addresses.old.retired: this key is not known here → choose one of ip, external`],
  ],
  ["nothing trusted yet", "demo", `${school}/egress/trusted`, undefined, []],
  [
    "a trusted key that is not there",
    "demo",
    `${school}/egress/trusted`,
    ["a", "standby"],
    [`${egress}.trusted[1] "standby": trusted holds keys of addresses → choose one of a, b`],
  ],
  [
    "a trusted key twice",
    "demo",
    `${school}/egress/trusted`,
    ["a", "b", "a"],
    [`${egress}.trusted[2] "a": a key is trusted once → remove it here`],
  ],
  [
    "more trusted IPs than WeCom takes",
    "demo",
    `${school}/egress`,
    { ...egressOf("demo"), ...addresses(121) },
    [
      `${egress}.trusted: WeCom takes at most 120 trusted IPs, and these are 121 → remove addresses that no call leaves from any more`,
    ],
  ],
  [
    "as many trusted IPs as WeCom takes",
    "demo",
    `${school}/egress`,
    { ...egressOf("demo"), ...addresses(120) },
    [],
  ],
  [
    "an allocation under two keys",
    "lakeside",
    `${school}/egress/addresses/b`,
    { allocationId: "eip-bp1lakeside00000001" },
    [
      `${egress}.addresses.b.allocationId "eip-bp1lakeside00000001": an address has one key, and a has it already → remove one of the two`,
    ],
  ],
  [
    "an external IP under two keys",
    "lakeside",
    `${school}/egress/addresses/older`,
    { ip: "47.111.68.103", external: true },
    [
      `${egress}.addresses.older.ip "47.111.68.103": an address has one key, and old has it already → remove one of the two`,
    ],
  ],
  [
    "an external IP that is private",
    "lakeside",
    `${school}/egress/addresses/old/ip`,
    "192.168.1.1",
    [
      `${egress}.addresses.old.ip "192.168.1.1": a trusted IP is a public address, and this one is not on the internet → write the address that WeCom names in its errcode 60020 answer`,
    ],
  ],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});

function egressOf(name: string): Record<string, unknown> {
  return (example(name).config["schoolgate:school"] as { egress: Record<string, unknown> }).egress;
}

function addresses(count: number): Record<string, unknown> {
  const keys = ["a", ...Array.from({ length: count - 1 }, (_, index) => `x${index}`)];
  return { addresses: Object.fromEntries(keys.map((key) => [key, {}])), trusted: keys };
}
