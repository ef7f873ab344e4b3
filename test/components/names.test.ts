import { expect, test } from "vitest";
import {
  broughtSecretName,
  cloudName,
  platformLabels,
  schoolLabels,
  schoolNamespace,
  schoolTags,
  tlsSecretName,
  verifyFileName,
} from "../../components/names.ts";

// The longest that infra/config/shapes.ts lets through.
const slug = "s".repeat(40);
const routeKey = "r".repeat(30);
const addressKey = "a".repeat(20);

test("a school's names, labels and tags", () => {
  expect(schoolNamespace("demo")).toBe("school-demo");
  expect(schoolLabels("demo")).toEqual({ "schoolgate/school": "demo" });
  expect(platformLabels("hz")).toEqual({ "schoolgate/platform": "hz" });
  expect(schoolTags("demo")).toEqual({ "schoolgate:school": "demo" });
  expect(tlsSecretName("api1")).toBe("api1-tls");
  expect(broughtSecretName("api1")).toBe("api1-brought-tls");
  expect(cloudName("demo")).toBe("schoolgate-demo");
  expect(cloudName("demo", "a")).toBe("schoolgate-demo-a");
});

test.each([
  ["api1", "WW_verify_54wuPnLpuTWkAF0Z.txt", "verify-api1-54wupnlputwkaf0z-c2227e5f"],
  ["api2", "WW_verify_54wuPnLpuTWkAF0Z.txt", "verify-api2-54wupnlputwkaf0z-c2227e5f"],
  ["api1", "WW_verify_54WUPNLPUTWKAF0Z.txt", "verify-api1-54wupnlputwkaf0z-97a1f6a6"],
])("a verify file of %s: %s", (route, file, name) => {
  expect(verifyFileName(route, file)).toBe(name);
});

test("files that differ in the case of one letter, or far behind their beginning, have names of their own", () => {
  const files = ["aB", "Ab", "ab", "AB", `${"x".repeat(40)}1`, `${"x".repeat(40)}2`];
  const names = files.map((code) => verifyFileName("api1", `WW_verify_${code}.txt`));
  expect(new Set(names).size).toBe(files.length);
  expect(names.map((name) => name.toLowerCase())).toEqual(names);
});

test("the longest names keep within the limits of Kubernetes and Alibaba Cloud", () => {
  expect(schoolNamespace(slug)).toHaveLength(47); // a label: 63
  expect(tlsSecretName(routeKey)).toHaveLength(34); // a subdomain: 253
  const file = `WW_verify_${"Z".repeat(200)}.txt`;
  expect(verifyFileName(routeKey, file)).toMatch(/^verify-r{30}-z{20}-[0-9a-f]{8}$/);
  expect(cloudName(slug, addressKey)).toHaveLength(72); // a name in the console: 128
});
