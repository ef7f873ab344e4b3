import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { frontDown, frontStatus, frontUp } from "../../../../rehearsal/alicloud/wire/background-front.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { world } from "../support.ts";
import { clientsOf, refusalOf, vpcSdk } from "./support.ts";

/** A folder whose front, if any, is taken down after the test. */
function ownFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(async () => {
    await frontDown(folder);
  });
  return folder;
}

const regionId = "cn-hangzhou";
const request = new vpcSdk.DescribeVpcsRequest({ regionId });
type Record = Awaited<ReturnType<typeof frontUp>>;
const ask = async (front: Record) => (await clientsOf(front as never)).vpc.describeVpcs(request);

/** A port of loopback that somebody serves until the test ends, or until told. */
async function busyPort(port = 0) {
  const server = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  onTestFinished(() => {
    server.close();
  });
  return { port: (server.address() as { port: number }).port };
}

describe("a front in the background", () => {
  it("serves until it is taken down, keeps what the cloud holds, and comes back on its port", async () => {
    const folder = ownFolder();
    expect(await frontStatus(folder)).toBeUndefined();
    const front = await frontUp({ folder, world });
    expect(front).toEqual({
      ...{ pid: expect.any(Number), port: expect.any(Number), environment: expect.any(Object) },
      ...{ log: join(folder, "calls.jsonl"), startedWith: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect((await ask(front)).body?.totalCount).toBe(1);
    const { vpc } = await clientsOf(front as never);
    await vpc.allocateEipAddress(new vpcSdk.AllocateEipAddressRequest({ regionId }));
    expect(await frontStatus(folder)).toEqual(front);

    expect(await frontDown(folder)).toBe("down");
    expect(await frontStatus(folder)).toBeUndefined();
    await expect(ask(front)).rejects.toThrow("ECONNREFUSED");
    expect(await frontDown(folder)).toBe("was down");

    const again = await frontUp({ folder, world });
    expect({ ...again, pid: 0 }).toEqual({ ...front, pid: 0 });
    const eips = new vpcSdk.DescribeEipAddressesRequest({ regionId });
    const later = await clientsOf(again as never);
    expect((await later.vpc.describeEipAddresses(eips)).body?.totalCount).toBe(2);
  });

  it("is one, whoever brings it up at the same time", async () => {
    const folder = ownFolder();
    const [one, other] = await Promise.all([frontUp({ folder, world }), frontUp({ folder, world })]);
    expect(one).toEqual(other);
    expect(await frontUp({ folder, world })).toEqual(one);
  });

  it("begins anew, on the same port, with another world or fault plan", async () => {
    const folder = ownFolder();
    const front = await frontUp({ folder, world });
    const vpcs = [...world.vpcs, { vpcId: "vpc-bj", cidrBlock: "10.30.0.0/16" }];
    const wider = await frontUp({ folder, world: { ...world, vpcs } });
    expect([wider.port, wider.pid === front.pid]).toEqual([front.port, false]);
    expect((await ask(wider)).body?.totalCount).toBe(2);
    writeFileSync(join(folder, "faults.yaml"), "- { call: DescribeVpcs, when: before, throttle: true }\n");
    const faulty = await frontUp({ folder, world: { ...world, vpcs } });
    expect((await refusalOf(ask(faulty))).code).toBe("Throttling.User");
    expect((await ask(faulty)).statusCode).toBe(200);
    // Another plan counts from the first call again.
    writeFileSync(
      join(folder, "faults.yaml"),
      "- { call: DescribeVpcs, when: before, error: InternalError }\n",
    );
    const other = await frontUp({ folder, world: { ...world, vpcs } });
    expect((await refusalOf(ask(other))).code).toBe("InternalError");
  });

  it("comes up after one that was killed, and does not touch who has its pid now", async () => {
    const folder = ownFolder();
    const front = await frontUp({ folder, world });
    process.kill(front.pid, "SIGKILL");
    while ((await frontStatus(folder)) !== undefined) await sleep(5);
    const file = join(folder, "front.json");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), pid: process.pid }));
    expect(await frontDown(folder)).toBe("was down");
    const again = await frontUp({ folder, world });
    expect([again.port, again.pid === process.pid]).toEqual([front.port, false]);
  });

  it("refuses a port that is in use, and takes another where it was not asked for", async () => {
    const folder = ownFolder();
    const { port } = await busyPort();
    await expect(frontUp({ folder, world, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(await frontStatus(folder)).toBeUndefined();
    const front = await frontUp({ folder, world });
    await frontDown(folder);
    await busyPort(front.port);
    expect((await frontUp({ folder, world })).port).not.toBe(front.port);
  });

  it("says what is wrong with its fault plan or its cloud's file, and does not come up", async () => {
    const folder = ownFolder();
    writeFileSync(join(folder, "faults.yaml"), "- { call: DescribeMoons, when: before, kill: true }\n");
    await expect(frontUp({ folder, world })).rejects.toThrow(
      `${join(folder, "faults.yaml")} is wrong:\n  [0].call: there is no call "DescribeMoons"; the nearest is "DescribeVpcs"`,
    );
    writeFileSync(join(folder, "faults.yaml"), "");
    writeFileSync(join(folder, "cloud.json"), "{");
    await expect(frontUp({ folder, world })).rejects.toThrow(`${join(folder, "cloud.json")} is damaged`);
  });
});
