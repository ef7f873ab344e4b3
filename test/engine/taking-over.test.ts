// A live school's egress is taken over on Pulumi's own engine: what its calls use stays as it is. Each test goes on where
// the one before ended.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import type { World } from "../../rehearsal/alicloud/cloud-world.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changed } from "../support/engine-runs.ts";
import { adoptLive, asMadeByHand, live } from "../support/live-egress.ts";
import { Project } from "../support/projects.ts";
import { type PulumiRun, PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf } from "../support/stack-changes.ts";

const ofEgress = /(?:EipAddress|EipAssociation|SnatEntry|NatGateway) /;
const egressSteps = ({ steps }: PulumiRun): string[] => changed(steps).filter((step) => ofEgress.test(step));

for (const nat of ["shared", "its own"] as const) {
  describeOnPulumi(`a live egress at a NAT gateway that is ${nat}`, () => {
    let project: Project;
    let stack: PulumiStack;
    let before: ReturnType<typeof used>;

    beforeAll(async () => {
      project = new Project();
      adoptLive(project, nat);
      stack = await PulumiStack.init(project, "lakeside");
      const file = join(stack.world, "world.json");
      const world = JSON.parse(readFileSync(file, "utf8")) as { alicloud: World };
      writeFileSync(file, JSON.stringify({ ...world, alicloud: asMadeByHand(world.alicloud) }));
    });
    afterAll(() => project.remove());

    /** What the school's calls use. */
    function used() {
      const { eips, snatEntries, natGateways } = JSON.parse(
        readFileSync(join(stack.world, "cloud.json"), "utf8"),
      ) as CloudState;
      return {
        address: eips[live.allocationId],
        entry: snatEntries[live.snatEntryId],
        gateway: natGateways[live.nat.natGatewayId],
      };
    }

    const taken = [
      "create EipAddress lakeside-egress-b-eip",
      "create EipAssociation lakeside-egress-b-binding",
      "import EipAddress lakeside-egress-a-eip",
      "import EipAssociation lakeside-egress-a-binding",
      ...(nat === "shared" ? [] : ["import NatGateway lakeside-egress-nat-gateway"]),
      "import SnatEntry lakeside-egress-snat",
      // Its protection, which schoolgate asks for; no call of the school's notices.
      ...(nat === "shared" ? [] : ["update NatGateway lakeside-egress-nat-gateway"]),
    ];

    it("is previewed as imports and creations, with no policy against it", async () => {
      const review = await stack.review();
      expect([review.result, review.violations, review.problems]).toEqual(["succeeded", [], []]);
      expect(egressSteps(review)).toEqual(taken);
      before = used();
    });

    it("goes up as previewed, and is steady then", async () => {
      const run = await stack.up();
      expect(run).toMatchObject({ result: "succeeded", problems: [] });
      expect(egressSteps(run)).toEqual(taken);
      const { gateway, ...others } = before;
      before = { ...others, gateway: gateway && { ...gateway, deletionProtection: true } };
      expect(used()).toEqual(before);
      expect(
        egressSteps(await stack.up({ refresh: true })).filter((step) => !/^refresh /.test(step)),
      ).toEqual([]);
      expect(used()).toEqual(before);
    });

    it("swaps by one change of the entry, which keeps its name", async () => {
      changesOf("lakeside").swap("b").make(project);
      const review = await stack.review();
      expect([review.result, review.violations]).toEqual(["succeeded", []]);
      expect(egressSteps(await stack.up())).toEqual(["update SnatEntry lakeside-egress-snat"]);
      expect(used().entry?.snatEntryName).toBe("oauth");
      changesOf("lakeside").swap("a").make(project);
      expect(egressSteps(await stack.up())).toEqual(["update SnatEntry lakeside-egress-snat"]);
    });

    it("is handed back whole, once the school leaves", async () => {
      changesOf("lakeside").retired.make(project);
      const review = await stack.review();
      expect([review.result, review.violations]).toEqual(["succeeded", []]);
      expect(egressSteps(await stack.up())).toEqual(["update EipAddress lakeside-egress-b-eip"]);
      expect(await stack.destroy()).toMatchObject({ result: "succeeded", problems: [] });
      expect(stack.command("stack").text).toContain("Current stack resources (0)");
      expect(used()).toEqual(before);
    });
  });
}
