import { cpSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Registered } from "../../../rehearsal/engine/goal.ts";
import { up } from "../../../rehearsal/engine/run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";
import { brief, type ToyProgram, toyStack } from "../../support/toy-stack.ts";

/** One thing of a generated program. */
interface Part {
  readonly value: number;
  readonly fixed: number;
  readonly solo: number;
  /** Takes an input from the n-th thing before it, if there is one. */
  readonly from: { readonly back: number; readonly key: "value" | "fixed" | "solo" } | undefined;
  readonly exists: boolean;
}

const part: fc.Arbitrary<Part> = fc.record({
  value: fc.nat(1),
  fixed: fc.nat(1),
  solo: fc.nat(1),
  from: fc.option(fc.record({ back: fc.nat(2), key: fc.constantFrom("value", "fixed", "solo") }), {
    nil: undefined,
  }),
  exists: fc.boolean(),
});

/** The same names in every program, so that one is a change of the other. */
const programOf =
  (parts: readonly Part[]): ToyProgram =>
  async (it) => {
    const made: Registered[] = [];
    for (const [index, { from, exists, ...inputs }] of parts.entries()) {
      if (!exists) continue;
      const source = from === undefined ? undefined : made.at(-1 - from.back);
      const taken =
        source === undefined || from === undefined ? {} : { [from.key]: it.output(source, "made") };
      const options = source === undefined || from === undefined ? {} : it.from(source, from.key);
      made.push(await it.thing(`t${index}`, { ...inputs, ...taken }, options));
    }
  };

/** What is in the cloud, but for how often a name was used. */
function contents(toy: Toy): string[] {
  return toy.things.map(({ id, inputs }) => JSON.stringify([id, inputs]).replaceAll(/#\d+/g, "")).sort();
}

test("whenever it is killed, the next run ends as an undisturbed one does", async () => {
  const base = temporaryFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.array(part, { maxLength: 5 }),
      async (olds, news) => {
        count += 1;
        const folder = join(base, `run-${count}`);
        const state = join(folder, "state");
        const cloud = join(folder, "cloud.json");
        mkdirSync(state, { recursive: true });
        expect((await up(toyStack(state, new Toy({ file: cloud }), programOf(olds)))).problems).toEqual([]);
        // What lies on disk at a call is what a kill at that moment leaves.
        const moments: string[] = [];
        const onCall = (_call: string, _count: number, moment: string) => {
          const copy = `${folder}-${moments.length}-${moment}`;
          // All but the lock: its owner, this process, is not dead.
          cpSync(folder, copy, { recursive: true, filter: (path) => basename(path) !== "lock" });
          moments.push(copy);
        };
        const toy = new Toy({ file: cloud, onCall });
        expect((await up(toyStack(state, toy, programOf(news)))).problems).toEqual([]);
        for (const copy of moments) {
          const survivor = new Toy({ file: join(copy, "cloud.json") });
          const stack = toyStack(join(copy, "state"), survivor, programOf(news));
          expect((await up(stack)).problems).toEqual([]);
          expect(contents(survivor)).toEqual(contents(toy));
          expect(brief((await up(stack)).steps)).toEqual([]);
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 10) },
  );
}, 120_000);
