import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import type { StackPlan } from "../../plan/model.ts";
import { comparePreview } from "../../plan/preview/compare.ts";
import type { OpenStack } from "./engine.ts";

/** How a roll-out ended for one stack. */
export type Ending =
  /** It has the change: by this run, or it had it before. */
  | { readonly stack: string; readonly result: "up" | "up already" | "not begun" }
  /** `held back`: nothing of it was done. `between`: the up began and did not come to its end. */
  | {
      readonly stack: string;
      readonly result: "held back" | "between";
      readonly why: readonly string[];
      readonly fix: string;
    };

/**
 * Brings one stack up by the very preview that is what was reviewed of it.
 *
 * @param moved why the checkout is no longer the one that was reviewed
 */
export async function rollOutOne(
  reviewed: StackPlan,
  open: OpenStack,
  moved: () => Refusal | undefined,
): Promise<Ending> {
  const { name } = reviewed;
  const heldBack = (why: readonly string[], fix: string): Ending => ({
    ...{ stack: name, result: "held back", why, fix },
  });
  const folder = mkdtempSync(join(tmpdir(), "schoolgate-rollout-"));
  const file = join(folder, "plan.json");
  const refuseMoved = (): void => {
    const refusal = moved();
    if (refusal !== undefined) throw refusal;
  };
  try {
    const stack = await open(name);
    const before = await stack.state();
    if (before.pending.length > 0)
      return heldBack(
        [`an up was cut off, and what came of it is not in the state: ${before.pending.join(", ")}`],
        `see what is there: pulumi refresh -s ${name}; then roll out again`,
      );
    refuseMoved();
    const preview = await stack.preview(file);
    if ("errors" in preview) return heldBack(preview.errors, `pulumi preview -s ${name} says more`);
    const { differences, isUp } = comparePreview(reviewed, preview);
    if (differences.length > 0)
      return heldBack(
        differences,
        `./gate status ${name} shows what is outstanding; bring that up in a change of its own, or plan again and have that reviewed`,
      );
    if (isUp) return { stack: name, result: "up already" };
    // An update plan of Pulumi binds no state: another run's, between the preview and the update, would not be seen.
    if ((await stack.state()).digest !== before.digest)
      return heldBack(["its state was changed by another run meanwhile"], "roll out again");
    refuseMoved();
    const errors = await stack.up(file);
    if (errors.length === 0) return { stack: name, result: "up" };
    const fix = "put that right, then roll out again: it goes on";
    // An up that was refused, as by a lock, writes nothing; one that began does, whatever became of it.
    const isBegun = (await stack.state().catch(() => undefined))?.digest !== before.digest;
    return isBegun ? { stack: name, result: "between", why: errors, fix } : heldBack(errors, fix);
  } catch (error) {
    // Whatever it is, the others' ends are reported as well.
    const fix = error instanceof Refusal ? error.fix : undefined;
    return heldBack([messageOf(error)], fix ?? `pulumi preview -s ${name} says more`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
