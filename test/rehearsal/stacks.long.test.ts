// The handbook's own school goes up on stand-ins: the whole program, as `gate rehearse demo` runs it. Each test goes on
// where the one before ended.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import { up } from "../../rehearsal/engine/run.ts";
import { rehearsalFolder, rehearsalOf } from "../../rehearsal/rehearse.ts";
import { demoOutputs, demoResources } from "../support/demo.ts";
import { changed, withKeysForIps } from "../support/engine-runs.ts";
import { Project } from "../support/projects.ts";
import { changesOf } from "../support/stack-changes.ts";

const demo = changesOf("demo");
const code = "B4MFjNqx84BfR9Jb";
const none = { create: 0, update: 0, replace: 0, delete: 0, same: 0, import: 0 };

describe("the demo school", () => {
  let project: Project;

  beforeAll(() => {
    project = new Project();
  });
  afterAll(() => project.remove());

  const go = (): Promise<RunResult> => up(rehearsalOf(project.root, project.load("demo")));
  const named = ({ outputs }: RunResult) => withKeysForIps(outputs, project.load("demo"));

  /** What the rehearsal keeps, to the byte. */
  function files(): Record<string, string> {
    const folder = rehearsalFolder(project.root, "demo");
    return Object.fromEntries(
      ["state.json", "cloud.json", "cluster.json"].map((file) => [
        file,
        readFileSync(join(folder, file), "utf8"),
      ]),
    );
  }

  /** Allocation id and IP of every address, by its name in the cloud. */
  function addresses(): Record<string, readonly [id: string, ip: string]> {
    const { eips } = JSON.parse(files()["cloud.json"] ?? "") as {
      eips: Record<string, { name: string; ipAddress: string }>;
    };
    return Object.fromEntries(
      Object.entries(eips).map(([id, { name, ipAddress }]) => [name, [id, ipAddress]]),
    );
  }

  it("goes up", async () => {
    const run = await go();
    expect(run).toMatchObject({ result: "succeeded", changes: { ...none, create: 43 }, problems: [] });
    expect(changed(run.steps)).toEqual(demoResources.map((resource) => `create ${resource}`));
    expect(named(run)).toEqual(demoOutputs);
  });

  it("has nothing to do when it goes up again", async () => {
    const before = files();
    const run = await go();
    expect(run).toMatchObject({ result: "succeeded", changes: { ...none, same: 43 }, problems: [] });
    expect(named(run)).toEqual(demoOutputs);
    expect(inOrder(files())).toEqual(inOrder(before));
  });

  it("changes in place, and its addresses stay where they are", async () => {
    const before = addresses();
    for (const change of [
      demo.rename("示例科技大学"),
      demo.route("news", "hub"),
      demo.verifyFile("api2", code),
      demo.address("c"),
    ]) {
      change.make(project);
    }
    const run = await go();
    expect(run).toMatchObject({
      result: "succeeded",
      changes: { ...none, create: 12, update: 4, same: 39 },
      problems: [],
    });
    expect(changed(run.steps)).toEqual([
      "create Address demo-egress-c",
      "create Certificate demo-news-tls",
      "create Certificate demo-news-tls-certificate",
      `create ConfigMap demo-api2-WW_verify_${code}.txt-content`,
      "create EipAddress demo-egress-c-eip",
      "create EipAssociation demo-egress-c-binding",
      "create HTTPRoute demo-news-http",
      "create HTTPRoute demo-news-https",
      `create HTTPRouteFilter demo-api2-WW_verify_${code}.txt-answer`,
      "create HTTPRouteFilter demo-news-host",
      "create Route demo-news",
      `create VerifyFile demo-api2-WW_verify_${code}.txt`,
      "update HTTPRoute demo-api2-http",
      "update HTTPRoute demo-api2-https",
      "update ListenerSet demo-listeners-set",
      "update Namespace demo-namespace",
    ]);
    const rename = run.steps.find(({ type }) => type === "kubernetes:core/v1:Namespace");
    const hosts = "api1.xxxedu.cn api2.xxxedu.cn";
    expect(rename?.diff).toEqual([
      {
        ...{ path: "metadata.annotations.schoolgate/hosts", from: hosts, to: `${hosts} news.xxxedu.cn` },
        replaces: false,
      },
      { path: "metadata.annotations.schoolgate/name", from: "示例大学", to: "示例科技大学", replaces: false },
    ]);
    expect(addresses()).toEqual({ ...before, "schoolgate-demo-c": expect.any(Array) as unknown });
  });

  it("swaps its address by one update of one property", async () => {
    const before = addresses();
    demo.swap("b").make(project);
    const run = await go();
    expect(run).toMatchObject({
      result: "succeeded",
      changes: { ...none, update: 1, same: 54 },
      problems: [],
    });
    const [, from] = before["schoolgate-demo-a"] ?? [];
    const [, to] = before["schoolgate-demo-b"] ?? [];
    const [swap, ...others] = run.steps.filter(({ op }) => op !== "same");
    expect(others).toEqual([]);
    expect(swap).toMatchObject({
      op: "update",
      name: "demo-egress-snat",
      diff: [{ path: "snatIp", from, to, replaces: false }],
    });
    expect(run.outputs.activeEgressIp).toBe(to);
    expect(addresses()).toEqual(before);
  });

  it.each([
    {
      change: demo.noAddress("c"),
      parent: "schoolgate:egress:Egress$schoolgate:egress:Address$alicloud:ecs",
      refused: [
        "/eipAddress:EipAddress::demo-egress-c-eip",
        "/eipAssociation:EipAssociation::demo-egress-c-binding",
      ],
    },
    {
      change: demo.noVerifyFile("api2", code),
      parent: "schoolgate:edge:VerifyFile$kubernetes:",
      refused: [
        `core/v1:ConfigMap::demo-api2-WW_verify_${code}.txt-content`,
        `gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter::demo-api2-WW_verify_${code}.txt-answer`,
      ],
    },
  ])("refuses where $change.title, and changes nothing at all", async ({ change, parent, refused }) => {
    const file = readFileSync(project.fileOf("demo"));
    const before = files();
    change.make(project);
    const run = await go();
    writeFileSync(project.fileOf("demo"), file);
    expect(run.result).toBe("failed");
    expect(run.problems.map(({ message }) => message).sort()).toEqual(
      refused.map((name) => {
        const urn = `urn:pulumi:demo::schoolgate::schoolgate:index:School$${parent}${name}`;
        return (
          `${urn} is protected and must not be deleted, but the program does not have it any more.\n` +
          "Nothing was changed. Put it back into the stack file. What shall really go is retired first: ./gate retire; to rehearse from nothing, which forgets this stand-in cloud: --reset."
        );
      }),
    );
    expect(files()).toEqual(before);
  });
});

/** The files, with the state's resources in the order of their URNs: they come in the order in which they are done. */
function inOrder(files: Readonly<Record<string, string>>): unknown {
  const state = JSON.parse(files["state.json"] ?? "") as { resources: { urn: string }[] };
  return {
    ...files,
    "state.json": { ...state, resources: state.resources.sort((a, b) => (a.urn < b.urn ? -1 : 1)) },
  };
}
