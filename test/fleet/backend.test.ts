import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openBackend } from "../../fleet/backend/backend.ts";
import { backendUrl, withoutCredentials } from "../../fleet/backend/location.ts";
import { Refusal } from "../../lib/refusal.ts";
import { writeBackend, writeLock } from "../support/status.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What is refused, and the way out. */
async function refusalOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Refusal) return `${error.message} → ${error.fix}`;
    throw error;
  }
  return "nothing is refused";
}

const resource = (type: string, name: string, more: object = {}) => ({
  urn: `urn:pulumi:demo::schoolgate::${type}::${name}`,
  type,
  ...more,
});
const stack = resource("pulumi:pulumi:Stack", "schoolgate-demo", {
  outputs: { egressIps: { a: "203.0.113.1" } },
});
const eip = resource("alicloud:ecs/eipAddress:EipAddress", "demo-egress-a-eip");
const state = {
  manifest: { time: "2026-11-20T08:00:00Z" },
  resources: [stack],
  pending_operations: [{ type: "creating", resource: eip }],
};
const { version, deployment } = { version: 3, deployment: state };
const checkpoint = {
  exported: { version, deployment },
  resources: 1,
  written: "2026-11-20T08:00:00Z",
  pending: [{ type: "creating", resource: "EipAddress demo-egress-a-eip" }],
  outputs: { egressIps: { a: "203.0.113.1" } },
};

describe("a file:// backend", () => {
  test.each([
    ["file://~", "home"],
    ["file://~/below", "home/below"],
    ["file://kept", "work/kept"],
    ["file://./kept?no_tmp_dir=true", "work/kept"],
  ])("%s is %s", async (url, folder) => {
    const root = temporaryFolder();
    writeBackend(join(root, folder), { demo: state });
    const backend = openBackend(url, join(root, "work"), join(root, "home"));
    expect(await backend.stacks()).toEqual(["demo"]);
    expect(await backend.checkpoint("demo")).toEqual(checkpoint);
    expect(await backend.checkpoint("lakeside")).toBe(undefined);
  });

  test("a stack that never went up has nothing", async () => {
    const root = temporaryFolder();
    writeBackend(root, { demo: {} });
    writeFileSync(
      join(root, ".pulumi/stacks/schoolgate/new.json"),
      '{"version":0,"checkpoint":{"stack":"s"}}',
    );
    const backend = openBackend(`file://${root}`, "/", "/");
    const nothing = { resources: 0, pending: [], outputs: {} };
    expect(await backend.checkpoint("demo")).toEqual({
      exported: { version: 3, deployment: {} },
      ...nothing,
    });
    expect(await backend.checkpoint("new")).toEqual({ exported: { version: 0, deployment: {} }, ...nothing });
  });

  test("of a compressed state and an older plain one the newer is read", async () => {
    const root = temporaryFolder();
    writeBackend(root, { demo: {}, north: {} });
    const stacks = join(root, ".pulumi/stacks/schoolgate");
    writeFileSync(
      join(stacks, "demo.json.gz"),
      gzipSync(JSON.stringify({ version: 3, checkpoint: { latest: state } })),
    );
    utimesSync(join(stacks, "demo.json"), 1, 1);
    const backend = openBackend(`file://${root}`, "/", "/");
    expect(await backend.stacks()).toEqual(["demo", "north"]);
    expect(await backend.checkpoint("demo")).toEqual(checkpoint);
  });

  test("a file that is no state is refused", async () => {
    const root = temporaryFolder();
    writeBackend(root, {});
    const path = join(root, ".pulumi/stacks/schoolgate/demo.json");
    writeFileSync(path, '{"version":3,"check');
    const backend = openBackend(`file://${root}`, "/", "/");
    expect(await refusalOf(() => backend.checkpoint("demo"))).toBe(
      `${path} holds no state → pulumi stack export -s demo says what Pulumi makes of it`,
    );
  });

  test("locks say who holds them, as far as they say it", async () => {
    const root = temporaryFolder();
    writeBackend(root, {});
    const lock = { pid: 7, username: "ann", hostname: "ci-1", timestamp: "2026-11-30T08:00:00Z" };
    writeLock(root, "demo", JSON.stringify(lock));
    writeLock(root, "lakeside", "{");
    mkdirSync(join(root, ".pulumi/locks/organization/schoolgate/north"));
    expect(await openBackend(`file://${root}`, "/", "/").locks()).toEqual(
      new Map([
        ["demo", [{ user: "ann", host: "ci-1", pid: 7, since: "2026-11-30T08:00:00Z" }]],
        ["lakeside", [{}]],
      ]),
    );
  });

  test("one that is new has no stacks; one that is not there, or of an older layout, is refused", async () => {
    const root = temporaryFolder();
    expect(await openBackend(`file://${root}`, "/", "/").stacks()).toEqual([]);
    expect(await refusalOf(() => openBackend(`file://${root}/gone`, "/", "/").stacks())).toBe(
      `the backend's folder ${root}/gone is not there → look at PULUMI_BACKEND_URL, and at what pulumi whoami --verbose says`,
    );
    mkdirSync(join(root, ".pulumi/stacks"), { recursive: true });
    writeFileSync(join(root, ".pulumi/stacks/demo.json"), "{}");
    expect(await refusalOf(() => openBackend(`file://${root}`, "/", "/").stacks())).toBe(
      `the backend in ${root} keeps stacks without their project, as Pulumi did before 3.61 → pulumi state upgrade`,
    );
  });
});

test("another backend is refused, and its password is not shown", async () => {
  expect(await refusalOf(() => openBackend("postgres://ann:hunter2@db/states?sslmode=off", "/", "/"))).toBe(
    "status reads the states of a file:// backend, and this one is postgres://db/states → for one school: pulumi stack export -s <school> --file <file>, and ./gate plan --state <file>",
  );
  expect(withoutCredentials("https://api.pulumi.com")).toBe("https://api.pulumi.com");
});

test("the backend is the one that Pulumi would ask", async () => {
  const home = temporaryFolder();
  expect(await refusalOf(() => backendUrl({}, home))).toBe(
    "it is not known where the states are: nobody is logged in to a Pulumi backend here → pulumi login <backend>, or set PULUMI_BACKEND_URL",
  );
  const login = (folder: string, current: string): void => {
    mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, folder, "credentials.json"), JSON.stringify({ current }));
  };
  login(".pulumi", "file://~");
  login("other", "s3://states");
  login("third", "");
  expect(backendUrl({}, home)).toBe("file://~");
  expect(backendUrl({ PULUMI_HOME: join(home, "other") }, home)).toBe("s3://states");
  expect(backendUrl({ PULUMI_BACKEND_URL: "file:///kept", PULUMI_HOME: join(home, "other") }, home)).toBe(
    "file:///kept",
  );
  expect(await refusalOf(() => backendUrl({ PULUMI_CREDENTIALS_PATH: join(home, "third") }, home))).toContain(
    "it is not known where the states are",
  );
});
