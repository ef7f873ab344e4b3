// What the provider asks of the cloud in a school's life, beside what the official plugin was recorded to ask: each
// resource's calls, in their order, with their parameters.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Cloud } from "../../../rehearsal/alicloud/cloud.ts";
import { alicloudStandIn } from "../../../rehearsal/alicloud/provider.ts";
import { destroy, type RehearsalStack, up } from "../../../rehearsal/engine/run.ts";
import { unprotect } from "../../../rehearsal/engine/state-commands.ts";
import { rehearsalOf } from "../../../rehearsal/rehearse.ts";
import { worldOf } from "../../../rehearsal/world.ts";
import { Project } from "../../support/projects.ts";
import { changesOf } from "../../support/stack-changes.ts";
import { type Asked, listen, livesIn, onTheWire, recordedCalls } from "./calls.ts";

/** Nothing is ever under way, so that each wait looks once. */
const delays = {
  ...{ vswitch: 0, natGateway: 0, natGatewayDelete: 0, routeTable: 0, routeEntry: 0 },
  ...{ eipAssociate: 0, eipUnassociate: 0, eipRelease: 0, snatEntry: 0 },
};

describe("what demo's provider asks", () => {
  const project = new Project();
  const change = changesOf("demo");
  const plugin = recordedCalls("demo");
  const asked: Asked[] = [];
  let step = "";

  beforeAll(() => {
    listen((name, request, answer) => asked.push(onTheWire(step, name, request, answer)));
  });
  afterAll(() => {
    vi.restoreAllMocks();
    project.remove();
  });

  function stack(): RehearsalStack {
    const demo = project.load("demo");
    const rehearsal = rehearsalOf(project.root, demo);
    const school = demo.kind === "school" ? demo.school : undefined;
    const file = join(rehearsal.folder, "cloud.json");
    const alicloud = alicloudStandIn({ file, world: worldOf(demo.platform, school), delays });
    return { ...rehearsal, providers: { ...rehearsal.providers, alicloud } };
  }

  const set = (path: readonly string[], value: unknown): void =>
    project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", ...path], value));

  const steps: readonly (readonly [what: string, mark: string, edit: () => void])[] = [
    ["go up", "up", () => undefined],
    ["go up again", "up-again", () => undefined],
    ["swap", "swap", () => change.swap("b").make(project)],
    ["add an address", "add2", () => change.address("c").make(project)],
    ["retire an address", "retire", () => set(["addresses", "a"], { retired: "still-trusted" })],
    [
      "drop an address",
      "drop",
      () => {
        set(["trusted"], ["b"]);
        change.noAddress("a").make(project);
      },
    ],
  ];

  it.each(steps)("to %s is what the plugin asks", async (_, mark, edit) => {
    step = mark;
    edit();
    expect(await up(stack())).toMatchObject({ result: "succeeded" });
    expect(livesIn(asked, mark)).toEqual(livesIn(plugin, mark));
  });

  it("to be destroyed is what the plugin asks", async () => {
    step = "by hand";
    await unprotect(stack());
    await unprotectCloud(join(stack().folder, "cloud.json"));
    step = "destroy";
    expect(await destroy(stack())).toMatchObject({ result: "succeeded" });
    // The recording lost b before; it was destroyed in three tries.
    const { "eip schoolgate-demo-b": _, ...own } = livesIn(asked, "destroy");
    expect(own).toEqual(livesIn(plugin, "destroy-protected", "destroy1", "destroy2"));
  });
});

async function unprotectCloud(file: string): Promise<void> {
  const cloud = await Cloud.open({ file });
  const { eips, natGateways } = await cloud.snapshot();
  for (const instanceId of Object.keys(eips))
    await cloud.call("DeletionProtection", { instanceId, type: "EIP", protectionEnable: false });
  for (const instanceId of Object.keys(natGateways))
    await cloud.call("DeletionProtection", { instanceId, type: "NATGW", protectionEnable: false });
}
