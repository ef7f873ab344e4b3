import { routesOf } from "../infra/config/school-schema.ts";
import type { SchoolStack, Stack } from "../infra/config/stacks.ts";
import { successPath } from "../infra/config/success-pages.ts";
import { Refusal } from "../lib/refusal.ts";
import { messageOf } from "../lib/system-errors.ts";
import type { Edge } from "../rehearsal/edge/edge.ts";
import type { KubeObject } from "../rehearsal/edge/kube-api.ts";
import type { RunResult } from "../rehearsal/engine/result.ts";
import type { RunHooks } from "../rehearsal/engine/run.ts";
import type { PulumiParts } from "../rehearsal/pulumi/of-stack.ts";
import type { ExitCode } from "./command.ts";
import { declaredBy } from "./declared-by.ts";
import type { Deps } from "./deps.ts";
import { sharedFolder } from "./rehearsal-folder.ts";
import { soundStack } from "./school-stack.ts";

/** Where the project's local edge is kept. */
export function edgeFolder(root: string): string {
  return sharedFolder(root, "edge");
}

/** Brings up the local edge for the upstreams of a platform, or takes over the one that runs. */
export async function edgeOf(
  stack: Stack,
  { root, cache, stderr }: Deps,
  detached: boolean,
): Promise<{ readonly edge: Edge; readonly kept: boolean }> {
  const { attachEdge, edgeUp } = await import("../rehearsal/edge/edge.ts");
  const folder = edgeFolder(root);
  const before = await attachEdge(folder);
  const upstreams = Object.values(stack.platform.upstreams);
  const progress = (line: string) => stderr.write(`edge: ${line}\n`);
  try {
    const edge = await edgeUp({ folder, cache, upstreams, progress, detached });
    return { edge, kept: detached || before?.ports.https === edge.ports.https };
  } catch (error) {
    const [what = "", ...more] = messageOf(error).split("\n");
    throw new Refusal(what, more.length > 0 ? more.join("\n").trim() : `look into ${folder}/logs`);
  }
}

/** Carries a run of a stack out. */
export type Up = (hooks: Pick<RunHooks, "command" | "confirm" | "refresh">) => Promise<RunResult>;

/** Has a run carried out, and shows it. */
export type Show = (up: Up) => Promise<RunResult>;

/** A stack at the edge, by either engine. */
interface AtEdge {
  readonly up: Up;
  /** @throws names each object that its controller does not accept */
  readonly untilServed: () => Promise<void>;
  /** Puts back what was served before; false where nothing was, or it stays as the run left it. */
  readonly putBack: () => Promise<boolean>;
}

/**
 * Brings a school's platform and the school up at the edge, says how to look at it, and serves it: until Ctrl-C, or,
 * where the edge was kept up before, until `gate edge down`.
 *
 * @param show carries out a run and shows it
 * @param pulumi what Pulumi's own engine is run by. Default: the rehearsal's engine goes up
 */
export async function rehearseAtEdge(
  stack: Stack,
  deps: Deps,
  show: Show,
  pulumi?: PulumiParts,
): Promise<ExitCode> {
  const { edge, kept } = await edgeOf(stack, deps, false);
  if (stack.kind === "school") {
    deps.stderr.write(`edge: applying the platform ${stack.school.platform}\n`);
    const platform = platformOf(stack, deps);
    const { result, problems } = await upAtEdge(platform, edge, deps, (up) => up({}), pulumi);
    if (result !== "succeeded") {
      throw new Refusal(
        `the platform ${stack.school.platform} did not go up: ${problems.map(({ message }) => message).join("; ")}`,
        `look into ${edge.folder}/logs`,
      );
    }
  }
  const { result } = await upAtEdge(stack, edge, deps, show, pulumi);
  if (result !== "succeeded") return 1;
  if (stack.kind === "school") {
    const page = `http://127.0.0.1:${edge.ports.page}/`;
    deps.stderr.write(`\nIt is served. Look at it on ${page}, or by\n\n${howToLook(stack, edge)}\n`);
  }
  if (kept) return 0;
  deps.stderr.write("edge: serving until Ctrl-C\n");
  const { onInterrupt } = await import("../lib/interrupts.ts");
  const interrupted = Promise.withResolvers<void>();
  const unregister = onInterrupt(() => interrupted.resolve());
  const alive = setInterval(() => undefined, 60_000);
  await interrupted.promise;
  clearInterval(alive);
  unregister();
  await edge.stop();
  return 0;
}

/**
 * Carries a run of a stack out at the edge, and waits until what it declares is served. Where a controller does not accept
 * it, what was served before is put back.
 */
