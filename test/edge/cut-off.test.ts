// What docs/runbooks/ says of an up that was cut off, and of a cluster that cannot be reached, on Pulumi's Kubernetes provider and the
// real API server. The provider's served version takes an object over that is there already; newer ones need a variable.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { changed } from "../support/engine-runs.ts";
import { type InitOnCluster, onCluster } from "../support/on-cluster.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { Project } from "../support/projects.ts";
import type { PulumiRun, PulumiStack } from "../support/pulumi-cli.ts";

const project = new Project();
let edge: Edge;
let init: InitOnCluster;
let stack: PulumiStack;
beforeAll(async () => {
  ({ init } = await onCluster());
  edge = await ownEdge();
  stack = await init(project, "hz", { KUBECONFIG: edge.kubeconfig });
}, 45 * 60_000);
afterAll(async () => {
  await endOwnEdge(edge);
  project.remove();
});

const setGateway = (key: string, value: unknown): void =>
  project.edit("hz", (file) => file.setIn(["config", "schoolgate:platform", ...key.split(".")], value));
const gist = ({ result, steps }: PulumiRun) => ({ result, changed: changed(steps) });

interface State {
  readonly deployment: {
    resources: { urn: string; dependencies?: string[]; propertyDependencies?: object }[];
  };
}

/** Takes a resource out of the state, as an up leaves it that ended before it heard of what was made. */
async function lose(name: string): Promise<void> {
  const state = JSON.parse(stack.command("stack", "export").text) as State;
  const urn = state.deployment.resources.find((each) => each.urn.endsWith(`::${name}`))?.urn ?? "";
  const kept = state.deployment.resources.filter((each) => each.urn !== urn);
  state.deployment.resources = kept.map((each) => ({
    ...each,
    dependencies: (each.dependencies ?? []).filter((other) => other !== urn),
    propertyDependencies: Object.fromEntries(
      Object.entries(each.propertyDependencies ?? {}).map(([key, urns]) => [
        key,
        (urns as string[]).filter((other) => other !== urn),
      ]),
    ),
  }));
  await writeFile(join(edge.folder, "state.json"), JSON.stringify(state));
  expect(stack.command("stack", "import", "--file", join(edge.folder, "state.json")).ok).toBe(true);
}

test("an object that the state lost is taken over, and its next change is forced once", async () => {
  expect((await stack.up()).result).toBe("succeeded");
  await lose("hz-edge-proxy");
  const made = { result: "succeeded", changed: ["create EnvoyProxy hz-edge-proxy"] };
  expect(gist(await stack.preview())).toEqual(made);
  expect(gist(await stack.up())).toEqual(made);
  setGateway("gateway.replicas", 4);
  const refused = await stack.up();
  expect(gist(refused)).toEqual({ result: "failed", changed: ["update EnvoyProxy hz-edge-proxy"] });
  expect(refused.problems.join("\n")).toMatch(
    /conflict with "pulumi-kubernetes-[0-9a-f]{8}": \.spec\.provider\.kubernetes\.envoyDeployment\.replicas/,
  );
  const env = { KUBECONFIG: edge.kubeconfig, PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
  expect((await (await init(project, "hz", env)).up()).result).toBe("succeeded");
  setGateway("gateway.replicas", 5);
  // The variable is an input of the provider: one update of it there, and one back.
  expect(gist(await stack.up())).toEqual({
    result: "succeeded",
    changed: ["update EnvoyProxy hz-edge-proxy", "update kubernetes cluster"],
  });
}, 600_000);

test("a cluster that cannot be reached is told by a preview that refreshes, and by no other", async () => {
  const away = join(edge.folder, "away");
  const text = await readFile(edge.kubeconfig, "utf8");
  await writeFile(away, text.replace(/https:\/\/127\.0\.0\.1:\d+/, "https://127.0.0.1:1"));
  const unreached = await init(project, "hz", { KUBECONFIG: away });
  expect(gist(await unreached.preview())).toEqual({ result: "succeeded", changed: [] });
  const refreshed = unreached.command("preview", "--refresh", "--run-program");
  expect(refreshed.ok).toBe(false);
  expect(refreshed.text).toContain("configured Kubernetes cluster is unreachable");
}, 600_000);

test("so is a context that the kubeconfig does not have", async () => {
  setGateway("kubeContext", "other");
  const { result } = await stack.preview();
  expect(result).toBe("succeeded");
  const refreshed = stack.command("preview", "--refresh", "--run-program");
  expect(refreshed.ok).toBe(false);
  expect(refreshed.text).toContain('context "other" does not exist');
}, 600_000);
