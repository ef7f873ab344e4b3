// What several processes do to one cloud file, and what is left when one of them is killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Cloud } from "../../../rehearsal/alicloud/cloud.ts";
import { folder } from "./support.ts";

const cloudModule = new URL("../../../rehearsal/alicloud/cloud.ts", import.meta.url).href;

/** Runs a program with `Cloud` in scope in a process of its own, and answers how it ended. */
async function run(program: string): Promise<{ code: number | null; signal: string | null; error: string }> {
  const child = spawn(
    process.execPath,
    ["--input-type=module", "--eval", `import { Cloud } from ${JSON.stringify(cloudModule)};\n${program}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let error = "";
  child.stderr.on("data", (chunk: Buffer) => {
    error += chunk.toString();
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return { code, signal, error };
}

describe("a process that is killed in a call", () => {
  it.each([
    ["before", []],
    ["after", ["203.0.113.1"]],
  ] as const)("%s it took effect leaves a whole file and an unlocked cloud", async (when, ips) => {
    const file = join(await folder(), "cloud.json");
    const faults = [{ call: "AllocateEipAddress", nth: 1, times: 1, when, kill: true }];
    const ended = await run(`
      const cloud = await Cloud.open(${JSON.stringify({ file, faults })});
      await cloud.call("AllocateEipAddress", { clientToken: "t1" });
    `);
    expect(ended).toEqual({ code: null, signal: "SIGKILL", error: "" });

    const cloud = await Cloud.open({ file });
    const state = await cloud.snapshot();
    expect(Object.values(state.eips).map((eip) => eip.ipAddress)).toEqual(ips);
    expect(state.calls).toEqual({ AllocateEipAddress: 1 });
    // The next try of the same operation gets what the first one made.
    expect(await cloud.call("AllocateEipAddress", { clientToken: "t1" })).toEqual({
      allocationId: "eip-bp10000001",
      eipAddress: "203.0.113.1",
    });
    expect(Object.keys((await cloud.snapshot()).eips).length).toBe(1);
  });
});

describe("two processes on one cloud", () => {
  it("lose none of each other's calls", async () => {
    const file = join(await folder(), "cloud.json");
    const program = `
      const cloud = await Cloud.open(${JSON.stringify({ file, world: { quotas: { eips: 40 } } })});
      await Promise.all(Array.from({ length: 15 }, () => cloud.call("AllocateEipAddress", {})));
    `;
    const ended = await Promise.all([run(program), run(program)]);
    const fine = { code: 0, signal: null, error: "" };
    expect(ended).toEqual([fine, fine]);
    const { eips } = await (await Cloud.open({ file })).snapshot();
    const ips = Object.values(eips).map((eip) => eip.ipAddress);
    expect(ips.sort()).toEqual(Array.from({ length: 30 }, (_, index) => `203.0.113.${index + 1}`).sort());
  });
});
