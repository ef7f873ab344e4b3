import { describe, expect, it } from "vitest";
import { redacted, seal, unseal } from "../../../rehearsal/kubernetes/sealing.ts";
import { secret } from "../../../rehearsal/values.ts";

const salt = "c2FsdHNhbHRzYWx0c2FsdA";

describe("sealing", () => {
  const wire = {
    open: "a",
    list: [1, secret("key")],
    nested: secret({ n: 1, b: true, s: "key", o: { x: null } }),
  };
  const stored = seal(wire, salt);

  it("keeps a salted digest of every scalar in a secret, and the rest as it is", () => {
    expect(seal({ open: "a", hidden: secret("key") }, salt)).toEqual({
      open: "a",
      hidden: "sealed:c2FsdHNhbHRzYWx0c2FsdA:S33-VY9GJ3lp6VHfS2MGG4orJrm_IbqZ20PpsSLqTXs",
    });
    expect(seal("key", "another-salt-another-sal", true)).not.toBe(seal("key", salt, true));
  });

  it("opens for who knows the values, whatever their type", () => {
    expect(unseal(stored, [{ any: "key" }, 1, true, null])).toEqual({
      ...{ open: "a", list: [1, "key"] },
      nested: { n: 1, b: true, s: "key", o: { x: null } },
    });
  });

  it("stays shut for who does not", () => {
    expect(unseal(stored, "other")).toEqual(stored);
  });

  it("keeps secret values out of errors", () => {
    const problem = "Invalid value: \"key\": spec.a in body should match 'x'";
    expect(redacted([{ field: "spec.a", problem }], wire)).toEqual([
      { field: "spec.a", problem: "Invalid value: \"[secret]\": spec.a in body should match 'x'" },
    ]);
  });
});
