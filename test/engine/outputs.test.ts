// A school's addresses, read from a stack on Pulumi's own engine as `gate probe` and `gate handover` read them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { readOutputs } from "../../cli/outputs.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";

describeOnPulumi("a school's outputs", () => {
  let project: Project;
  let before: NodeJS.ProcessEnv;

  beforeAll(() => {
    project = new Project();
    before = { ...process.env };
    // As in the shell of somebody who has logged in. The passphrase is not needed: no output is a secret.
    process.env.PULUMI_HOME = project.folder("pulumi-home");
    process.env.PULUMI_BACKEND_URL = `file://${project.folder("backend")}`;
  });
  afterAll(() => {
    for (const key of ["PULUMI_HOME", "PULUMI_BACKEND_URL"]) {
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
    }
    project.remove();
  });

  const read = (slug: string) => readOutputs(slug, {}, { root: project.root, cwd: project.root });

  it("are not known before it is up, and why is said", async () => {
    expect(await read("demo")).toEqual({
      ...{ from: "none", cause: "not up" },
      why: "pulumi stack output failed: no stack named 'demo' found",
    });
    await PulumiStack.init(project, "demo");
    expect(await read("demo")).toEqual({ from: "none", cause: "not up", why: "the stack demo is not up" });
  });

  it("are read without the passphrase of its secrets", async () => {
    const stack = await PulumiStack.init(project, "northgate");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    const { egressIps, activeEgressIp, trustedIps } = await stack.outputs();
    expect(await read("northgate")).toEqual({
      from: "pulumi",
      values: { egressIps, activeEgressIp, trustedIps },
    });
  });
});
