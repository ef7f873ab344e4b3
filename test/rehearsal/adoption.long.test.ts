// An address that a school adopts belongs to others too: what they say of it in tags stays. Each test goes on where the
// one before ended.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cloud } from "../../rehearsal/alicloud/cloud.ts";
import { up } from "../../rehearsal/engine/run.ts";
import { rehearsalFolder, rehearsalOf } from "../../rehearsal/rehearse.ts";
import { changed } from "../support/engine-runs.ts";
import { Project } from "../support/projects.ts";
import { changesOf } from "../support/stack-changes.ts";

const adopted = "eip-bp1lakeside00000001";

describe("the tags of others on an adopted address stay", () => {
  let project: Project;
  let cloud: Cloud;

  beforeAll(async () => {
    project = new Project();
    const world = { eips: [{ allocationId: adopted, ipAddress: "192.0.2.1", tags: { owner: "network" } }] };
    cloud = await Cloud.open({ file: join(rehearsalFolder(project.root, "lakeside"), "cloud.json"), world });
  });
  afterAll(() => project.remove());

  const tags = async () => (await cloud.snapshot()).eips[adopted]?.tags;

  async function go(options: { refresh?: boolean } = {}): Promise<string[]> {
    const run = await up(rehearsalOf(project.root, project.load("lakeside")), options);
    expect(run).toMatchObject({ result: "succeeded", problems: [] });
    return changed(run.steps).filter((step) => !step.startsWith("create "));
  }

  it("when it is adopted", async () => {
    expect(await go()).toEqual([
      "import EipAddress lakeside-egress-a-eip",
      "update EipAddress lakeside-egress-a-eip",
    ]);
    expect(await tags()).toEqual({ owner: "network" });
  });

  it("when they change them, and a refresh finds that", async () => {
    await cloud.call("TagResources", { resourceId: adopted, tags: { owner: "registrar", old: "yes" } });
    expect(await go({ refresh: true })).toEqual([]);
  });

  it("when calls leave from another address", async () => {
    changesOf("lakeside").swap("b").make(project);
    expect(await go()).toEqual(["update SnatEntry lakeside-egress-snat"]);
    expect(await tags()).toEqual({ owner: "registrar", old: "yes" });
  });
});
