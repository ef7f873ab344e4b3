import { expect, test } from "vitest";
import { type BrokenRule, problemsAfter } from "../../../support/broken-rules.ts";

const school = "config/schoolgate:school";

/** A domain of 249 characters. */
const long = `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(62)}.edu`;

const cases: readonly BrokenRule[] = [
  [
    "a host outside of the domain",
    "demo",
    `${school}/routes`,
    { api1: { host: "a.else.cn", upstream: "hub" } },
    [
      'schoolgate:school.routes.api1.host "a.else.cn": a host is under the school\'s domain xxxedu.cn → write it like api1.xxxedu.cn, or write the filed domain that it is under into otherDomains',
    ],
  ],
  [
    "the domain itself as host",
    "demo",
    `${school}/routes`,
    { api1: { host: "xxxedu.cn", upstream: "hub" } },
    [
      'schoolgate:school.routes.api1.host "xxxedu.cn": a host is under the school\'s domain xxxedu.cn → write it like api1.xxxedu.cn, or write the filed domain that it is under into otherDomains',
    ],
  ],
  ["a route that is retired", "demo", `${school}/routes/api2`, { upstream: "open", retired: true }, []],
  [
    "a retired route under the entry URL",
    "demo",
    `${school}/routes/api1`,
    { upstream: "hub", retired: true },
    [
      "schoolgate:school.routes.api1.retired true: the entry URL is on this route's host, so it is not retired → first name another in entry.route, and have the school enter the new URL in WeCom",
    ],
  ],
  [
    "all routes retired",
    "demo",
    `${school}/routes`,
    { api1: { upstream: "hub", retired: true }, api2: { upstream: "open", retired: true } },
    [
      "schoolgate:school.routes: one route at least is not retired → take retired out of one; a school that leaves whole is retired whole: ./gate retire <school>",
      "schoolgate:school.routes.api1.retired true: the entry URL is on this route's host, so it is not retired → first name another in entry.route, and have the school enter the new URL in WeCom",
    ],
  ],
  [
    "a host of two routes",
    "demo",
    `${school}/routes/api2`,
    { host: "api1.xxxedu.cn", upstream: "open" },
    [
      'schoolgate:school.routes.api2 "api1.xxxedu.cn": a host has one route, and api1 has it already → give one of them another host',
    ],
  ],
  [
    "more routes than a ListenerSet has listeners",
    "demo",
    `${school}/routes`,
    Object.fromEntries([["api1", "hub"], ...Array.from({ length: 64 }, (_, at) => [`news${at}`, "open"])]),
    [
      "schoolgate:school.routes: a school has at most 64 routes, and these are 65 → make a second school of some",
    ],
  ],
  [
    "a key that makes a host too long",
    "demo",
    `${school}/domain`,
    long,
    [
      `schoolgate:school.routes.api1: a DNS name has at most 253 characters, and api1 under the domain has 254 → choose a shorter key`,
      `schoolgate:school.routes.api2: a DNS name has at most 253 characters, and api2 under the domain has 254 → choose a shorter key`,
    ],
  ],
  [
    "no route",
    "northgate",
    `${school}/routes`,
    {},
    [
      "schoolgate:school.routes: a school has at least one route → write routes: { api1: hub, api2: open }, or remove the key, which says the same",
      "schoolgate:school.wecom.verifyFiles.campus: verify files belong to a route, and no route has this key → there is none to choose",
      "schoolgate:certificates.campus: no route has this key → there is none to choose",
      "schoolgate:certificates.pay: no route has this key → there is none to choose",
    ],
  ],
  [
    "routes that are no map: what hangs on them is not reported again",
    "northgate",
    `${school}/routes`,
    ["api1"],
    ['schoolgate:school.routes ["api1"]: expected a map, found a list → write a map'],
  ],
  [
    "a school that is no map",
    "demo",
    school,
    5,
    ["schoolgate:school 5: expected a map, found a whole number → write a map"],
  ],
  [
    "an entry that no route is meant for",
    "demo",
    `${school}/routes/api1`,
    "open",
    [
      "schoolgate:school.entry: the entry URL is on the host of the route to hub, or of the only route, and there is neither → name its route, such as route: api1, beside flag",
    ],
  ],
  ["an entry of the only route", "demo", `${school}/routes`, { api1: "open" }, []],
  [
    "an entry of a route that is none",
    "demo",
    `${school}/entry/route`,
    "api3",
    [
      'schoolgate:school.entry.route "api3": the entry URL is on the host of a route, and there is none of this key → did you mean api1, or api2?',
    ],
  ],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});
