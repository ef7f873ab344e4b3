import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { type Release, takeLock } from "../../lib/lock.ts";
import { Refusal } from "../../lib/refusal.ts";

/** Per folder of a lock, when its last holder in this process is done: callers here queue, only processes meet at the lock. */
const queues = new Map<string, Promise<void>>();

/**
 * Takes the lock of the NAT gateway that a school's calls leave by: its SNAT table takes one change at a time, whichever
 * school it is for. Another swap of this process is waited for. The lock holds between the swaps of one user on one
 * machine; those of others meet at the cloud, which refuses the second, and the swap tries again.
 *
 * @param folder where the locks of all NAT gateways lie
 * @throws {Refusal} that names who holds it, and since when
 */
export async function takeNatLock(folder: string, stack: SchoolStack, command: string): Promise<Release> {
  const nat = natOf(stack);
  const own = join(folder, nat.id);
  mkdirSync(own, { recursive: true });
  const { promise: turn, resolve: pass } = Promise.withResolvers<void>();
  const before = queues.get(own);
  queues.set(own, turn);
  await before;
  try {
    const release = await takeLock(own, { command, what: nat.name });
    return async () => {
      await release();
      pass();
    };
  } catch (error) {
    pass();
    if (!(error instanceof Refusal)) throw error;
    const [what = "", ...fix] = error.message.split("\n");
    throw new Refusal(what, fix.join(" ") || "look at the folder and its rights");
  }
}

/** The NAT gateway of a school: what tells it from others, and what people call it. */
export function natOf({ name, school, platform }: SchoolStack): {
  readonly id: string;
  readonly name: string;
} {
  const id = school.egress.nat === "shared" ? platform.network.sharedNat?.natGatewayId : undefined;
  return id === undefined
    ? { id: `dedicated-${name}`, name: `the NAT gateway of ${name}` }
    : { id, name: `the NAT gateway ${id}` };
}
