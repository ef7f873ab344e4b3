import { setTimeout as sleep } from "node:timers/promises";
import type { KubeApi, KubeObject } from "./kube-api.ts";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** Which conditions a kind must have, by the list of its status that they are in; "" is the status itself. */
const wanted: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  GatewayClass: { "": ["Accepted"] },
  // Programmed too waits for a load balancer's address, which the edge has none of: its listeners tell.
  Gateway: { "": ["Accepted"], listeners: ["Accepted", "Programmed", "ResolvedRefs"] },
  ListenerSet: { "": ["Accepted", "Programmed"], listeners: ["Accepted", "Programmed", "ResolvedRefs"] },
  HTTPRoute: { parents: ["Accepted", "ResolvedRefs"] },
  EnvoyExtensionPolicy: { ancestors: ["Accepted"] },
  ClientTrafficPolicy: { ancestors: ["Accepted"] },
  BackendTrafficPolicy: { ancestors: ["Accepted"] },
  ClusterIssuer: { "": ["Ready"] },
  Certificate: { "": ["Ready"] },
  Deployment: { "": ["Available"] },
};

/**
 * What an object still lacks, in its controller's words; `undefined` once it is ready. Kinds without a controller are
 * always ready.
 */
export function lacks(object: KubeObject): string | undefined {
  const { generation = 0 } = object.metadata;
  for (const [list, types] of Object.entries(wanted[object.kind] ?? {})) {
    const holders = (list === "" ? [object.status ?? {}] : (object.status?.[list] ?? [])) as {
      conditions?: Condition[];
    }[];
    if (holders.length === 0) return "no controller has taken it up";
    for (const { conditions = [] } of holders) {
      for (const type of types) {
        const found = conditions.find((condition) => condition.type === type);
        if (found === undefined || (found.observedGeneration ?? generation) < generation) {
          return `${type} is not told yet`;
        }
        if (found.status !== "True") return `${type} is ${found.status}, ${found.reason}: ${found.message}`;
      }
    }
  }
  return undefined;
}

/**
 * Waits until the controllers have made the objects real.
 * @param patienceMs how long an object may be refused: a certificate or a grant may still be on its way
 * @throws names each object that is not ready by then, with its condition and the reason.
 */
export async function untilReady(
  api: KubeApi,
  objects: readonly KubeObject[],
  patienceMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const live = await Promise.all(
      objects.filter(({ kind }) => kind in wanted).map((object) => api.get(object)),
    );
    const problems = live.flatMap((object) => {
      const problem = lacks(object);
      const { namespace, name } = object.metadata;
      return problem === undefined
        ? []
        : [`${object.kind} ${[namespace, name].filter(Boolean).join("/")}: ${problem}`];
    });
    if (problems.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not ready:\n${problems.join("\n")}`);
    await sleep(100);
  }
}
