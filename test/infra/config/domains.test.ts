import { expect, test } from "vitest";
import { domainOf, domainsOf, filedDomain } from "../../../infra/config/domains.ts";
import { schoolKey } from "../../../infra/config/school-facts.ts";
import { problemsAfter } from "../../support/broken-rules.ts";
import { example } from "../../support/stack-files.ts";

const filed = {
  domain: "xxxedu.cn",
  icp: "京ICP备05000001号",
  otherDomains: { "a.xxxedu.cn": "-2", "else.cn": "-3" },
};

test("a school's filed domains, with their numbers", () => {
  expect(domainsOf(filed)).toEqual([
    { name: "xxxedu.cn", icp: "京ICP备05000001号" },
    { name: "a.xxxedu.cn", icp: "-2" },
    { name: "else.cn", icp: "-3" },
  ]);
  expect(domainsOf({ domain: "xxxedu.cn" })).toEqual([{ name: "xxxedu.cn" }]);
});

test.each([
  ["api1.xxxedu.cn", "xxxedu.cn"],
  ["api1.a.xxxedu.cn", "a.xxxedu.cn"],
  ["x.else.cn", "else.cn"],
  ["else.cn", undefined],
])("%s is under %s", (host, domain) => {
  expect(
    domainOf(
      host,
      domainsOf(filed).map(({ name }) => name),
    ),
  ).toBe(domain);
  expect(filedDomain(host, filed)).toBe(domain ?? "xxxedu.cn");
});

const school = `config/${schoolKey}`;

test("a host may be under any of them, and one that is written twice is named", () => {
  const { config } = example("demo") as { config: Record<string, object> };
  const problemsWith = (more: object) => problemsAfter("demo", school, { ...config[schoolKey], ...more });
  const routes = { api1: "hub", api2: { host: "pay.else.cn", upstream: "open" } };
  expect(problemsWith({ routes, otherDomains: { "else.cn": "京ICP备05000001号-2" } })).toEqual([]);
  expect(problemsWith({ otherDomains: { "xxxedu.cn": "京ICP备05000001号" } })).toEqual([
    'schoolgate:school.otherDomains["xxxedu.cn"]: this is the school\'s domain already → remove it here',
  ]);
});
