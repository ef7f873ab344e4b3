import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atMost, type Share, shareOf, sharesOf, wavesOf } from "../../../cli/rollout/waves.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { Change, StackPlan } from "../../../plan/model.ts";

const change = (operation: Change["operation"]): Change => ({
  ...{ operation, urn: "u", type: "kubernetes:core/v1:ConfigMap", name: "n", properties: [], options: [] },
});
const stack = (name: string, kind: StackPlan["kind"], operation: Change["operation"]): StackPlan => ({
  ...{ name, kind, changes: [change(operation)], violations: [] },
});
const group = (fingerprint: string, schools: readonly string[]) => ({
  ...{ fingerprint, schools, changes: [], violations: [] },
});

const few = new Map(
  [
    ...["a", "b", "c", "d", "e"].map((name) => stack(name, "school", "update")),
    stack("x", "school", "delete"),
    stack("y", "school", "delete"),
    stack("z", "school", "replace"),
    stack("hz", "platform", "update"),
  ].map((each) => [each.name, each]),
);
const groups = [
  group("1", ["x", "y"]),
  group("2", ["z"]),
  group("3", ["hz"]),
  group("4", ["a", "b", "c", "d", "e"]),
];

describe("waves", () => {
  it("are platforms, canaries, shares, and each dangerous group by itself", () => {
    const shares: Share[] = [{ schools: 1 }, { percent: 50 }, { percent: 100 }];
    expect(wavesOf({ groups }, few, { canaries: ["c"], shares })).toEqual([
      { title: "platforms", stacks: ["hz"] },
      { title: "canaries", stacks: ["c"] },
      { title: "schools, wave 1 of 3", stacks: ["a"] },
      { title: "schools, wave 2 of 3", stacks: ["b"] },
      { title: "schools, wave 3 of 3", stacks: ["d", "e"] },
      { title: "dangerous group 1", stacks: ["x", "y"] },
      { title: "dangerous group 2", stacks: ["z"] },
    ]);
  });

  it.each(["hz", "q"])("refuse the canary %s, to which no school's change happens", (name) => {
    expect(() => wavesOf({ groups }, few, { canaries: [name], shares: [{ percent: 100 }] })).toThrow(
      new Refusal(
        `${name}: a canary is a school that the plan changes`,
        "leave it out, or choose among: a, b, c, d, e, x, y, z",
      ),
    );
  });

  it("have every stack once, whatever the shares are, and none grows beyond its share", () => {
    const share = fc.oneof(
      fc.record({ schools: fc.nat(40) }),
      fc.record({ percent: fc.integer({ min: 0, max: 100 }) }),
    );
    const kinds = fc.constantFrom("update", "delete", "create") satisfies fc.Arbitrary<Change["operation"]>;
    fc.assert(
      fc.property(
        fc.array(kinds, { minLength: 1, maxLength: 30 }),
        fc.array(share, { minLength: 1, maxLength: 5 }),
        fc.nat(29),
        (operations, shares, at) => {
          const all = operations.map((operation, index) => stack(`s${index}`, "school", operation));
          const stacks = new Map(all.map((each) => [each.name, each]));
          const names = [...stacks.keys()];
          const canaries = names.slice(at, at + 1);
          const waves = wavesOf({ groups: [group("1", names)] }, stacks, { canaries, shares });
          const order = waves.flatMap((wave) => wave.stacks);
          expect(order.toSorted()).toEqual(names.toSorted());
          expect(waves).toEqual(
            wavesOf({ groups: [group("1", names)] }, new Map([...stacks].reverse()), { canaries, shares }),
          );
          const isDangerous = (name: string) => stacks.get(name)?.changes[0]?.operation === "delete";
          const dangerous = names.filter((name) => isDangerous(name) && !canaries.includes(name)).sort();
          expect(order.slice(order.length - dangerous.length)).toEqual(dangerous);
        },
      ),
    );
  });
});

describe("a share", () => {
  it("is a number of schools, or a part of them", () => {
    expect(sharesOf("1,5%, 100%")).toEqual([{ schools: 1 }, { percent: 5 }, { percent: 100 }]);
    expect([atMost({ schools: 3 }, 30), atMost({ percent: 5 }, 30), atMost({ percent: 5 }, 10)]).toEqual([
      3, 1, 0,
    ]);
  });

  it.each(["", "-1", "101%", "5 %", "a", "1.5"])("is not %j", (text) => {
    expect(() => shareOf(text, "--waves")).toThrow(
      new Refusal(
        `--waves: ${text} is neither a number of schools nor a share of them`,
        "write numbers and shares up to 100%, such as 1,5%,25%,100%",
      ),
    );
  });
});
