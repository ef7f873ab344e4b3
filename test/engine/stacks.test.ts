// The project's other stacks on Pulumi's own engine.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changed } from "../support/engine-runs.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";

describeOnPulumi("the project's other stacks on Pulumi's engine", () => {
  let project: Project;

  beforeAll(() => {
    project = new Project();
  });
  afterAll(() => project.remove());

  it("lakeside adopts its address, and hands it back when it goes", async () => {
    const stack = await PulumiStack.init(project, "lakeside");
    const run = await stack.up();
    expect(run).toMatchObject({
      result: "succeeded",
      changes: { create: 45, import: 1, update: 1 },
      problems: [],
    });
    expect(changed(run.steps).filter((step) => !step.startsWith("create "))).toEqual([
      "import EipAddress lakeside-egress-a-eip",
      "update EipAddress lakeside-egress-a-eip",
    ]);
    expect(await stack.outputs()).toMatchObject({
      egressIps: { a: "192.0.2.1", b: "203.0.113.1", old: "47.111.68.103" },
      activeEgressIp: "192.0.2.1",
      trustedIps: "192.0.2.1;203.0.113.1;47.111.68.103",
    });
    expect(await stack.up()).toMatchObject({ result: "succeeded", changes: { same: 46 }, problems: [] });

    expect(stack.command("state", "unprotect", "--all", "--yes").ok).toBe(true);
    // Of the address that was allocated the cloud's own protection is lifted, as in its console; not of the adopted one.
    const file = join(stack.world, "cloud.json");
    const cloud = JSON.parse(readFileSync(file, "utf8")) as Cloud;
    const allocated = cloud.eips["eip-bp10000001"];
    if (allocated !== undefined) allocated.deletionProtection = false;
    writeFileSync(file, JSON.stringify(cloud));
    expect(await stack.destroy()).toMatchObject({ result: "succeeded", problems: [] });
    const { eips, snatEntries } = JSON.parse(stack.clouds().cloud) as Cloud;
    expect(eips["eip-bp1lakeside00000001"]).toMatchObject({
      ipAddress: "192.0.2.1",
      deletionProtection: true,
      status: "Available",
    });
    expect(snatEntries).toEqual({});
  });

  it("northgate goes up with its encrypted config, and its secrets are shown and kept nowhere in clear", async () => {
    const stack = await PulumiStack.init(project, "northgate");
    const run = await stack.up();
    expect(run).toMatchObject({ result: "succeeded", changes: { create: 49 }, problems: [] });
    const certificates = stack.command("config", "get", "schoolgate:certificates").text;
    const keys = Object.values(JSON.parse(certificates) as Record<string, { key: string }>).map(
      ({ key }) => key,
    );
    const secrets = [...keys, stack.command("config", "get", "schoolgate:wecomSecret").text.trim()];
    // A key as a whole, as Kubernetes would have it, and each of its lines.
    const forms = secrets.flatMap((secret) => [
      Buffer.from(secret).toString("base64"),
      ...secret.split("\n").filter((line) => /^[^-]{16,}/.test(line)),
    ]);
    expect(forms.length).toBeGreaterThanOrEqual(2 * secrets.length);
    const shown = [run.text, stack.command("stack", "output", "--json").text];
    const texts = [...shown, ...filesIn(project.folder("backend"))];
    for (const form of forms) expect(texts.filter((text) => text.includes(form))).toEqual([]);
  });
});

interface Cloud {
  readonly eips: Record<string, { ipAddress: string; deletionProtection: boolean; status: string }>;
  readonly snatEntries: object;
}

/** The content of every file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}
