// `gate status` on what a rehearsal put up, in a backend as Pulumi lays it out: its resources are the engine's.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { FleetStatus } from "../../fleet/status/model.ts";
import { rootStackType } from "../../lib/urn.ts";
import { changeComponent } from "../support/fleet-project.ts";
import { runGate } from "../support/gate.ts";
import { Repository } from "../support/repository.ts";
import { type KeptState, runStatus, writeBackend, writeLock } from "../support/status.ts";

// Each plan starts threads that load the SDKs: a second on an idle machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let project: Repository;
let backend: string;
let up: Required<Pick<KeptState, "manifest" | "resources">>;
// Both are allocated at once: which of them gets which IP is the cloud's choice.
let ips: { readonly a: string; readonly b: string };

beforeAll(async () => {
  project = new Repository();
  expect((await runGate(project.root, ["rehearse", "demo"])).code).toBe(0);
  const { resources } = JSON.parse(
    readFileSync(join(project.root, ".rehearsal/demo/state.json"), "utf8"),
  ) as {
    resources: { type: string; outputs: { egressIps: typeof ips } }[];
  };
  ips = resources.find(({ type }) => type === rootStackType)?.outputs.egressIps ?? { a: "", b: "" };
  up = { manifest: { time: "2026-11-20T08:00:00.5Z" }, resources };
  return () => project.remove();
});
beforeEach(() => {
  project.git("checkout", "--quiet", "--", "stacks");
  backend = join(project.root, "backend");
  rmSync(backend, { recursive: true, force: true });
  writeBackend(backend, { demo: up });
});

const status = (...argv: string[]) => runStatus(project.root, `file://${backend}`, ...argv);
const edit = (path: string[], value: unknown): void =>
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", ...path], value));
test("every stack, worst first", async () => {
  writeLock(
    backend,
    "demo",
    '{"pid":7,"username":"ann","hostname":"ci-1","timestamp":"2026-11-30T08:00:00Z"}',
  );
  project.edit("northgate", (file) =>
    file.setIn(["config", "schoolgate:school", "egress", "active"], "nowhere"),
  );
  edit(["egress", "active"], "b");
  expect(await status()).toEqual({
    code: 1,
    stdout: `file://${backend}, 2026-12-01T00:00:00.000Z

STACK      STATUS     UP          OUTSTANDING  ACTIVE         STANDBY  CERTIFICATE  OPEN STEP
northgate  broken     no          –            –              –        –            –
  error  schoolgate:school.egress.active: active is a key of addresses
    fix  ./gate check northgate
demo       attention  2026-11-20  1 update     b ${ips.b}  a        issuer       3 self-built app: WeCom administrator
  warn   an update holds its lock: ann@ci-1, process 7, since 2026-11-30T08:00:00Z
    fix  wait for it; if that process is gone, pulumi cancel -s demo
hz         waiting    no          –            –              –        –            –
lakeside   waiting    no          –            a              b        issuer       2 reverse proxy: platform

4 stacks: 1 broken, 1 in need of attention, 2 waiting for a step.
`,
    stderr: "",
  });
});

test("the JSON of one school, whole", async () => {
  const { code, stdout } = await status("demo", "--format", "json");
  expect({ code, status: JSON.parse(stdout) as FleetStatus }).toEqual({
    code: 0,
    status: {
      at: "2026-12-01T00:00:00.000Z",
      backend: `file://${backend}`,
      totals: { stacks: 1, broken: 0, attention: 0, changes: 0, waiting: 1, fine: 0 },
      stacks: [
        {
          ...{ name: "demo", kind: "school", title: "示例大学", platform: "hz" },
          ...{ verdict: "waiting", concerns: [], file: { sound: true, problems: [] } },
          up: { resources: up.resources.length, written: "2026-11-20T08:00:00.5Z" },
          outstanding: { known: true, operations: {}, outputs: false },
          ...{ pending: [], locks: [] },
          addresses: [
            { key: "a", ip: ips.a, role: "active", trusted: true },
            { key: "b", ip: ips.b, role: "standby", trusted: true },
          ],
          certificates: [
            { route: "api1", host: "api1.xxxedu.cn", from: "issuer" },
            { route: "api2", host: "api2.xxxedu.cn", from: "issuer" },
          ],
          step: {
            ...{ number: 3, title: "self-built app", whose: "WeCom administrator" },
            what: "hand over the app's Secret",
          },
        },
      ],
    },
  });
});

test.each([
  ["nothing outstanding", [], {}, "waiting", { known: true, operations: {}, outputs: false }],
  ["a swap", ["egress", "active"], "b", "changes", { known: true, operations: { update: 1 }, outputs: true }],
])("%s", async (_, path, value, verdict, outstanding) => {
  if (path.length > 0) edit(path, value);
  const { stdout } = await status("demo", "--format", "json");
  const [demo] = (JSON.parse(stdout) as FleetStatus).stacks;
  expect({ verdict: demo?.verdict, outstanding: demo?.outstanding }).toEqual({ verdict, outstanding });
});

