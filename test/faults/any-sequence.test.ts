// Addresses come and go and are swapped, in any order, while calls go wrong and processes are killed. At no moment is the
// school without its SNAT entry, and no elastic IP is lost, replaced or left over.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { runGate } from "../support/gate.ts";
import { SwapWorld } from "../support/swap-world.ts";

let world: SwapWorld;
beforeAll(async () => {
  world = await SwapWorld.up();
}, 120_000);
afterAll(() => world.remove());

const fault: fc.Arbitrary<FaultInput | undefined> = fc.option(
  fc
    .record({
      call: fc.constantFrom(
        ...["ModifySnatEntry", "DescribeSnatTableEntries", "AllocateEipAddress", "AssociateEipAddress"],
        ...["DeletionProtection", "UnassociateEipAddress", "ReleaseEipAddress"],
      ),
      nth: fc.integer({ min: 1, max: 2 }),
      when: fc.constantFrom("before" as const, "after" as const),
      way: fc.constantFrom<Partial<FaultInput>>(
        ...[{ error: "OperationDenied" }, { error: "OperationConflict" }, { timeout: true as const }],
        ...[{ throttle: true as const }, { kill: true as const }],
      ),
    })
    .map(({ way, ...place }) => ({ ...place, ...way }))
    // Of what was made and refused all the same no state hears: test/engine/up-faults.test.ts.
    .filter(
      ({ call, when, error }: FaultInput) =>
        error === undefined || when === "before" || !/^(Allocate|Associate)/.test(call),
    ),
  { nil: undefined },
);
const step = fc.record({
  does: fc.constantFrom("swap a", "swap b", "swap c", "add", "retire a", "retire b", "delete a", "delete b"),
  fault,
});

/** Edits the stack file as `gate address …` does; what it refuses leaves the file as it is. */
const address = (...words: readonly string[]) => runGate(world.project.root, ["address", ...words]);

/** Runs a command on the cloud, in a process of its own where that is to be killed. */
async function run(command: string, plan: FaultInput | undefined): Promise<void> {
  if (plan?.kill) await world.inProcess(command, [plan]);
  else if (command === "up") await world.up(plan && [plan]);
  else await world.swap(command.replace("swap ", ""), plan && [plan]);
}

async function take(does: string, plan: FaultInput | undefined): Promise<void> {
  const [verb = "", key = "c"] = does.split(" ");
  if (verb === "swap") return run(does, plan);
  if (verb === "add") await address("add", "demo", "--key", key);
  if (verb === "retire") await address("trusted", "demo", key, "--remove");
  if (verb === "retire") await address("retire", "demo", key);
  if (verb === "delete") await address("retire", "demo", key, "--delete");
  await run("up", plan);
  if (verb === "add") await address("trusted", "demo", key);
}

/** Allocation ids of the school's addresses, by key. */
function allocations(): Map<string, string[]> {
  const byKey = Map.groupBy(Object.values(world.cloud().eips), ({ name }) =>
    name.replace("schoolgate-demo-", ""),
  );
  return new Map([...byKey].map(([key, group]) => [key, group.map(({ allocationId }) => allocationId)]));
}

test("whatever happens, there is one SNAT entry, and every address is there once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
      world.reset();
      const first = allocations();
      for (const { does, fault: plan } of steps) {
        await take(does, plan);
        const { cloud } = world.active();
        expect(cloud).toHaveLength(1);
        // None in between either: the entry is neither taken away nor made again.
        const { DeleteSnatEntry = 0, CreateSnatEntry = 0 } = world.cloud().calls;
        expect({ DeleteSnatEntry, CreateSnatEntry }).toEqual({ DeleteSnatEntry: 0, CreateSnatEntry: 0 });
        expect(["a", "b", "c"]).toContain(cloud[0]);
      }
      // Twice: the first finishes what a killed run began, and may find that it failed.
      await world.up();
      const { result, problems } = await world.up();
      expect({ result, problems }).toEqual({ result: "succeeded", problems: [] });

      const { cloud, state, file } = world.active();
      expect({ cloud, state }).toEqual({ cloud: [file], state: file });
      const keys = [...world.keys()].sort();
      const last = allocations();
      expect([...last.keys()].sort()).toEqual(keys);
      for (const [key, ids] of last) {
        expect(ids).toHaveLength(1);
        if (first.has(key)) expect(ids).toEqual(first.get(key));
      }
    }),
    { numRuns: 8 },
  );
}, 900_000);
