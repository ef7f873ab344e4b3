import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { probedProject, runInWorld } from "../support/probes.ts";
import { PublicWorld, token } from "../support/public-world.ts";

describe("with a probe", () => {
  let world: PublicWorld;
  beforeAll(async () => {
    world = await PublicWorld.start();
    return () => world.close();
  });
  beforeEach(() => {
    world.restore();
  });

  /** The states of what comes before step one, and of the six steps. */
  async function states(...flags: string[]) {
    const root = probedProject(token);
    const resolvers = ["--resolvers", world.dns.address];
    const { code, stdout, stderr } = await runInWorld(world, root, "handover", [
      "--with-probe",
      ...resolvers,
      ...flags,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const overall = /检测时间 2026-12-01 08:00（北京时间）：(.*)。/.exec(stdout)?.[1];
    return {
      overall,
      steps: [...stdout.matchAll(/^\| (?:开始之前：|[一二三四五六]、).* \| (.*) \|$/gm)].map(
        ([, state]) => state,
      ),
    };
  }

  test("each step says how far it is", async () => {
    expect(await states("--via", world.relay.url, "--token-file", "token")).toEqual({
      overall: "已可使用",
      steps: ["未见阻断", "已完成", "已完成", "未完成：Secret 未收到", "已完成", "已完成", "资料已齐"],
    });
  });

  test("and what is in its way, in the school's language", async () => {
    world.dns.zone = { ...world.dns.zone, "api2.xxxedu.cn": {}, "api1.xxxedu.cn": { A: ["198.51.100.7"] } };
    delete world.sites["api1.xxxedu.cn"]?.http["/WW_verify_54wuPnLpuTWkAF0Z.txt"];
    const { https = {} } = world.sites["api2.xxxedu.cn"] ?? {};
    const blocked = { status: 403, headers: { server: "Beaver" } };
    world.sites["api2.xxxedu.cn"] = { http: { "/": blocked }, https };
    world.wecom.trusted.clear();
    expect(await states("--via", world.relay.url, "--token-file", "token")).toEqual({
      overall: "有问题待处理",
      steps: [
        "有问题：api2.xxxedu.cn 被阿里云的备案检查阻断",
        "有问题：api1.xxxedu.cn 解析不正确；api2.xxxedu.cn 尚未解析",
        "已完成",
        "未完成：Secret 未收到",
        "未完成：api1.xxxedu.cn 校验文件尚未提供或尚未生效",
        "有问题：IP 不被信任（60020）",
        "资料已齐",
      ],
    });
  });

  test("without a way to WeCom, that step could not be asked about", async () => {
    expect((await states()).steps[5]).toBe("未能检测");
  });
});
