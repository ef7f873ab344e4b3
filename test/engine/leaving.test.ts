// A school leaves on Pulumi's own engine: what it adopted is handed back, all else is gone. Each test goes on where the one
// before ended.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changed } from "../support/engine-runs.ts";
import { surroundings, thingsIn } from "../support/kept-things.ts";
import { commandRooms, Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";

const adopted = "eip-bp1lakeside00000001";

describeOnPulumi("a school leaves", () => {
  let project: Project;
  let stack: PulumiStack;

  beforeAll(async () => {
    project = new Project(...commandRooms);
    stack = await PulumiStack.init(project, "lakeside");
    expect(await stack.up()).toMatchObject({ result: "succeeded", problems: [] });
  });
  afterAll(() => project.remove());

  function gate(...words: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(project.root, "cli/main.ts"), ...words],
      { env: { ...process.env, ...stack.env, XDG_CACHE_HOME: project.folder("cache") }, encoding: "utf8" },
    );
    return { status, stdout, stderr };
  }

  it("not before it is retired: a destroy is refused, and changes nothing", () => {
    const before = stack.clouds();
    expect(stack.command("destroy", "--yes").ok).toBe(false);
    expect(stack.clouds()).toEqual(before);
  });

  it("is retired in its stack file", () => {
    expect(gate("retire", "lakeside")).toEqual({
      status: 0,
      stdout:
        "stacks/Pulumi.lakeside.yaml now says that lakeside is retired.\n" +
        "Next: pulumi up -s lakeside takes all of its protection off; it goes on serving, and can still be kept.\n" +
        "Before the destroy, the school takes the IP of a, b off 企业可信IP: whoever gets one next is trusted there.\n" +
        `Then: pulumi destroy -s lakeside, which gives the IP of b up for good, and hands ${adopted} (a) back.\n` +
        "Last: pulumi stack rm lakeside, which removes stacks/Pulumi.lakeside.yaml too.\n",
      stderr: "",
    });
  });

  it("goes up with no policy against it, and with nothing changed but its protection", async () => {
    const before = await stack.outputs();
    const { result, violations } = await stack.review();
    expect([result, violations]).toEqual(["succeeded", []]);
    const run = await stack.up();
    expect(run).toMatchObject({ result: "succeeded", problems: [] });
    expect(changed(run.steps)).toEqual([
      "update Address lakeside-egress-a",
      "update Address lakeside-egress-b",
      "update DestroyGuard lakeside-guard",
      "update EipAddress lakeside-egress-b-eip",
      "update Route lakeside-api1",
      "update Route lakeside-api2",
      "update School lakeside",
      "update VerifyFile lakeside-api1-WW_verify_sLiFnl9UzNfQ9jxT.txt",
      "update VerifyFile lakeside-api2-WW_verify_B4MFjNqx84BfR9Jb.txt",
    ]);
    expect(await stack.outputs()).toEqual(before);
  });

  it("is destroyed whole, and hands back what it adopted", async () => {
    expect(await stack.destroy()).toMatchObject({ result: "succeeded", problems: [] });
    expect(stack.command("stack").text).toContain("Current stack resources (0)");
    const left = [adopted, "vsw-bp1lakeside0000000001", "vsw-bp1lakeside0000000002"];
    expect(thingsIn(stack.clouds())).toEqual([...surroundings, ...left].sort());
    const { eips } = JSON.parse(stack.clouds().cloud) as CloudState;
    const { deletionProtection, instanceId } = eips[adopted] ?? {};
    expect({ deletionProtection, instanceId }).toEqual({ deletionProtection: true, instanceId: undefined });
  });

  it("leaves the backend, with its stack file", () => {
    expect(stack.command("stack", "rm", "--yes").ok).toBe(true);
    expect(existsSync(project.fileOf("lakeside"))).toBe(false);
  });
});
