// Every call of a swap on stand-ins goes wrong in turn, in each way; then the same command is run again. At every moment
// the school has one SNAT entry, and in the end everything is as after a swap that nothing disturbed.
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { SwapWorld } from "../support/swap-world.ts";

let world: SwapWorld;
let undisturbed: object;

/** All that there is of a school's egress, but for how often the cloud was asked. */
const outcome = (): object => {
  const { calls: _, tokens: __, ...cloud } = world.cloud();
  return { cloud, active: world.active(), file: world.file() };
};

beforeAll(async () => {
  world = await SwapWorld.up();
  await world.swap("b");
  undisturbed = outcome();
  return () => world.remove();
}, 120_000);
beforeEach(() => world.reset());

/** Calls that change something, other than the one that a swap is. */
function otherChanges(): Record<string, number> {
  const asked = Object.entries(world.cloud().calls).filter(
    ([call]) => !/^(Describe|ModifySnatEntry$|[a-z])/.test(call),
  );
  return Object.fromEntries(asked);
}

/** After a disturbed run: one entry, on the old address or the new one, and no other change. */
function expectServed(): void {
  const { cloud } = world.active();
  expect(["a", "b"]).toContain(cloud[0]);
  expect(cloud).toHaveLength(1);
  expect(otherChanges()).toEqual({});
}

async function runAgain(): Promise<void> {
  const again = await world.swap("b");
  expect(again.failure).toBeUndefined();
  expectServed();
  expect(outcome()).toEqual(undisturbed);
}

const snat = "alicloud:vpc/snatEntry:SnatEntry";
const eip = "alicloud:ecs/eipAddress:EipAddress";
type Place = Pick<FaultInput, "call" | "nth" | "when">;
type Way = Pick<FaultInput, "error" | "timeout" | "throttle" | "kill">;
const sides = ["before", "after"] as const;
const around = (call: string, ...nths: readonly number[]): Place[] =>
  nths.flatMap((nth) => sides.map((when) => ({ call, nth, when })));

/** The one change, and the questions that wait for its end. */
const cloudCalls: readonly Place[] = [
  ...around("ModifySnatEntry", 1),
  ...[1, 2].map((nth) => ({ call: "DescribeSnatTableEntries", nth, when: "before" }) as const),
];
/** What the provider is asked: in the preview, in the plan that is compared with it, and in the update itself. */
const methods: readonly Place[] = [
  ...around(`update ${snat}`, 1),
  ...around(`check ${snat}`, 1, 2, 3),
  ...around(`diff ${snat}`, 1, 2, 3),
  ...around(`check ${eip}`, 1, 3, 5),
];
const inWays = (places: readonly Place[], ...ways: readonly Way[]): FaultInput[] =>
  places.flatMap((place) => ways.map((way) => ({ ...place, ...way })));

describe("an error", () => {
  test.each([
    ...inWays(
      cloudCalls,
      { error: "OperationDenied" },
      { error: "OperationConflict" },
      { timeout: true },
      { throttle: true },
    ),
    ...inWays(methods, { error: "OperationDenied" }),
  ])("%j", async (fault) => {
    const { failure } = await world.swap("b", [fault]);
    expectServed();
    const { cloud, state, file } = world.active();
    // It has looked since, so the stack file and the state say where calls leave from.
    expect([file, state]).toEqual([...cloud, ...cloud]);
    if (failure === undefined) expect(cloud).toEqual(["b"]);
    await runAgain();
  });
});

describe("a kill", () => {
  test.each(inWays([...cloudCalls, ...methods], { kill: true }))("%j", async (fault) => {
    expect(await world.inProcess("swap b", [fault])).toBe("SIGKILL");
    expectServed();
    await runAgain();
  });

  test("at the second run too", async () => {
    const fault = { call: "ModifySnatEntry", when: "after", kill: true } as const;
    expect(await world.inProcess("swap b", [fault])).toBe("SIGKILL");
    expect(await world.inProcess("swap b", [{ ...fault, nth: 2 }])).toBe("SIGKILL");
    expectServed();
    await runAgain();
  });
});

test("throttling without an end: it gives up after seven tries, and nothing has changed", async () => {
  const { failure, pauses } = await world.swap("b", [
    { call: "ModifySnatEntry", times: 1000, when: "before", error: "OperationConflict" },
  ]);
  expect(failure?.what).toMatch(
    /OperationConflict.*The cloud sends calls from a .*; the state says a .*; stacks\/Pulumi\.demo\.yaml says active: a\.$/,
  );
  expect(pauses).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expectServed();
  await runAgain();
});
