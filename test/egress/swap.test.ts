// What WeCom sees of a school whose calls go through its relay: before, during and after its address is blocked and
// swapped. The SNAT table is the stand-in cloud's, the rules and the packets are the kernel's.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { askEgress, judgeEgress } from "../../cli/probe/egress.ts";
import { en } from "../../cli/probe/texts/en.ts";
import { trustCheck } from "../../cli/probe/trust.ts";
import { restart } from "../../cli/swap/recycle.ts";
import type { Outcomes } from "../support/egress/caller-program.ts";
import { EgressWorld, token } from "../support/egress/egress-world.ts";
import { faultySwap } from "../support/faulty-swap.ts";
import { testDeps } from "../support/gate.ts";

const envoy = inject("envoy");
const corpId = "ww0123456789abcdef";

describe.skipIf(envoy === "")("the demo school through its relay", () => {
  let world: EgressWorld;
  beforeAll(async () => {
    // No test waits for fifteen seconds of draining; long enough for a call under way on a busy machine.
    world = await EgressWorld.open({ envoy, drain: 2000 });
  });
  afterAll(() => world.close());

  const via = () => ({ proxy: world.proxy });
  const ask = () => askEgress(via(), corpId, world.network, en);
  const trust = (ip: string) =>
    trustCheck(via(), token, { listed: true, line: ip, ips: Object.values(world.ips) }, world.network, en);
  /** A swap as the command makes it, with what WeCom sees at its end. */
  const swap = (to: string) =>
    faultySwap(world.project.root, to, [], async () => {
      await world.nat.obey();
      return ask();
    });
  /** What gate probe says of the egress. */
  const probed = async (activeIp: string) => {
    const { state, found } = judgeEgress(await ask(), { activeIp, ips: world.ips }, "demo", en);
    const trusted = await trust(activeIp);
    return [state, found, trusted.state, trusted.found];
  };

  beforeEach(async () => {
    await world.caller.tell("end", undefined);
    await world.wecom.tell("limit", null);
    await world.wecom.tell("trust", Object.values(world.ips));
    await world.wecom.tell("forget", undefined);
  });

  test("up: calls reach WeCom from the active address, and it trusts them", async () => {
    expect(await probed("203.0.113.1")).toEqual([
      "pass",
      "WeCom sees 203.0.113.1",
      "pass",
      "errcode 40029 from 203.0.113.1: the address is trusted",
    ]);
    const { calls } = await world.wecom.tell("see", undefined);
    expect(calls).toEqual({ "40001 203.0.113.1": 1, "40029 203.0.113.1": 1 });
  });

  test("rate limits are told as such, and are no word about the address", async () => {
    await world.wecom.tell("limit", 0);
    expect(await trust("203.0.113.1")).toMatchObject({
      state: "could not ask",
      found: "errcode 45009 from 203.0.113.1",
      next: "WeCom limits this app's calls: ask again in an hour",
    });
  });

  test("blocked, then swapped under load: no new connection is refused, and the kept ones follow the recycled pods", async () => {
    const [a, b] = ["203.0.113.1", "203.0.113.2"];
    // WeCom takes calls from b alone: a is blocked, b was listed in advance.
    await world.wecom.tell("trust", [b]);
    expect(await probed(a)).toEqual([
      "pass",
      `WeCom sees ${a}`,
      "fail",
      `errcode 60020 from ${a}: the address is not trusted`,
    ]);

    await world.caller.tell("begin", { fresh: 4, kept: 4 });
    await untilSeen(({ fresh, kept }) => count(fresh, `60020 ${a}`) >= 8 && count(kept, `60020 ${a}`) >= 8);
    const { failure, stdout } = await swap("b");
    expect(failure).toBeUndefined();
    expect(stdout).toContain(
      `Calls of demo leave from b (${b}): the stand-in cloud's SNAT table and WeCom say so.\n`,
    );
    const during = await untilSeen(({ fresh }) => count(fresh, `40029 ${b}`) >= 8);
    // Before or after: every call had an answer, from one of the two.
    expect(Object.keys(during.fresh).sort()).toEqual([`40029 ${b}`, `60020 ${a}`]);
    // The kernel's NAT, as connection tracking everywhere, keeps a connection where it began.
    expect(Object.keys(during.kept)).toEqual([`60020 ${a}`]);
    expect((await world.wecom.tell("see", undefined)).open).toHaveProperty([a], 4);

    const before = world.pods.names();
    const { deps, stderr } = testDeps(world.project.root, { sleep: () => sleep(20) });
    await world.caller.tell("outcomes", undefined);
    expect(await restart(world.pods.cluster, deps)).toBe(2);
    expect(stderr.text).toBe(`restarting ${before[0]} (1 of 2)\nrestarting ${before[1]} (2 of 2)\n`);
    expect(world.pods.names().filter((name) => before.includes(name))).toEqual([]);
    const meanwhile = await world.caller.tell("outcomes", undefined);
    expect(Object.keys(meanwhile.fresh)).toEqual([`40029 ${b}`]);
    await untilSeen(({ kept }) => count(kept, `40029 ${b}`) >= 8);
    const after = await untilSeen(({ fresh, kept }) => count(fresh) >= 8 && count(kept) >= 8);
    expect(Object.keys(after.fresh)).toEqual([`40029 ${b}`]);
    expect(Object.keys(after.kept)).toEqual([`40029 ${b}`]);
    await world.caller.tell("end", undefined);
    expect((await world.wecom.tell("see", undefined)).open).not.toHaveProperty([a]);
    expect(await probed(b)).toEqual([
      "pass",
      `WeCom sees ${b}`,
      "pass",
      `errcode 40029 from ${b}: the address is trusted`,
    ]);
  });

  test("a probe that expects the address from before says which one WeCom sees", async () => {
    await swap("a");
    expect(judgeEgress(await ask(), { activeIp: world.ips.b, ips: world.ips }, "demo", en)).toMatchObject({
      state: "fail",
      found: "WeCom sees 203.0.113.1, which is the standby address a",
    });
  });

  /** Waits until the callers have met something; all that they met until then. */
  async function untilSeen(
    met: (calls: { fresh: Outcomes; kept: Outcomes }) => boolean,
  ): Promise<{ fresh: Outcomes; kept: Outcomes }> {
    let all: { fresh: Outcomes; kept: Outcomes } = { fresh: {}, kept: {} };
    do {
      const { fresh, kept } = await world.caller.tell("outcomes", undefined);
      all = { fresh: sum(all.fresh, fresh), kept: sum(all.kept, kept) };
    } while (!met(all));
    return all;
  }
});

function sum(a: Outcomes, b: Outcomes): Outcomes {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
}

function count(outcomes: Outcomes, ...keys: string[]): number {
  const wanted = keys.length === 0 ? Object.keys(outcomes) : keys;
  return wanted.reduce((all, key) => all + (outcomes[key] ?? 0), 0);
}
