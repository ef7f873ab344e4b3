import { expect, test } from "vitest";
import { certificateConcerns, holderOf } from "../../fleet/status/concerns.ts";

test("a brought certificate that ends soon", () => {
  const ends = "2026-12-13T12:00:00.000Z";
  const found = certificateConcerns([
    { route: "api1", host: "api1.x.cn", from: "secret", ends, days: 12 },
    { route: "api2", host: "api2.x.cn", from: "secret", ends, days: 22 },
    { route: "api3", host: "api3.x.cn", from: "issuer" },
  ]);
  expect(found).toEqual([
    {
      level: "attention",
      what: "the certificate of api1.x.cn ends in 12 days",
      fix: "have its successor issued, and bring it: schoolgate:certificates.api1",
    },
  ]);
});

test.each([
  [{}, "its file does not say who"],
  [{ host: "ci-1" }, "ci-1"],
  [
    { user: "ann", host: "ci-1", pid: 7, since: "2026-11-30T08:00:00Z" },
    "ann@ci-1, process 7, since 2026-11-30T08:00:00Z",
  ],
])("whose a lock is: %j", (lock, expected) => {
  expect(holderOf(lock)).toBe(expected);
});
