// The command as a new user runs it: in a project of its own, by the lines that it prints itself.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { edgeStatus } from "../../rehearsal/edge/edge.ts";
import { KubeApi } from "../../rehearsal/edge/kube-api.ts";
import { gateParts, Project } from "../support/projects.ts";

const run = promisify(execFile);

/** Milliseconds for a test here: each brings an edge up, the platform and a school, from the command line. */
const timeout = 300_000;

let project: Project;
beforeEach(() => {
  project = new Project(...gateParts, "deploy");
});
afterEach(async () => {
  await run(join(project.root, "gate"), ["edge", "down"]);
  project.remove();
});

test("rehearse --edge serves until Ctrl-C, and what it prints works as printed", { timeout }, async () => {
  const child = spawn(join(project.root, "gate"), ["rehearse", "demo", "--edge"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    lines.push(line);
    if (line === "edge: serving until Ctrl-C") break;
  }
  const curls = lines.map((line) => line.trim()).filter((line) => line.startsWith("curl "));
  const answers = await Promise.all(
    curls.map(async (line) => (await run("/bin/sh", ["-c", `${line} --silent --show-error --fail`])).stdout),
  );
  expect(answers, lines.join("\n")).toEqual([
    expect.stringContaining("<h1>hub.17wanxiao.com</h1>"),
    expect.stringContaining("<h1>open.17wanxiao.com</h1>"),
    "54wuPnLpuTWkAF0Z",
  ]);
  const [, page = ""] =
    /^It is served\. Look at it on (\S+), or by$/.exec(
      lines.find((line) => /^It is served/.test(line)) ?? "",
    ) ?? [];
  expect(await (await fetch(page)).text()).toContain("Everything is served.");
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(await edgeStatus(join(project.root, ".rehearsal", "_edge"))).toEqual({ state: "down" });
});

test("what the API server refuses is told with the place in our file, and the edge that was kept stays", {
  timeout,
}, async () => {
  const gate = join(project.root, "gate");
  await run(gate, ["edge", "up", "hz"]);
  const folder = join(project.root, ".rehearsal", "_edge");
  const api = await KubeApi.fromKubeconfig(join(folder, "kubeconfig"));
  await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "school-demo" } }, "somebody");
  const failure = await run(gate, ["rehearse", "demo", "--edge"]).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('namespaces "school-demo" already exists'),
    stderr: expect.stringContaining("  at  stacks/Pulumi.demo.yaml: schoolgate:school\n"),
  });
  expect((await run(gate, ["edge", "status"])).stdout).toMatch(/^up: http 127\.0\.0\.1:/);
});
