// A swap with an up before it: several runs of the whole program each.
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { parseFaults } from "../../../rehearsal/faults.ts";
import { kubernetesStandIn } from "../../../rehearsal/kubernetes/provider.ts";
import { rehearsalOf } from "../../../rehearsal/rehearse.ts";
import { runGate } from "../../support/gate.ts";
import { SwapWorld } from "../../support/swap-world.ts";

let world: SwapWorld;

beforeAll(async () => {
  world = await SwapWorld.up();
  return () => world.remove();
});
beforeEach(() => world.reset());

const question = "demo: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.\n";
const swapped =
  "Calls of demo leave from b (203.0.113.2): the stand-in cloud's SNAT table says so.\n" +
  "Connections that are kept alive may stay on a (203.0.113.1) for up to 15 minutes: restart the callers to be done with it.\n" +
  "Back: ./gate swap demo --to a --rehearse. To give a up, not before those 15 minutes: ./gate retire demo address a\n" +
  "stacks/Pulumi.demo.yaml says active: b; only stand-ins were swapped: the command after Back takes that back.\n";

test("a swap goes on while an object of the cluster was not ready when it was last looked at", async () => {
  const root = world.project.root;
  world.project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "name"], "新名大学"));
  const stack = rehearsalOf(root, world.project.load("demo"));
  const kubernetes = kubernetesStandIn({
    file: join(stack.folder, "cluster.json"),
    faults: parseFaults([{ call: "update kubernetes:core/v1:Namespace", when: "after", unready: true }], {
      calls: [],
      types: [],
      otherPackages: ["kubernetes"],
    }),
  });
  const { result } = await up({ ...stack, providers: { ...stack.providers, kubernetes } });
  expect(result).toBe("failed");
  expect(await runGate(root, ["swap", "demo", "--to", "b", "--yes", "--allow-dirty", "--rehearse"])).toEqual({
    code: 0,
    stderr: question,
    stdout: swapped,
  });
});

test("gate rehearse --swap goes up, and then swaps", async () => {
  const { code, stdout, stderr } = await runGate(world.project.root, ["rehearse", "demo", "--swap", "b"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: question });
  expect(stdout).toMatch(/^Previewing update \(demo\):\n[\s\S]*\nUpdating \(demo\):\n/);
  expect(stdout.slice(stdout.indexOf("Calls of"))).toBe(swapped);
});
