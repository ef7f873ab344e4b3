import { expect, test } from "vitest";
import { plainVerifyFiles } from "../../../policies/rules/plain-verify-files.ts";
import { findings, object, types } from "../support.ts";

const host = "api1.xxxedu.cn";
const file = "WW_verify_54wuPnLpuTWkAF0Z.txt";
const rule = (more: object = {}) => ({
  matches: [{ path: { type: "Exact", value: `/${file}` } }],
  filters: [{ type: "ExtensionRef", extensionRef: { name: "answer" } }],
  ...more,
});
const rest = { matches: [{ path: { type: "PathPrefix", value: "/" } }] };
const route = (name: string, parent: object, rules: object[]) =>
  object(types.route, name, { spec: { parentRefs: [parent], hostnames: [host], rules } });
const https = (...rules: object[]) => route("https", { kind: "ListenerSet", name: "school" }, rules);
const http = (...rules: object[]) => route("http", { kind: "Gateway", name: "shared" }, rules);

test("passes a file that is answered first on both ports, and hosts without any", () => {
  expect(findings(plainVerifyFiles, [https(rule(), rest), http(rule(), rest)])).toEqual([]);
  expect(findings(plainVerifyFiles, [https(rest), http(rest)])).toEqual([]);
});

test("refuses a file that is answered on one port only", () => {
  expect(findings(plainVerifyFiles, [https(rule()), http(rest)])).toEqual([
    ["https-object", `${host}/${file} is not answered on :80: add its rule there too`],
  ]);
  expect(findings(plainVerifyFiles, [https(rest), http(rule())])).toEqual([
    ["http-object", `${host}/${file} is not answered on :443: add its rule there too`],
  ]);
});
