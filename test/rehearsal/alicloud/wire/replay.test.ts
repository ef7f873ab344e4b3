import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { needed } from "./needed.ts";
import { recorded } from "./recorded.ts";
import { type Replayed, replay } from "./replay.ts";

const valueAt = (value: unknown, path: string): unknown =>
  path === ""
    ? value
    : path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value);

/** What the plugin would miss in the answers. */
function missingIn(done: readonly Replayed[]): string[] {
  return done.flatMap(({ call, code, answer, mark }) => {
    const need = needed[call];
    if (code !== undefined || need === undefined) return [];
    const records = [valueAt(answer, need.at)].flat();
    return records.flatMap((record) =>
      // A vSwitch that is gone is answered with empty fields.
      (record as { VSwitchId?: string }).VSwitchId === ""
        ? []
        : need.fields.flatMap((field) =>
            valueAt(record, field) === undefined ? [`${mark}: ${call} without ${field}`] : [],
          ),
    );
  });
}

/** The answers of a step, as they lie in a file beside the recording. */
async function expectAnswers(done: readonly Replayed[], mark: string, file: string): Promise<void> {
  const answers = done
    .filter((each) => each.mark === mark)
    .map(({ call, parameters, answer: { RequestId: _, ...answer } }) => ({ call, parameters, answer }))
    .map((line) => `${JSON.stringify(line)}\n`);
  const text = answers.join("").replaceAll(/"2\d{3}-\d\d-\d\dT[\d:]+Z"/g, '"<time>"');
  await expect(text).toMatchFileSnapshot(join("recorded", file));
}

/** Each call and how it ended. The first half of the code for protection is a guess, here and where it was recorded. */
const outcomes = (done: readonly { call: string; code?: string | undefined }[]) =>
  done.map(({ call, code }) => `${call} ${code?.replace(/^\w+\.(DeletionProtection)$/, "$1") ?? "ok"}`);

describe("what the official plugin called, called again in its order", () => {
  it("of demo, from up to destroy with each fault, is answered as the plugin needs it", async () => {
    const done = await replay(
      "demo",
      {},
      {
        // Somebody gave the address back in the console.
        v1: async (cloud, pass) => {
          const { eips } = await cloud.snapshot();
          const [eip] = Object.values(eips).filter(({ name }) => name === "schoolgate-demo-b");
          const { allocationId = "", instanceId = "" } = eip ?? {};
          await cloud.call("UnassociateEipAddress", { allocationId, instanceId });
          pass();
          await cloud.call("ReleaseEipAddress", { allocationId });
          pass();
        },
        // Somebody took the protection off.
        destroy2: async (cloud) => {
          const { eips, natGateways } = await cloud.snapshot();
          for (const instanceId of Object.keys(eips))
            await cloud.call("DeletionProtection", { instanceId, type: "EIP", protectionEnable: false });
          for (const instanceId of Object.keys(natGateways))
            await cloud.call("DeletionProtection", { instanceId, type: "NATGW", protectionEnable: false });
        },
      },
    );
    expect(outcomes(done)).toEqual(outcomes(recorded("demo")));
    expect(missingIn(done)).toEqual([]);
    await expectAnswers(done, "refresh", "demo-refresh.jsonl");
  });

  it("of lakeside, which adopts an address and shares a gateway, too", async () => {
    const done = await replay("lakeside", { "47.111.68.1": "192.0.2.1" });
    expect(outcomes(done)).toEqual(outcomes(recorded("lakeside")));
    expect(missingIn(done)).toEqual([]);
    await expectAnswers(done, "refresh", "lakeside-refresh.jsonl");
  });
});
