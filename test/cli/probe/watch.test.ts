import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { probedProject, runInWorld } from "../../support/probes.ts";
import { PublicWorld } from "../../support/public-world.ts";

const verifyPath = "/WW_verify_54wuPnLpuTWkAF0Z.txt";
let world: PublicWorld;
let root: string;
beforeAll(async () => {
  world = await PublicWorld.start();
  return () => world.close();
});
beforeEach(() => {
  world.restore();
  root = probedProject();
});

describe("--watch", () => {
  test("probes until the school serves; stdout holds the last result alone, and WeCom is called once", async () => {
    const right = world.sites["api1.xxxedu.cn"]?.https[verifyPath] ?? {};
    const site = world.sites["api1.xxxedu.cn"];
    delete site?.https[verifyPath];
    const waits: number[] = [];
    const flags = ["--json", "--watch", "--via", world.relay.url, "--resolvers", world.dns.address];
    const { code, stdout, stderr } = await runInWorld(world, root, "probe", flags, {
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        if (waits.length === 2 && site) site.https[verifyPath] = right;
      },
    });
    const line = `00:00:00  in progress: verify file https://api1.xxxedu.cn${verifyPath}\n`;
    expect({ code, stderr, waits }).toEqual({ code: 0, stderr: line.repeat(2), waits: [60_000, 60_000] });
    expect(JSON.parse(stdout)).toMatchObject({ school: "demo", state: "serving" });
    expect(world.wecom.requests).toHaveLength(1);
  });

  test("calls WeCom again after ten minutes", async () => {
    const site = world.sites["api1.xxxedu.cn"];
    const right = site?.https[verifyPath] ?? {};
    delete site?.https[verifyPath];
    let minutes = 0;
    await runInWorld(
      world,
      root,
      "probe",
      ["--watch", "--via", world.relay.url, "--resolvers", world.dns.address],
      {
        network: { elapsed: () => minutes * 60_000 },
        sleep: async () => {
          minutes += 1;
          if (minutes === 10 && site) site.https[verifyPath] = right;
        },
      },
    );
    expect({ minutes, calls: world.wecom.requests.length }).toEqual({ minutes: 10, calls: 2 });
  });
});
