// What a swap on stand-ins says where the cloud is busy, or its answer is lost.
import { beforeAll, beforeEach, expect, test } from "vitest";
import { SwapWorld } from "../support/swap-world.ts";

let world: SwapWorld;

beforeAll(async () => {
  world = await SwapWorld.up();
  return () => world.remove();
}, 120_000);
beforeEach(() => world.reset());

const call = "ModifySnatEntry";

test("a table that is busy is tried again after a while", async () => {
  const { failure, stderr, pauses } = await world.swap("b", [
    { call, when: "before", error: "IncorretSnatEntryStatus" },
  ]);
  expect({ failure, stderr, pauses }).toEqual({
    failure: undefined,
    stderr:
      "demo: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.\n" +
      "IncorretSnatEntryStatus: trying again in 2 s (1 of 7)\n",
    pauses: [2000],
  });
  expect(world.active()).toEqual({ cloud: ["b"], state: "b", file: "b" });
});

test("an answer that is lost: it is said that the cloud and the state have swapped, and that it is not done; the same again goes on", async () => {
  const lost = await world.swap("b", [{ call, when: "after", error: "OperationDenied" }]);
  expect(lost).toEqual({
    failure: {
      what:
        "the swap of demo to b did not come to its end: ModifySnatEntry failed: OperationDenied: ModifySnatEntry: " +
        "injected by the fault plan. The cloud sends calls from b (203.0.113.2); the state says b (203.0.113.2); " +
        "stacks/Pulumi.demo.yaml says active: b.",
      fix: "to go on: ./gate swap demo --to b --rehearse; to go back, after that: ./gate swap demo --to a --rehearse",
    },
    stdout: "",
    stderr: "demo: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.\n",
    pauses: [],
  });
  expect((await world.swap("b")).failure).toBeUndefined();
  expect(world.active()).toEqual({ cloud: ["b"], state: "b", file: "b" });

  // And WeCom is asked, when there is a way to it.
  const seen = await world.swap("b", [], async () => ({ ip: "203.0.113.1" }));
  expect(seen.failure).toEqual({
    what: "the SNAT table and the state have b (203.0.113.2), stacks/Pulumi.demo.yaml says active: b, and WeCom sees a (203.0.113.1)",
    fix: "restart what --via leads to, and see that it runs in the pinned vSwitches; then ./gate probe demo --via …",
  });
  const { failure, stdout } = await world.swap("b", [], async () => ({ ip: "203.0.113.2" }));
  expect([failure, stdout.split("\n", 1)]).toEqual([
    undefined,
    ["Calls of demo leave from b (203.0.113.2): the stand-in cloud's SNAT table and WeCom say so."],
  ]);
});
