// A live school's egress is taken over on the rehearsal engine: what its calls use stays as it is, at both kinds of NAT
// gateway. Each test goes on where the one before ended.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cloud } from "../../rehearsal/alicloud/cloud.ts";
import { destroy, up } from "../../rehearsal/engine/run.ts";
import { rehearsalFolder, rehearsalOf } from "../../rehearsal/rehearse.ts";
import { worldOf } from "../../rehearsal/world.ts";
import { changed } from "../support/engine-runs.ts";
import { adoptLive, asMadeByHand, fromOneVswitch, live } from "../support/live-egress.ts";
import { Project } from "../support/projects.ts";
import { changesOf } from "../support/stack-changes.ts";

const ofEgress = /(?:EipAddress|EipAssociation|SnatEntry|NatGateway) /;

describe.each([
  ["shared", "block"],
  ["its own", "block"],
  ["its own", "vSwitch"],
] as const)("a live egress at a NAT gateway that is %s, by an entry for a %s", (nat, source) => {
  let project: Project;
  let cloud: Cloud;

  beforeAll(async () => {
    project = new Project();
    adoptLive(project, nat);
    if (source === "vSwitch") fromOneVswitch(project);
    const stack = project.load("lakeside");
    if (stack.kind !== "school") throw new Error("lakeside is a school");
    const world = asMadeByHand(worldOf(stack.platform, stack.school));
    cloud = await Cloud.open({ file: join(rehearsalFolder(project.root, "lakeside"), "cloud.json"), world });
  });
  afterAll(() => project.remove());

  /** What the school's calls use. */
  async function used() {
    const { eips, snatEntries, natGateways } = await cloud.snapshot();
    return {
      address: eips[live.allocationId],
      entry: snatEntries[live.snatEntryId],
      gateway: natGateways[live.nat.natGatewayId],
    };
  }

  async function go(): Promise<string[]> {
    const run = await up(rehearsalOf(project.root, project.load("lakeside")));
    expect(run).toMatchObject({ result: "succeeded", problems: [] });
    return changed(run.steps).filter((step) => ofEgress.test(step));
  }

  it("is imported as it is; what is not there yet is made beside it", async () => {
    const before = await used();
    expect(await go()).toEqual([
      "create EipAddress lakeside-egress-b-eip",
      "create EipAssociation lakeside-egress-b-binding",
      "import EipAddress lakeside-egress-a-eip",
      "import EipAssociation lakeside-egress-a-binding",
      ...(nat === "shared" ? [] : ["import NatGateway lakeside-egress-nat-gateway"]),
      "import SnatEntry lakeside-egress-snat",
      // Its protection, which schoolgate asks for; no call of the school's notices.
      ...(nat === "shared" ? [] : ["update NatGateway lakeside-egress-nat-gateway"]),
    ]);
    const { gateway, ...others } = before;
    expect(await used()).toEqual({ ...others, gateway: gateway && { ...gateway, deletionProtection: true } });
    expect(await go()).toEqual([]);
  });

  it("swaps by one change of the entry, which keeps its name, and back", async () => {
    const before = await used();
    changesOf("lakeside").swap("b").make(project);
    expect(await go()).toEqual(["update SnatEntry lakeside-egress-snat"]);
    expect((await used()).entry).toMatchObject({ snatEntryName: "oauth" });
    expect((await used()).entry?.snatIp).not.toBe(before.entry?.snatIp);
    changesOf("lakeside").swap("a").make(project);
    expect(await go()).toEqual(["update SnatEntry lakeside-egress-snat"]);
    await cloud.call("DescribeSnatTableEntries", {});
    expect(await used()).toEqual(before);
  });

  it("is handed back whole, once the school leaves", async () => {
    const before = await used();
    changesOf("lakeside").retired.make(project);
    expect(await go()).toEqual(["update EipAddress lakeside-egress-b-eip"]);
    expect(await destroy(rehearsalOf(project.root, project.load("lakeside")))).toMatchObject({
      result: "succeeded",
      problems: [],
    });
    expect(await used()).toEqual(before);
  });
});
