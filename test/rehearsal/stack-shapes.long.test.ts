// The other stacks of this project go up on stand-ins: the whole program.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokens } from "../../components/index.ts";
import { programConfig } from "../../infra/config/stack-config.ts";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import { up } from "../../rehearsal/engine/run.ts";
import type { Snapshot } from "../../rehearsal/engine/snapshot.ts";
import { rehearsalFolder, rehearsalOf } from "../../rehearsal/rehearse.ts";
import { changed, withKeysForIps } from "../support/engine-runs.ts";
import { Project } from "../support/projects.ts";
import { rewriteRedirects } from "../support/stack-changes.ts";

const none = { create: 0, update: 0, replace: 0, delete: 0, same: 0, import: 0 };

describe("the project's other stacks", () => {
  let project: Project;

  beforeAll(() => {
    project = new Project();
  });
  afterAll(() => project.remove());

  /** What a destroy of a stack that went up would reach before its guard's turn has come. */
  function unguarded(stack: string): string[] {
    const file = join(rehearsalFolder(project.root, stack), "state.json");
    const { resources } = JSON.parse(readFileSync(file, "utf8")) as Pick<Snapshot, "resources">;
    const guards = resources.filter(({ type }) => type === tokens.DestroyGuard);
    expect(guards.map((guard) => guard.protect)).toEqual([true]);
    const guarded = new Set(guards[0]?.dependencies);
    return resources
      .filter(({ urn, type, custom }) => custom && !type.startsWith("pulumi:providers:") && !guarded.has(urn))
      .map(({ urn }) => urn);
  }

  const go = (stack: string): Promise<RunResult> => up(rehearsalOf(project.root, project.load(stack)));

  it("hz goes up: what schools share, without a cloud of its own", async () => {
    const run = await go("hz");
    expect(run).toMatchObject({ result: "succeeded", changes: { ...none, create: 40 }, problems: [] });
    expect(unguarded("hz")).toEqual([]);
    expect(run.outputs).toEqual({ cnameTarget: "gw-hz.campus.example.com" });
    rewriteRedirects("hz", false).make(project);
    const off = await go("hz");
    rewriteRedirects("hz", true).make(project);
    expect(off).toMatchObject({ result: "succeeded", changes: { ...none, delete: 2, same: 38 } });
    expect(changed(off.steps)).toEqual([
      "delete EnvoyExtensionPolicy hz-redirects-script",
      "delete Redirects hz-redirects",
    ]);
  });

  it("lakeside goes up: an address adopted and taken under protection, another's only named", async () => {
    const run = await go("lakeside");
    expect(run).toMatchObject({
      result: "succeeded",
      changes: { ...none, create: 45, update: 1, import: 1 },
      problems: [],
    });
    expect(unguarded("lakeside")).toEqual([]);
    expect(changed(run.steps).filter((step) => !step.startsWith("create "))).toEqual([
      "import EipAddress lakeside-egress-a-eip",
      "update EipAddress lakeside-egress-a-eip",
    ]);
    expect(withKeysForIps(run.outputs, project.load("lakeside"))).toEqual({
      hosts: {
        api1: { host: "api1.lakeside.example.cn", url: "https://api1.lakeside.example.cn", upstream: "hub" },
        api2: { host: "api2.lakeside.example.cn", url: "https://api2.lakeside.example.cn", upstream: "open" },
      },
      cnameTarget: "gw-hz.campus.example.com",
      verifyUrls: {
        api1: {
          "WW_verify_sLiFnl9UzNfQ9jxT.txt": "https://api1.lakeside.example.cn/WW_verify_sLiFnl9UzNfQ9jxT.txt",
        },
        api2: {
          "WW_verify_B4MFjNqx84BfR9Jb.txt": "https://api2.lakeside.example.cn/WW_verify_B4MFjNqx84BfR9Jb.txt",
        },
      },
      entryUrl:
        "https://api1.lakeside.example.cn/bsacs/qyweixin.action?flag=weixinqy_lakeside&paytype=qyweixin&ecardFunc=index",
      namespace: "school-lakeside",
      egressIps: { a: "192.0.2.1", b: "<b>", old: "47.111.68.103" },
      activeEgressIp: "192.0.2.1",
      trustedIps: "192.0.2.1;<b>;47.111.68.103",
      relayUrl: "http://wecom-relay.school-lakeside.svc:3128",
    });
  });

  it("northgate goes up, with what stands for its secrets, and shows none of that", async () => {
    const run = await go("northgate");
    expect(run).toMatchObject({ result: "succeeded", changes: { ...none, create: 49 }, problems: [] });
    expect(unguarded("northgate")).toEqual([]);
    const stack = project.load("northgate");
    const secrets = new Set(JSON.stringify(programConfig(stack.config)).match(/rehearsal-secret-[0-9a-f]+/g));
    expect(secrets.size).toBe(3);
    for (const secret of secrets) {
      for (const form of [secret, Buffer.from(secret).toString("base64")])
        expect(JSON.stringify(run)).not.toContain(form);
    }
    // What is encrypted in the stack file reaches nothing that a rehearsal keeps.
    const ciphertexts =
      readFileSync(project.fileOf("northgate"), "utf8").match(/(?<=secure: "?)v1:\S+?(?="?$)/gm) ?? [];
    expect(ciphertexts.length).toBe(3);
    const folder = rehearsalFolder(project.root, "northgate");
    const files = readdirSync(folder);
    expect(files.sort()).toEqual(["cloud.json", "cluster.json", "state.json", "state.json.bak"]);
    const texts = files.map((file) => readFileSync(join(folder, file), "utf8"));
    for (const ciphertext of ciphertexts)
      expect(texts.filter((text) => text.includes(ciphertext))).toEqual([]);
  });
});
