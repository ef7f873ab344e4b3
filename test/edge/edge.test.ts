// The edge as a program: what it needs, what it leaves, and that it ends with whoever holds it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attachEdge, type EdgeOptions, edgeStatus, edgeUp } from "../../rehearsal/edge/edge.ts";
import { KubeApi } from "../../rehearsal/edge/kube-api.ts";
import { cache } from "../support/cache.ts";
import { until, upstreams } from "../support/edge-objects.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-"));
});
afterEach(async () => {
  await (await attachEdge(folder))?.stop();
  await rm(folder, { recursive: true });
});

function options(more: Partial<EdgeOptions> = {}): EdgeOptions {
  return { folder, cache, upstreams, progress: () => undefined, ...more };
}

/** The processes that have this test's folder on their command line, as all of the edge's have. */
async function pids(program = ""): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir("/proc")) {
    const command = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
    if (command.split("\0")[0]?.endsWith(program) && command.includes(folder)) found.push(entry);
  }
  return found;
}

/** The ports on which the edge's processes listen in the machine's own network, with their addresses. */
async function openPorts(): Promise<string[]> {
  const own = await readlink("/proc/self/ns/net");
  const inodes = new Set<string>();
  for (const pid of await pids()) {
    if ((await readlink(`/proc/${pid}/ns/net`)) !== own) continue;
    for (const fd of await readdir(`/proc/${pid}/fd`)) {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(await readlink(`/proc/${pid}/fd/${fd}`)) ?? [];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  const tables = await Promise.all(["tcp", "tcp6"].map((table) => readFile(`/proc/net/${table}`, "utf8")));
  return tables
    .flatMap((table) => table.trim().split("\n").slice(1))
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = ""]) => state === "0A" && inodes.has(inode))
    .map(([, address = ""]) => address);
}

/** As the kernel writes an address of 127.0.0.1. */
function loopback(port: number): string {
  return `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Brings the edge up in a process of its own, which is then killed without a warning. */
async function upAndKilled(more: Partial<EdgeOptions> = {}): Promise<void> {
  const script = join(import.meta.dirname, "../support/edge-holder.ts");
  const holder = spawn(process.execPath, [script, JSON.stringify(options(more))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  expect((await edgeStatus(folder)).state).toBe("up");
  const ended = once(holder, "exit");
  holder.kill("SIGKILL");
  await ended;
}

test("it touches nothing of the machine but the ports that it names", async () => {
  const [hosts, certs] = [await readFile("/etc/hosts", "utf8"), existsSync("/certs")];
  const edge = await edgeUp(options());
  const { http, https, api, page } = edge.ports;
  expect((await openPorts()).sort()).toEqual([http, https, api, page].map(loopback).sort());
  expect(await readFile("/etc/hosts", "utf8")).toBe(hosts);
  expect(existsSync("/certs")).toBe(certs);
  const client = await KubeApi.fromKubeconfig(edge.kubeconfig);
  expect(await client.send("GET", "/version")).toMatchObject({ gitVersion: "v1.36.3" });
  await edge.stop();
  expect(await pids()).toEqual([]);
  expect(await edgeStatus(folder)).toEqual({ state: "down" });
});

test("it ends with who started it, even by SIGKILL", async () => {
  await upAndKilled();
  await until(async () => (await pids()).length === 0);
  expect(await edgeStatus(folder)).toEqual({ state: "down" });
});

test("detached it stays, is taken over with the same upstreams, and gives way to others", async () => {
  await upAndKilled({ detached: true });
  const running = await edgeStatus(folder);
  const steps: string[] = [];
  const progress = (line: string) => steps.push(line);
  const same = await edgeUp(options({ progress }));
  expect(running).toMatchObject({ state: "up", ports: same.ports });
  expect(steps).toEqual([]);
  const other = await edgeUp(options({ progress, upstreams: [{ host: "other.example", port: 443 }] }));
  expect(steps).toEqual([
    "taking down an edge of other upstreams or programs",
    "starting etcd and kube-apiserver",
    "installing the CRDs",
    "starting the controllers and Envoy Gateway",
  ]);
  expect(other.upstreams).toEqual([{ host: "other.example", port: 443 }]);
});

test("what a killed daemon leaves behind is found and cleared away", async () => {
  const edge = await edgeUp(options());
  const status = await edgeStatus(folder);
  if (status.state !== "up") throw new Error("the edge is not up");
  process.kill(status.daemon, "SIGKILL");
  await until(async () => (await pids()).length === 0);
  expect(existsSync(status.plan.sockets)).toBe(true);
  expect(await edgeStatus(folder)).toEqual({ state: "down" });
  expect(existsSync(status.plan.sockets)).toBe(false);
  await expect(edge.inside(["true"])).rejects.toThrow("the edge has ended");
});

test("a program that ends takes the edge down, and its status says which and why", async () => {
  await edgeUp(options());
  const [etcd] = await pids("/bin/etcd");
  process.kill(Number(etcd), "SIGKILL");
  await until(async () => (await pids()).length === 0);
  const status = await edgeStatus(folder);
  expect(status.state).toBe("failed");
  expect(status).toHaveProperty(
    "reason",
    expect.stringContaining(`etcd ended (SIGKILL), see ${folder}/logs/etcd.log:\n`),
  );
});

test("two that start it at the same time get the same one", async () => {
  const [one, two] = await Promise.all([edgeUp(options()), edgeUp(options())]);
  expect(two.ports).toEqual(one.ports);
  expect(await pids("/bin/etcd")).toHaveLength(1);
});

test("a port in use is refused by its number, and nothing is left running", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  await expect(edgeUp(options({ ports: { https: port } }))).rejects.toThrow(
    `port ${port} of 127.0.0.1 cannot be served: listen EADDRINUSE: address already in use 127.0.0.1:${port}. ` +
      "Choose another, or 0 for a free one.",
  );
  taken.close();
  await until(async () => (await pids()).length === 0);
});
