import { expect, test } from "vitest";
import { verifyFileBodies } from "../../../policies/rules/verify-file-bodies.ts";
import { findings, object, types } from "../support.ts";

const code = "54wuPnLpuTWkAF0Z";
const file = `WW_verify_${code}.txt`;
const wayOut = "take the file as downloaded: ./gate verify-file <school> <route> <path>";

const route = (path: object, name = "https") =>
  object(types.route, name, {
    spec: { rules: [{ matches: [{ path }], filters: [{ extensionRef: { name: "answer" } }] }] },
  });
const exact = (name = file, route_ = "https") => route({ type: "Exact", value: `/${name}` }, route_);
const answer = (body: object, statusCode = 200) =>
  object(types.filter, "answer", { spec: { directResponse: { statusCode, body } } });
const reference = { type: "ValueRef", valueRef: { kind: "ConfigMap", name: "content" } };
const content = (body: string) => object(types.configMap, "content", { data: { "response.body": body } });

test("passes a file whose body is the code in its name, from a ConfigMap or inline", () => {
  expect(findings(verifyFileBodies, [exact(), answer(reference), content(code)])).toEqual([]);
  expect(findings(verifyFileBodies, [exact(), answer({ inline: code })])).toEqual([]);
});

test("passes a rule for names that are not listed", () => {
  const unlisted = route({ type: "RegularExpression", value: "/WW_verify_.*" });
  expect(findings(verifyFileBodies, [unlisted, answer({}, 404)])).toEqual([]);
});

test.each([
  ["no filter", []],
  ["a filter that answers 404", [answer({ inline: code }, 404)]],
  ["a filter without a body", [answer({})]],
  ["no ConfigMap", [answer(reference)]],
])("refuses a file with %s", (_, resources) => {
  expect(findings(verifyFileBodies, [exact(), ...resources])).toEqual([
    ["https-object", `${file} has no content: its rule needs a filter that answers from a ConfigMap`],
  ]);
});

test.each([`\uFEFF${code}`, `${code}\n`, "", "other"])("refuses the body %j", (body) => {
  expect(findings(verifyFileBodies, [exact(), answer(reference), content(body)])).toEqual([
    ["content-object", `${file} answers another code than its name's: ${wayOut}`],
  ]);
});

test("tells once of a file that is answered on both ports", () => {
  const both = [exact(), exact(file, "http"), answer({ inline: "" })];
  expect(findings(verifyFileBodies, both)).toEqual([
    ["answer-object", `${file} answers another code than its name's: ${wayOut}`],
  ]);
});
