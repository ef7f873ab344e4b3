import { expect, test } from "vitest";
import { programConfig } from "../../../infra/config/stack-config.ts";

test("values become what Pulumi hands the program, ciphertexts opaque texts", () => {
  const { config, secretKeys } = programConfig({
    "schoolgate:school": { name: "示例大学", trusted: ["a"] },
    "schoolgate:wecomSecret": { secure: "v1:one" },
    "schoolgate:certificates": { a: { chain: "c", key: { secure: "v1:two" } }, list: [{ secure: "v1:one" }] },
    "alicloud:region": "cn-hangzhou",
    "alicloud:retries": 3,
    "a:notSecret": { secure: "x", more: 1 },
  });
  expect(config).toEqual({
    "schoolgate:school": '{"name":"示例大学","trusted":["a"]}',
    "schoolgate:wecomSecret": "rehearsal-secret-1b2dcecf1861",
    "schoolgate:certificates":
      '{"a":{"chain":"c","key":"rehearsal-secret-bfa524b84065"},"list":["rehearsal-secret-1b2dcecf1861"]}',
    "alicloud:region": "cn-hangzhou",
    "alicloud:retries": "3",
    "a:notSecret": '{"secure":"x","more":1}',
  });
  expect(secretKeys).toEqual(["schoolgate:wecomSecret", "schoolgate:certificates"]);
});