async function upAtEdge(
  stack: Stack,
  edge: Edge,
  deps: Deps,
  show: Show,
  pulumi: PulumiParts | undefined,
): Promise<RunResult> {
  const at = await (pulumi === undefined ? embedded(stack, edge, deps) : byPulumi(stack, edge, pulumi, deps));
  const { envoyRefusals } = await import("../rehearsal/edge/shown.ts");
  const refusals = await envoyRefusals(edge);
  const result = await show(at.up);
  if (result.result !== "succeeded") {
    const refused = result.problems.filter(({ severity, urn }) => severity === "error" && urn !== "");
    for (const { urn } of refused) deps.stderr.write(`  at  ${declaredBy(urn, stack)}\n`);
    return result;
  }
  try {
    await at.untilServed();
    await untilEnvoyServes(stack, edge, refusals);
  } catch (error) {
    const message = messageOf(error);
    const back = (await at.putBack()) ? "; what was served before is back" : "";
    throw new Refusal(
      `${stack.name} went up, and is not served: ${message.replace(/^not ready:\n/, "")}`,
      `correct ${stack.file}, and run this again${back}; ${edge.folder}/logs/envoy-gateway.log tells more`,
    );
  }
  return result;
}

/** The controllers' word is not Envoy's. @throws tells what it does not show, or has refused */
async function untilEnvoyServes(
  stack: Stack,
  edge: Edge,
  refusals: () => Promise<readonly string[]>,
): Promise<void> {
  const hosts = stack.kind === "school" ? Object.values(routesOf(stack.school)).map(({ host }) => host) : [];
  const { untilShown } = await import("../rehearsal/edge/shown.ts");
  const shown = await untilShown(edge, hosts).then(
    () => [],
    (error: unknown) => [messageOf(error)],
  );
  const problems = [...shown, ...(await refusals())];
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function embedded(stack: Stack, edge: Edge, { root }: Deps): Promise<AtEdge> {
  const [{ putBack, rehearsalAtEdge, stateAtEdge, untilServed }, { up }] = await Promise.all([
    import("../rehearsal/edge/at-edge.ts"),
    import("../rehearsal/engine/run.ts"),
  ]);
  const rehearsal = await rehearsalAtEdge(root, stack, edge);
  const before = await stateAtEdge(rehearsal);
  return {
    up: (hooks) => up(rehearsal, hooks),
    untilServed: () => untilServed(rehearsal, edge),
    putBack: () => putBack(rehearsal, before, edge),
  };
}

async function byPulumi(stack: Stack, edge: Edge, parts: PulumiParts, { root }: Deps): Promise<AtEdge> {
  const [{ pulumiRehearsalAtEdge, untilAppliedIsServed }, { upByPulumi }] = await Promise.all([
    import("../rehearsal/pulumi/at-edge.ts"),
    import("../rehearsal/pulumi/rehearsal.ts"),
  ]);
  const rehearsal = await pulumiRehearsalAtEdge(root, stack, edge, parts);
  const objects: KubeObject[] = [];
  const onObject = (inputs: object): void => void objects.push(inputs as KubeObject);
  return {
    up: (hooks) => upByPulumi(rehearsal, { ...hooks, onObject }),
    untilServed: () => untilAppliedIsServed(objects, edge),
    // As in production: what the provider applied stays.
    putBack: () => Promise.resolve(false),
  };
}

/** The platform's own stack, which a school's needs at the edge. */
function platformOf(stack: SchoolStack, { root, now }: Deps): Stack {
  return soundStack(root, stack.school.platform, now(), "cannot go up");
}

/** How to look at a school that an edge serves: commands that work as they are printed. */
function howToLook(stack: SchoolStack, edge: Edge): string {
  const { http, https } = edge.ports;
  const lines = Object.values(routesOf(stack.school)).map(({ host, upstream }) => {
    const path = successPath(upstream) ?? "/";
    return `curl --cacert ${edge.authority} --connect-to ${host}:443:127.0.0.1:${https} https://${host}${path}`;
  });
  const files = Object.entries(stack.school.wecom.verifyFiles).flatMap(([route, byName]) => {
    const host = routesOf(stack.school)[route]?.host ?? "";
    return Object.keys(byName).map(
      (file) => `curl --connect-to ${host}:80:127.0.0.1:${http} http://${host}/${file}`,
    );
  });
  const cluster = `kubectl --kubeconfig ${edge.kubeconfig} --namespace school-${stack.name} get listenersets,httproutes,certificates`;
  return [...lines, ...files, cluster].map((line) => `  ${line}\n`).join("");
}
