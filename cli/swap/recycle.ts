import { relayLabels, schoolNamespace } from "../../components/names.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { type PodCluster, pods } from "./pods.ts";

/** Milliseconds between two looks at the pods, and how many looks before it gives up: five minutes. */
const pause = 2_000;
const looks = 150;

/**
 * Refuses to recycle what is not there.
 * @throws {Refusal} when the school has no relay
 */
export function refuseWithoutRelay({ name, file, school }: SchoolStack): void {
  if (school.egress.relay) return;
  throw new Refusal(
    `${name} has no relay (${file}, egress.relay): its callers keep their connections themselves`,
    "leave --recycle out, and restart the callers",
  );
}

/**
 * Restarts a school's relay, one pod after the other, so that no connection through it is on the address from before:
 * evicted, as the disruption budget allows, and the next only once as many serve again. Nothing of the stack changes.
 *
 * @param rehearsed says what it would do: a rehearsal has no pods
 * @throws {Refusal} when the cluster cannot be asked, or the pods do not come back
 */
export async function recycle(stack: SchoolStack, rehearsed: boolean, deps: Deps): Promise<void> {
  const namespace = schoolNamespace(stack.name);
  if (rehearsed) {
    deps.stdout.write(
      `On a cluster, --recycle restarts the pods of wecom-relay in ${namespace} one by one; a rehearsal has none.\n`,
    );
    return;
  }
  const cluster = pods({ context: stack.platform.kubeContext, namespace, labels: relayLabels(stack.name) });
  try {
    const count = await restart(cluster, deps);
    deps.stdout.write(`The relay's ${count} pods were restarted: no connection through it is an old one.\n`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(
      `${error.message}; the swap itself is done`,
      `${error.fix}; then again, with --recycle: what is swapped stays so`,
    );
  }
}

/** Restarts pods one by one. @returns how many */
export async function restart(cluster: PodCluster, { stderr, sleep }: Pick<Deps, "stderr" | "sleep">) {
  const old = (await cluster.list()).filter(({ isEnding }) => !isEnding).map(({ name }) => name);
  if (old.length === 0)
    throw new Refusal(`${cluster.what} has no pod`, "see that the stack is up, and in this cluster");
  const until = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
    for (let look = 0; look < looks; look++) {
      if (await holds()) return;
      await sleep(pause);
    }
    throw new Refusal(
      `${what} within ${(looks * pause) / 60_000} minutes`,
      `kubectl --namespace ${cluster.namespace} describe pods says why`,
    );
  };
  const allServe = async (): Promise<boolean> => {
    const staying = (await cluster.list()).filter(({ isEnding }) => !isEnding);
    return staying.length >= old.length && staying.every(({ isReady }) => isReady);
  };
  for (const [index, name] of old.entries()) {
    await until(allServe, `the pods of ${cluster.what} do not all serve`);
    stderr.write(`restarting ${name} (${index + 1} of ${old.length})\n`);
    await until(() => cluster.evict(name), `the disruption budget does not let ${name} go`);
  }
  await until(allServe, `the pods of ${cluster.what} do not all serve`);
  // A pod that drains holds its connections still.
  const gone = async (): Promise<boolean> => (await cluster.list()).every(({ name }) => !old.includes(name));
  await until(gone, `the old pods of ${cluster.what} do not end`);
  return old.length;
}
