import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Fault, loadFaults, methodCall, parseFaults, struck } from "../../rehearsal/faults.ts";
import { folder } from "./alicloud/support.ts";

const known = {
  calls: ["CreateSnatEntry", "DeleteSnatEntry", "AssociateEipAddress"],
  types: ["alicloud:vpc/snatEntry:SnatEntry"],
  otherPackages: ["kubernetes"],
};

describe("a fault plan", () => {
  it("strikes the first call once where it says no more", () => {
    expect(parseFaults([{ call: "CreateSnatEntry", when: "after", timeout: true }], known)).toEqual([
      { call: "CreateSnatEntry", nth: 1, times: 1, when: "after", timeout: true },
    ]);
  });

  it("may name a provider's method, also of another stand-in's type", () => {
    const plan: Fault[] = [
      { call: "create alicloud:vpc/snatEntry:SnatEntry", nth: 2, times: 3, when: "before", kill: true },
      { call: "update kubernetes:core/v1:ConfigMap", nth: 1, times: 1, when: "before", error: "Conflict" },
    ];
    expect(parseFaults(plan, known)).toEqual(plan);
    expect(methodCall("create", "alicloud:vpc/snatEntry:SnatEntry")).toBe(plan[0]?.call);
  });

  it.each([
    [
      [{ call: "CreateSnatEntri", when: "before", error: "X" }],
      '[0].call: there is no call "CreateSnatEntri"; the nearest is "CreateSnatEntry"',
    ],
    [
      [{ call: "craete alicloud:vpc/snatEntry:SnatEntry", when: "before", error: "X" }],
      '[0].call: there is no method "craete"; the nearest is "create"',
    ],
    [
      [{ call: "create alicloud:vpc/snatEntry:Snat", when: "before", error: "X" }],
      '[0].call: there is no type "alicloud:vpc/snatEntry:Snat"; the nearest is "alicloud:vpc/snatEntry:SnatEntry"',
    ],
    [
      [{ call: "create a b", when: "before", error: "X" }],
      '[0].call: "create a b" is neither a call nor a method and a type',
    ],
    [
      [{ call: "CreateSnatEntry", when: "before", error: "X", time: 2 }],
      '[0]: there is no field "time"; the nearest is "times"',
    ],
    [
      [{ call: "CreateSnatEntry", when: "before", error: "X", kill: true }],
      '[0]: say exactly one of "error", "timeout", "disconnect", "throttle", "unready", "kill"',
    ],
    [
      [{ call: "CreateSnatEntry", when: "before" }],
      '[0]: say exactly one of "error", "timeout", "disconnect", "throttle", "unready", "kill"',
    ],
    [
      [{ call: "create kubernetes:core/v1:Service", when: "before", unready: true }],
      '[0].unready: "unready" is what a Kubernetes object is after a create or an update',
    ],
    [
      [{ call: "CreateSnatEntry", when: "after", unready: true }],
      '[0].unready: "unready" is what a Kubernetes object is after a create or an update',
    ],
    [
      [{ call: "CreateSnatEntry", when: "during", error: "X" }],
      '[0].when: Invalid option: expected one of "before"|"after"',
    ],
    [{ call: "CreateSnatEntry" }, "Invalid input: expected array, received object"],
  ])("is refused %#", (plan, problem) => {
    expect(() => parseFaults(plan, known, "faults.yaml")).toThrow(
      new Error(`faults.yaml is wrong:\n  ${problem}`),
    );
  });

  it("tells every problem at once", () => {
    const plan = [
      { call: "A", when: "before", error: "X" },
      { call: "B", when: "before", error: "X" },
    ];
    expect(() => parseFaults(plan, { calls: ["C"], types: [] })).toThrow(
      new Error(
        'the fault plan is wrong:\n  [0].call: there is no call "A"; the nearest is "C"\n  [1].call: there is no call "B"; the nearest is "C"',
      ),
    );
  });

  it("strikes from the nth call on, so many times, and counts only what it names", () => {
    const plan = parseFaults(
      [{ call: "CreateSnatEntry", nth: 2, times: 2, when: "before", throttle: true }],
      known,
    );
    const counts: Record<string, number> = {};
    const hit = () => struck(plan, counts, "CreateSnatEntry") === plan[0];
    expect([hit(), hit(), hit(), hit()]).toEqual([false, true, true, false]);
    expect(struck(plan, counts, "DeleteSnatEntry")).toBeUndefined();
    expect(counts).toEqual({ CreateSnatEntry: 4 });
  });

  it("takes the first of two faults on one call", () => {
    const plan = parseFaults(
      [
        { call: "CreateSnatEntry", when: "before", error: "A" },
        { call: "CreateSnatEntry", nth: 2, when: "before", error: "B" },
      ],
      known,
    );
    const counts = {};
    const errors = [1, 2, 3].map(() => struck(plan, counts, "CreateSnatEntry")?.error);
    expect(errors).toEqual(["A", "B", undefined]);
  });
});

describe("a fault plan's file", () => {
  it("is YAML or JSON; none, or an empty one, is no fault", async () => {
    const path = await folder();
    const [yaml, json, empty] = ["a.yaml", "b.json", "c.yaml"].map((name) => join(path, name)) as [
      string,
      string,
      string,
    ];
    const plan = [{ call: "CreateSnatEntry", nth: 1, times: 1, when: "before", kill: true }];
    await writeFile(yaml, "- call: CreateSnatEntry # comment\n  when: before\n  kill: true\n");
    await writeFile(json, JSON.stringify(plan));
    await writeFile(empty, "# none\n");
    expect(await loadFaults(yaml, known)).toEqual(plan);
    expect(await loadFaults(json, known)).toEqual(plan);
    expect(await loadFaults(empty, known)).toEqual([]);
    expect(await loadFaults(join(path, "none.yaml"), known)).toEqual([]);
  });

  it("is named when it is wrong", async () => {
    const path = await folder();
    const file = join(path, "faults.yaml");
    await writeFile(file, "- call: [\n");
    await expect(loadFaults(file, known)).rejects.toThrow(
      `${file} is not YAML: Flow sequence in block collection must be`,
    );
    await writeFile(file, "- { call: Foo, when: before, kill: true }\n");
    await expect(loadFaults(file, known)).rejects.toThrow(
      new Error(`${file} is wrong:\n  [0].call: there is no call "Foo"; the nearest is "CreateSnatEntry"`),
    );
  });
});
