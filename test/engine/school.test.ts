// A school's life on Pulumi's own engine, from its first day to its last; each test goes on where the one before ended.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoOutputs, demoResources } from "../support/demo.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changed, resourceName, withKeysForIps } from "../support/engine-runs.ts";
import { surroundings, thingsIn } from "../support/kept-things.ts";
import { Project } from "../support/projects.ts";
import { type PulumiRun, PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf, type StackChange } from "../support/stack-changes.ts";

const demo = changesOf("demo");
const code = "B4MFjNqx84BfR9Jb";

describeOnPulumi("a school on Pulumi's engine", () => {
  let project: Project;
  let stack: PulumiStack;

  beforeAll(async () => {
    project = new Project();
    stack = await PulumiStack.init(project, "demo");
  });
  afterAll(() => project.remove());

  async function upWith(change: StackChange): Promise<PulumiRun> {
    change.make(project);
    return await stack.up();
  }

  async function outputs(): Promise<unknown> {
    return withKeysForIps(await stack.outputs(), project.load("demo"));
  }

  it("goes up", async () => {
    const run = await stack.up();
    expect(run).toMatchObject({ result: "succeeded", changes: { create: 43 }, problems: [] });
    expect(changed(run.steps)).toEqual(demoResources.map((resource) => `create ${resource}`));
    expect(await outputs()).toEqual(demoOutputs);
  });

  it("has nothing to do when it goes up again, or is read from the clouds", async () => {
    const before = stack.clouds();
    const again = await stack.up();
    expect(again).toMatchObject({ result: "succeeded", changes: { same: 43 }, problems: [] });
    const refresh = await stack.refresh();
    expect(refresh).toMatchObject({ result: "succeeded", changes: { same: 43 }, problems: [] });
    expect(stack.clouds()).toEqual(before);
  });

  it("is renamed by its namespace's annotation alone", async () => {
    const run = await upWith(demo.rename("示例科技大学"));
    expect(run).toMatchObject({ result: "succeeded", changes: { update: 1, same: 42 } });
    expect(changed(run.steps)).toEqual(["update Namespace demo-namespace"]);
    expect(stack.clouds().cluster).toContain('"schoolgate/name": "示例科技大学"');
  });

  it("gets a route: its own resources, and a listener", async () => {
    const run = await upWith(demo.route("news", "hub"));
    expect(run).toMatchObject({ result: "succeeded", changes: { create: 6, update: 2, same: 41 } });
    expect(changed(run.steps)).toEqual([
      "create Certificate demo-news-tls",
      "create Certificate demo-news-tls-certificate",
      "create HTTPRoute demo-news-http",
      "create HTTPRoute demo-news-https",
      "create HTTPRouteFilter demo-news-host",
      "create Route demo-news",
      "update ListenerSet demo-listeners-set",
      "update Namespace demo-namespace",
    ]);
  });

  it("gets a verify file on both ports of its host", async () => {
    const run = await upWith(demo.verifyFile("api2", code));
    expect(run).toMatchObject({ result: "succeeded", changes: { create: 3, update: 2, same: 47 } });
    expect(changed(run.steps)).toEqual([
      `create ConfigMap demo-api2-WW_verify_${code}.txt-content`,
      `create HTTPRouteFilter demo-api2-WW_verify_${code}.txt-answer`,
      `create VerifyFile demo-api2-WW_verify_${code}.txt`,
      "update HTTPRoute demo-api2-http",
      "update HTTPRoute demo-api2-https",
    ]);
  });

  it("gets an address, bound and not used", async () => {
    const run = await upWith(demo.address("c"));
    expect(run).toMatchObject({ result: "succeeded", changes: { create: 3, same: 52 } });
    expect(changed(run.steps)).toEqual([
      "create Address demo-egress-c",
      "create EipAddress demo-egress-c-eip",
      "create EipAssociation demo-egress-c-binding",
    ]);
  });

  it("swaps its address by one update of one property", async () => {
    const before = await stack.outputs();
    const run = await upWith(demo.swap("b"));
    expect(run).toMatchObject({ result: "succeeded", changes: { update: 1, same: 54 } });
    expect(changed(run.steps)).toEqual(["update SnatEntry demo-egress-snat"]);
    const { b } = before.egressIps as Record<string, string>;
    expect(await stack.outputs()).toEqual({ ...before, activeEgressIp: b });
  });

  it.each([
    { change: demo.noAddress("c"), resource: "EipAssociation demo-egress-c-binding" },
    {
      change: demo.noVerifyFile("api2", code),
      resource: `HTTPRouteFilter demo-api2-WW_verify_${code}.txt-answer`,
    },
  ])("refuses where $change.title, and changes nothing", ({ change, resource }) => {
    const file = readFileSync(project.fileOf("demo"));
    const before = stack.clouds();
    change.make(project);
    const { ok, text } = stack.command("up", "--yes");
    writeFileSync(project.fileOf("demo"), file);
    expect(ok).toBe(false);
    expect(protectedIn(text)).toEqual([resource]);
    expect(stack.clouds()).toEqual(before);
  });

  it("lets a verify file go that was retired, in two ups", async () => {
    const retired = await upWith(demo.retiredFile("api2", code));
    expect(retired).toMatchObject({ result: "succeeded", changes: { update: 1, same: 54 }, problems: [] });
    expect(changed(retired.steps)).toEqual([`update VerifyFile demo-api2-WW_verify_${code}.txt`]);
    const gone = await upWith(demo.noVerifyFile("api2", code));
    expect(gone).toMatchObject({ result: "succeeded", changes: { delete: 3, update: 2, same: 50 } });
    const back = await upWith(demo.verifyFile("api2", code));
    expect(back).toMatchObject({ result: "succeeded", changes: { create: 3, update: 2, same: 50 } });
  });

  it("retires a host with its verify file, and keeps it after all", async () => {
    const run = await upWith(demo.retiredRoute("api2", "open"));
    expect(run).toMatchObject({ result: "succeeded", changes: { update: 2, same: 53 }, problems: [] });
    expect(changed(run.steps)).toEqual([
      "update Route demo-api2",
      `update VerifyFile demo-api2-WW_verify_${code}.txt`,
    ]);
    const kept = await upWith(demo.routes({ api1: "hub", api2: "open", news: "hub" }));
    expect(kept).toMatchObject({ result: "succeeded", changes: { update: 2, same: 53 }, problems: [] });
  });

  it("lets a host go that was retired, in two ups", async () => {
    const retired = await upWith(demo.retiredRoute("news", "hub"));
    expect(retired).toMatchObject({ result: "succeeded", changes: { update: 1, same: 54 }, problems: [] });
    expect(changed(retired.steps)).toEqual(["update Route demo-news"]);
    const gone = await upWith(demo.noRoute("news"));
    expect(gone).toMatchObject({
      result: "succeeded",
      changes: { delete: 6, update: 2, same: 47 },
      problems: [],
    });
    expect(changed(gone.steps)).toEqual([
      "delete Certificate demo-news-tls",
      "delete Certificate demo-news-tls-certificate",
      "delete HTTPRoute demo-news-http",
      "delete HTTPRoute demo-news-https",
      "delete HTTPRouteFilter demo-news-host",
      "delete Route demo-news",
      "update ListenerSet demo-listeners-set",
      "update Namespace demo-namespace",
    ]);
    const back = await upWith(demo.routes({ api1: "hub", api2: "open", news: "hub" }));
    expect(back).toMatchObject({ result: "succeeded", changes: { create: 6, update: 2, same: 47 } });
  });

  it("leaves an address where it is even when the engine skips its preview", async () => {
    const file = readFileSync(project.fileOf("demo"));
    const before = stack.clouds();
    const run = await upWith(demo.noAddress("c"));
    writeFileSync(project.fileOf("demo"), file);
    expect(run.result).toBe("failed");
    expect(stack.clouds()).toEqual(before);
    expect(await stack.up()).toMatchObject({ result: "succeeded", changes: { same: 55 }, problems: [] });
  });

  it.each([[[]], [["--skip-preview"]], [["--skip-preview", "--run-program"]]])(
    "refuses to be destroyed before anything is deleted, with %j",
    (options) => {
      const before = stack.clouds();
      const { ok, text } = stack.command("destroy", "--yes", ...options);
      expect(ok).toBe(false);
      expect(protectedIn(text)).toEqual(["DestroyGuard demo-guard"]);
      expect(stack.clouds()).toEqual(before);
    },
  );

  it("has nothing that a destroy of all that is not protected would take", () => {
    const before = stack.clouds();
    const run = stack.command("destroy", "--yes", "--skip-preview", "--exclude-protected");
    expect(run).toEqual({
      ok: true,
      text: "There were no unprotected resources to destroy. There are still 55 protected resources associated with this stack.\n",
    });
    expect(stack.clouds()).toEqual(before);
  });

  it("keeps its addresses and its NAT gateway by the cloud's own protection once Pulumi's is off", async () => {
    expect(stack.command("state", "unprotect", "--all", "--yes").ok).toBe(true);
    const run = await stack.destroy();
    expect(run.result).toBe("failed");
    // The engine begins nothing new after the first refusal: how many it meets is a matter of time.
    const refusals = run.problems.filter((problem) => problem !== "update failed");
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals) {
      expect(refusal).toMatch(
        /^(ReleaseEipAddress|DeleteNatGateway) failed: InvalidOperation\.DeletionProtection: (eip|ngw)-bp1000000\d has deletion protection on$/,
      );
    }
    expect(thingsIn(stack.clouds())).toEqual(
      expect.arrayContaining(["eip-bp10000001", "eip-bp10000002", "eip-bp10000003", "ngw-bp10000001"]),
    );
  });

  it("goes when that is switched off too, and leaves nothing behind", async () => {
    const file = join(stack.world, "cloud.json");
    // As in the cloud's console.
    writeFileSync(
      file,
      readFileSync(file, "utf8").replaceAll('"deletionProtection": true', '"deletionProtection": false'),
    );
    expect(await stack.destroy()).toMatchObject({ result: "succeeded", problems: [] });
    expect(stack.command("stack").text).toContain("Current stack resources (0)");
    expect(thingsIn(stack.clouds())).toEqual(surroundings);
  });
});

/** The resources that Pulumi says it must not delete. */
function protectedIn(text: string): string[] {
  const named = text.matchAll(/resource "(urn:[^"]+)" cannot be deleted\s+because it is protected\./g);
  return [...new Set([...named].map(([, urn = ""]) => resourceName(urn)))].sort();
}
