import { expect, test } from "vitest";
import { tagsAndLabels } from "../../../policies/rules/tags-and-labels.ts";
import { findings, given, object, types } from "../support.ts";

const content = (labels: object, of: "School" | "Platform" = "School") =>
  object(types.configMap, "content", { metadata: { labels } }, { of });

test("passes what says whose it is, what can carry no tag, and an adopted address whose tags are left alone", () => {
  const resources = [
    given(types.eip, "a-eip", { inputs: { tags: { "schoolgate:school": "demo", more: "of it" } } }),
    given(types.eip, "b-eip", { ignoreChanges: ["addressName", "tags"] }),
    content({ "schoolgate/school": "demo" }),
    content({ "schoolgate/platform": "demo" }, "Platform"),
    given(types.snat, "snat"),
    given("schoolgate:egress:Egress", "egress"),
    given("pulumi:providers:kubernetes", "cluster"),
  ];
  expect(findings(tagsAndLabels, resources)).toEqual([]);
});

test.each([
  types.eip,
  types.nat,
  "alicloud:ecs/securityGroup:SecurityGroup",
  "alicloud:vpc/routeTable:RouteTable",
  "alicloud:vpc/switch:Switch",
])("refuses %s without its tag", (type) => {
  const needed = [["it", "does not say whose it is: it needs the tag schoolgate:school: demo"]];
  expect(findings(tagsAndLabels, [given(type, "it")])).toEqual(needed);
  const other = given(type, "it", { inputs: { tags: { "schoolgate:school": "other" } } });
  expect(findings(tagsAndLabels, [other])).toEqual(needed);
});

test("refuses an adopted address whose other tags would go, whatever tags the program gives it", () => {
  const needed = "takes off tags that others gave an adopted address: it needs ignoreChanges: tags";
  const ours = { tags: { "schoolgate:school": "demo" } };
  for (const inputs of [{}, ours]) {
    const adopted = given(types.eip, "a-eip", { inputs, ignoreChanges: ["addressName"] });
    expect(findings(tagsAndLabels, [adopted])).toEqual([["a-eip", needed]]);
  }
});

test.each([
  ["School", {}, "schoolgate/school"],
  ["School", { "schoolgate/school": "other" }, "schoolgate/school"],
  ["School", { "schoolgate/platform": "demo" }, "schoolgate/school"],
  ["Platform", { "schoolgate/school": "demo" }, "schoolgate/platform"],
] as const)("refuses an object of a %s labelled %o", (of, labels, label) => {
  expect(findings(tagsAndLabels, [content(labels, of)])).toEqual([
    ["content-object", `does not say whose it is: it needs the label ${label}: demo`],
  ]);
});
