// An address that a school adopts belongs to others too: what they say of it in tags stays, on Pulumi's own engine. Each
// test goes on where the one before ended.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changed } from "../support/engine-runs.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf } from "../support/stack-changes.ts";

const adopted = "eip-bp1lakeside00000001";

describeOnPulumi("the tags of others on an adopted address stay", () => {
  let project: Project;
  let stack: PulumiStack;

  beforeAll(async () => {
    project = new Project();
    stack = await PulumiStack.init(project, "lakeside");
    inFile("world.json", ({ alicloud }: { alicloud: { eips: object[] } }) => {
      Object.assign(alicloud.eips[0] ?? {}, { tags: { owner: "network" } });
    });
  });
  afterAll(() => project.remove());

  function inFile<Content>(name: string, change: (content: Content) => void): void {
    const file = join(stack.world, name);
    const content = JSON.parse(readFileSync(file, "utf8")) as Content;
    change(content);
    writeFileSync(file, JSON.stringify(content));
  }

  const tags = () => (JSON.parse(stack.clouds().cloud) as CloudState).eips[adopted]?.tags;

  async function go(options: { refresh?: boolean } = {}): Promise<string[]> {
    const run = await stack.up(options);
    expect(run).toMatchObject({ result: "succeeded", problems: [] });
    return changed(run.steps).filter((step) => !/^(?:create|refresh) /.test(step));
  }

  it("when it is adopted, and when the school goes up again", async () => {
    expect(await go()).toEqual([
      "import EipAddress lakeside-egress-a-eip",
      "update EipAddress lakeside-egress-a-eip",
    ]);
    expect(await go()).toEqual([]);
    expect(tags()).toEqual({ owner: "network" });
  });

  it("when they change them, and a refresh finds that", async () => {
    inFile("cloud.json", ({ eips }: CloudState) => {
      Object.assign(eips[adopted]?.tags ?? {}, { owner: "registrar", old: "yes" });
    });
    expect(await go({ refresh: true })).toEqual([]);
    expect(stack.command("stack", "export").text).toContain('"registrar"');
  });

  it("when calls leave from another address", async () => {
    changesOf("lakeside").swap("b").make(project);
    expect(await go()).toEqual(["update SnatEntry lakeside-egress-snat"]);
    expect(tags()).toEqual({ owner: "registrar", old: "yes" });
  });
});
