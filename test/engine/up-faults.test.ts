// A first up on Pulumi's own engine, with calls that go wrong. Unlike the rehearsal's engine it hands a provider nothing by
// which a create that is made again could be known: what the cloud made without the state hearing of it stays.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { settle } from "../../rehearsal/alicloud/cloud-settle.ts";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { upCalls } from "../support/up-calls.ts";
import { contents, demoCloud, faultyUp } from "../support/up-world.ts";

const refused = { error: "Forbidden.RAM" } as const;
const calls = Object.keys(upCalls);

describeOnPulumi("a first up on Pulumi's engine", () => {
  let project: Project;
  let stack: PulumiStack;
  let undisturbed: unknown;

  beforeAll(async () => {
    const other = new Project();
    expect(await faultyUp(other.root)).toMatchObject({ result: "succeeded", problems: [] });
    undisturbed = contents(demoCloud(other.root));
    other.remove();
  });
  beforeEach(async () => {
    project = new Project();
    stack = await PulumiStack.init(project, "demo");
  });
  afterEach(() => project.remove());

  /** One call after the other: which of them had begun when one ends the run is no matter of time then. */
  async function inSequence(): Promise<void> {
    stack = await PulumiStack.init(project, "demo", { env: { PULUMI_PARALLEL: "1" } });
  }

  const faults = (...plan: readonly FaultInput[]): void =>
    writeFileSync(join(stack.world, "faults.yaml"), stringify(plan));

  function cloud(): CloudState {
    const state = JSON.parse(stack.clouds().cloud) as CloudState;
    settle(state, Number.MAX_SAFE_INTEGER);
    return state;
  }

  /** Changes the stand-in cloud behind the engine's back, as in its console. */
  function inConsole(change: (state: CloudState) => void): void {
    const state = cloud();
    change(state);
    writeFileSync(join(stack.world, "cloud.json"), JSON.stringify(state));
  }

  /** docs/runbooks/up-cut-off.md. */
  const repair = () => stack.up({ refresh: true });

  async function upAsUndisturbed(): Promise<void> {
    expect(await repair()).toMatchObject({ result: "succeeded", problems: [] });
    expect(contents(cloud())).toEqual(undisturbed);
  }

  it.each([
    { title: "throttled", way: { throttle: true, when: "before" } },
    { title: "not answered in time, and not made", way: { timeout: true, when: "before" } },
    { title: "made, and not answered in time", way: { timeout: true, when: "after" } },
  ] as const)("each call once $title: one run, as if nothing had happened", async ({ way }) => {
    // Every second time: a call that is tried again comes through.
    const each = Object.entries(upCalls).flatMap(([call, times]) =>
      Array.from({ length: times }, (_, index) => ({ call, nth: 2 * index + 1, ...way })),
    );
    faults(...each);
    await upAsUndisturbed();
    for (const [call, times] of Object.entries(upCalls))
      expect(cloud().calls[call]).toBeGreaterThanOrEqual(2 * times);
  });

  it("each call refused in turn: runs with a refresh go on until all is there, each thing once", async () => {
    faults(...calls.map((call) => ({ call, when: "before", ...refused }) as const));
    const met = new Set<string>();
    for (let run = 0; run < calls.length; run += 1) {
      const { result, problems } = await repair();
      if (result === "succeeded") break;
      for (const text of problems) met.add(/(\w+) failed: Forbidden\.RAM/.exec(text)?.[1] ?? text);
      expect(Object.keys(cloud().snatEntries).length).toBeLessThanOrEqual(1);
    }
    met.delete("update failed");
    expect([...met].sort()).toEqual(calls.toSorted());
    await upAsUndisturbed();
  });

  it("the answer of a later step is lost: a run with a refresh finishes it", async () => {
    faults(
      ...(["DeletionProtection", "TagResources"] as const).map((call) => ({
        call,
        when: "after" as const,
        ...refused,
      })),
    );
    expect((await stack.up()).result).toBe("failed");
    // Where the two did not meet the same run, this one meets the second.
    await repair();
    await upAsUndisturbed();
  });

  it("the provider is killed once the cloud has an address: it is made again, and the first is found by its name", async () => {
    await inSequence();
    faults({ call: "AllocateEipAddress", when: "after", kill: true });
    expect((await stack.up()).result).toBe("failed");
    expect(await repair()).toMatchObject({ result: "succeeded", problems: [] });
    const { eips } = cloud();
    // docs/runbooks/up-cut-off.md: by the name, and Available.
    const leftover = Object.values(eips).filter(({ status }) => status === "Available");
    expect(leftover).toMatchObject([{ allocationId: "eip-bp10000001", deletionProtection: false, tags: {} }]);
    expect(leftover[0]?.name).toMatch(/^schoolgate-demo-[ab]$/);
    expect(leftover[0]?.instanceId).toBeUndefined();
    const { text } = stack.command("stack", "export");
    expect(text).not.toContain("eip-bp10000001");
    inConsole((state) => {
      delete state.eips["eip-bp10000001"];
    });
    await upAsUndisturbed();
  });

  it("the answers of what the cloud takes twice are lost: made again, and the first stay, under the same names", async () => {
    await inSequence();
    const doubled = ["CreateNatGateway", "CreateRouteTable", "CreateSecurityGroup", "AllocateEipAddress"];
    faults(...doubled.map((call) => ({ call, when: "after" as const, ...refused })));
    for (let run = 0; run < doubled.length; run += 1) expect((await repair()).result).toBe("failed");
    expect(await repair()).toMatchObject({ result: "succeeded", problems: [] });
    const state = readFileSync(join(stack.world, "cloud.json"), "utf8");
    const { text } = stack.command("stack", "export");
    const ids = [...new Set(state.match(/(eip|ngw|vtb|sg)-bp1\d{7}/g))];
    const lost = ids.filter((id) => !text.includes(id)).map((id) => id.split("-", 1)[0]);
    expect(lost.sort()).toEqual(["eip", "ngw", "sg", "vtb"]);
  });

  it.each([
    {
      call: "CreateVSwitch",
      says: /InvalidCidrBlock\.Overlapped: \S+ overlaps \S+ of (vsw-bp\d+)$/,
      remove: (state: CloudState, id: string) => delete state.vswitches[id],
    },
    {
      call: "AssociateEipAddress",
      says: /IncorrectEipStatus: (eip-bp\d+) is InUse, not Available$/,
      remove: (state: CloudState, id: string) => {
        const eip = state.eips[id];
        if (eip !== undefined) eip.status = "Available";
        delete eip?.instanceId;
      },
    },
    {
      call: "CreateSnatEntry",
      says: /Forbidden\.SourceVSwitchId\.Duplicated: \S+ is the source of (snat-bp\d+) already$/,
      remove: (state: CloudState, id: string) => delete state.snatEntries[id],
    },
  ])(
    "the answer of $call is lost: a run with a refresh names what is there already; without it, it goes on",
    async ({ call, says, remove }) => {
      // A SNAT entry is refused while its address is being bound: the one that is made counts.
      faults({ call, when: "after", times: call === "CreateSnatEntry" ? 10 : 1, ...refused });
      expect((await stack.up()).result).toBe("failed");
      faults();
      const { result, problems } = await repair();
      expect(result).toBe("failed");
      const id = problems.map((text) => says.exec(text)?.[1]).find((each) => each !== undefined) ?? "";
      expect(id).not.toBe("");
      inConsole((state) => void remove(state, id));
      await upAsUndisturbed();
    },
  );
});
