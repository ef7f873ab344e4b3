// `gate drift` on Pulumi's own engine: what somebody changed by hand in the stand-in cloud and cluster, beneath the state.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Plan } from "../../plan/model.ts";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { commandRooms, Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";

describeOnPulumi("drift on Pulumi's engine", () => {
  let project: Project;
  let stack: PulumiStack;
  let ips: { readonly a: string; readonly b: string };

  beforeAll(async () => {
    project = new Project(...commandRooms);
    stack = await PulumiStack.init(project, "demo");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    ips = (await stack.outputs()).egressIps as typeof ips;
  });
  afterAll(() => project.remove());

  /** Runs gate as a person does. */
  function drift(...words: readonly string[]) {
    const main = join(project.root, "cli/main.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, "drift", ...words], {
      env: { ...process.env, ...stack.env, XDG_CACHE_HOME: project.folder("cache") },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  /** Changes what the cloud or the cluster holds, as somebody with a console does. */
  function byHand<Content>(name: "cloud.json" | "cluster.json", change: (content: Content) => void): void {
    const file = join(stack.world, name);
    const content = JSON.parse(readFileSync(file, "utf8")) as Content;
    change(content);
    writeFileSync(file, JSON.stringify(content));
  }

  it("is none after an up", () => {
    expect(drift("demo")).toEqual({
      status: 0,
      stdout: `Cloud and cluster, compared with the states

No stack has drifted.
Nothing was changed, no state either.
`,
      stderr: "",
    });
  });

  it("is what was changed and deleted by hand, the worst first, and stays as it is", () => {
    byHand("cloud.json", ({ snatEntries, eips, routeEntries }: CloudState) => {
      for (const entry of Object.values(snatEntries)) entry.snatIp = ips.b;
      for (const eip of Object.values(eips)) if (eip.ipAddress === ips.a) eip.deletionProtection = false;
      for (const id of Object.keys(routeEntries)) delete routeEntries[id];
    });
    byHand("cluster.json", ({ objects }: ClusterState) => {
      const [route] = Object.values(objects).filter(({ object }) => object.metadata.name === "api1-https");
      const [, , last] = route?.object.spec?.rules ?? [];
      if (last !== undefined) last.timeouts = { request: "1s" };
      const maps = Object.entries(objects).filter(
        ([, { object }]) => object.kind === "ConfigMap" && object.metadata.name.startsWith("verify-"),
      );
      for (const [key] of maps) delete objects[key];
    });
    const before = { ...stack.clouds(), state: stack.command("stack", "export").text };
    expect(drift("demo")).toEqual({ status: 2, stdout: found(), stderr: "" });
    expect({ ...stack.clouds(), state: stack.command("stack", "export").text }).toEqual(before);
  });

  it("is none of a stack that is not up", async () => {
    await PulumiStack.init(project, "northgate");
    const { status, stdout } = drift("demo", "lakeside", "northgate", "--format", "json");
    const { totals, problems, notes } = JSON.parse(stdout) as Plan;
    expect({ status, totals, problems, notes: notes.slice(0, 1) }).toEqual({
      status: 2,
      totals: {
        ...{ stacks: 3, unchanged: 2, changed: 1, failed: 0, mandatory: 0, advisory: 0 },
        operations: { create: 0, update: 3, replace: 0, delete: 2, import: 0, options: 0 },
      },
      problems: [],
      notes: [
        {
          kind: "not up",
          stacks: ["lakeside", "northgate"],
          text: "Not up yet, and not asked: lakeside, northgate.",
        },
      ],
    });
  });

  it("is gone after what it names as the way back", async () => {
    expect(await stack.up({ refresh: true })).toMatchObject({ result: "succeeded" });
    expect(drift("demo").status).toBe(0);
    expect(Object.values((JSON.parse(stack.clouds().cloud) as CloudState).snatEntries)).toMatchObject([
      { snatIp: ips.a },
    ]);
  });

  const found = () => `Cloud and cluster, compared with the states
To put it back: \`pulumi up --refresh -s <stack>\`. Where the change is meant, write it into the stack file first; then that up changes nothing.

1 of 1  demo  changed SnatEntry (snatIp), gone ConfigMap, gone RouteEntry, and 2 more
  ~ changed  alicloud:vpc/snatEntry:SnatEntry  demo-egress-snat
      snatIp: "${ips.a}" → "${ips.b}"
  - gone  kubernetes:core/v1:ConfigMap  demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-content
      apiVersion: "v1"
      data: { "response.body": "54wuPnLpuTWkAF0Z" }
      kind: "ConfigMap"
      metadata.labels: { "schoolgate/school": "demo" }
      metadata.name: "verify-api1-54wupnlputwkaf0z-c2227e5f"
      metadata.namespace: "school-demo"
  - gone  alicloud:vpc/routeEntry:RouteEntry  demo-egress-nat-default-route
      destinationCidrblock: "0.0.0.0/0"
      name: "schoolgate-demo"
      nexthopId: "ngw-bp10000001"
      nexthopType: "NatGateway"
      routeTableId: "vtb-bp10000001"
  ~ changed  kubernetes:gateway.networking.k8s.io/v1:HTTPRoute  demo-api1-https
      spec.rules[2].timeouts.request: "0s" → "1s"
  ~ changed  alicloud:ecs/eipAddress:EipAddress  demo-egress-a-eip
      deletionProtection: true → false

1 of 1 stack has drifted: 2 gone, 3 changed.
Nothing was changed, no state either.
`;
});

interface ClusterState {
  readonly objects: Record<
    string,
    {
      readonly object: {
        readonly kind: string;
        readonly metadata: { readonly name: string };
        readonly spec?: { readonly rules?: { timeouts?: { request: string } }[] };
      };
    }
  >;
}