/** What is told of single stacks: how they are, and what concerns them. */
async function told(...argv: string[]) {
  const { code, stdout } = await status(...argv, "--format", "json");
  const { stacks } = JSON.parse(stdout) as FleetStatus;
  return {
    code,
    stacks: stacks.map(({ name, verdict, concerns, outstanding }) => ({
      ...{ name, verdict, known: outstanding.known },
      concerns: concerns.map(({ what, fix }) => `${what} → ${fix}`),
    })),
  };
}

test("an up that was cut off: what it was at, and nothing is said of what is outstanding", async () => {
  const urn = "urn:pulumi:demo::schoolgate::alicloud:vpc/snatEntry:SnatEntry::demo-egress-snat";
  const type = "alicloud:vpc/snatEntry:SnatEntry";
  writeBackend(backend, {
    demo: { ...up, pending_operations: [{ type: "updating", resource: { urn, type } }] },
  });
  expect(await told("demo")).toEqual({
    code: 1,
    stacks: [
      {
        ...{ name: "demo", verdict: "broken", known: false },
        concerns: [
          "an up was cut off, and what came of it is not in the state: updating SnatEntry demo-egress-snat → pulumi refresh -s demo, which asks of each creation whether to import or to forget it",
        ],
      },
    ],
  });
});

test("a stack that is up and has no file; one whose state is no state", async () => {
  const stacks = join(backend, ".pulumi/stacks/schoolgate");
  rmSync(project.fileOf("demo"));
  writeFileSync(join(stacks, "lakeside.json"), "{");
  expect(await told("demo", "lake*")).toEqual({
    code: 1,
    stacks: [
      {
        ...{ name: "demo", verdict: "broken", known: false },
        concerns: [
          "it is up, and has no stack file → restore stacks/Pulumi.demo.yaml from git; or pulumi destroy -s demo, which refuses what is protected",
        ],
      },
      {
        ...{ name: "lakeside", verdict: "broken", known: false },
        concerns: [
          `its state cannot be read: ${join(stacks, "lakeside.json")} holds no state → see what pulumi stack export -s lakeside says`,
        ],
      },
    ],
  });
});

test("a school whose platform is broken is told so once, and by name", async () => {
  project.edit("hz", (file) => file.setIn(["config", "schoolgate:platform", "region"], 7));
  expect((await told("demo")).stacks).toEqual([
    {
      ...{ name: "demo", verdict: "broken", known: false },
      concerns: ["the stack file of its platform hz has problems → ./gate check hz"],
    },
  ]);
});

test("an up that a mandatory rule would refuse", async () => {
  changeComponent(
    project,
    "egress/address.ts",
    "deletionProtection: protect,",
    "deletionProtection: false && protect,",
  );
  const found = await told("demo");
  project.git("checkout", "--quiet", "--", "components");
  expect(found.stacks).toEqual([
    {
      ...{ name: "demo", verdict: "broken", known: true },
      concerns: [
        "an up would be refused: it breaks a mandatory rule → pulumi stack export -s demo --file demo.json, then ./gate plan --state demo.json",
      ],
    },
  ]);
});

test("no standby that the school has listed", async () => {
  edit(["egress", "trusted"], ["a"]);
  expect(await told("demo")).toEqual({
    code: 0,
    stacks: [
      {
        ...{ name: "demo", verdict: "attention", known: true },
        concerns: [
          `no standby address is in the school's trusted IPs: a blocked one could not be swapped → have the school enter ${ips.b}, then ./gate address trusted demo b`,
        ],
      },
    ],
  });
});

test("what is written, and what is refused before anything is read", async () => {
  expect(await status("demo", "--out", "status.json", "--out", "status.txt")).toEqual({
    code: 0,
    stdout: "1 stack: 1 waiting for a step.\nWrote status.json, status.txt.\n",
    stderr: "",
  });
  expect(JSON.parse(readFileSync(join(project.root, "status.json"), "utf8"))).toEqual(
    JSON.parse((await status("demo", "--format", "json")).stdout),
  );
  expect(readFileSync(join(project.root, "status.txt"), "utf8")).toBe((await status("demo")).stdout);
  expect((await status("--format", "tex")).stderr).toBe(
    "error  there is no format tex\n  fix  did you mean text?\n",
  );
  expect((await status("--out", "status.pdf")).stderr).toContain(
    "--out status.pdf does not say in which format",
  );
  expect((await status("dem")).stderr).toBe('error  there is no stack "dem"\n  fix  did you mean demo?\n');
  expect((await runStatus(project.root, undefined)).stderr).toBe(
    "error  it is not known where the states are: nobody is logged in to a Pulumi backend here\n  fix  pulumi login <backend>, or set PULUMI_BACKEND_URL\n",
  );
});
