// A probe in Chinese: whole reports, and nothing of it in what programs read.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { zh } from "../../../cli/probe/texts/zh.ts";
import { probedProject, runInWorld } from "../../support/probes.ts";
import { PublicWorld, token } from "../../support/public-world.ts";

let world: PublicWorld;
let root: string;
beforeAll(async () => {
  world = await PublicWorld.start();
  return () => world.close();
});
beforeEach(() => {
  world.restore();
  root = probedProject(token);
});

const probe = async (...flags: readonly string[]) => {
  const argv = ["--via", world.relay.url, "--token-file", "token", "--resolvers", world.dns.address];
  const run = await runInWorld(world, root, "probe", [...argv, ...flags]);
  const stdout = run.stdout
    .replaceAll(world.dns.address, "<resolver>")
    .replaceAll(/还剩 \d+ 天/g, "还剩 <n> 天");
  return { ...run, stdout };
};

describe("in the repository's language", () => {
  beforeEach(() => writeFileSync(join(root, "schoolgate.yaml"), "language: zh\n"));

  test("a school where all is well", async () => {
    const { code, stdout, stderr } = await probe();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "通过      dns          api1.xxxedu.cn                                         CNAME gw-hz.campus.example.com（system、<resolver>）
      通过      dns          api2.xxxedu.cn                                         CNAME gw-hz.campus.example.com（system、<resolver>）
      通过      filing       api1.xxxedu.cn                                         :80 上没有看到阻断
      通过      filing       api2.xxxedu.cn                                         :80 上没有看到阻断
      通过      caa          api1.xxxedu.cn                                         xxxedu.cn 允许 letsencrypt.org 签发
      通过      caa          api2.xxxedu.cn                                         xxxedu.cn 允许 letsencrypt.org 签发
      通过      tcp          api1.xxxedu.cn                                         端口 80 和 443 开放
      通过      tcp          api2.xxxedu.cn                                         端口 80 和 443 开放
      通过      tls          api1.xxxedu.cn                                         TLSv1.3，api1.xxxedu.cn，还剩 <n> 天
      通过      tls          api2.xxxedu.cn                                         TLSv1.3，api2.xxxedu.cn，还剩 <n> 天
      通过      page         https://api1.xxxedu.cn/new/index.html                  200 text/html; charset=utf-8
      通过      page         https://api2.xxxedu.cn/index.html                      200 text/html; charset=utf-8
      通过      leak         api1.xxxedu.cn                                         3 个应答里都没有
      通过      leak         api2.xxxedu.cn                                         2 个应答里都没有
      通过      verify file  http://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt   200 text/plain, 54wuPnLpuTWkAF0Z, 0 ms
      通过      verify file  https://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt  200 text/plain, 54wuPnLpuTWkAF0Z, 0 ms
      通过      egress       对企业微信的调用                                       企业微信看到的是 203.0.113.1
      通过      trust        对企业微信的调用                                       errcode 40029，来自 203.0.113.1：地址受信任

      demo 可用：18 项检查中有 18 项通过
      "
    `);
  });

  test("a record that is not made yet, with the next step and whose it is", async () => {
    const { "api2.xxxedu.cn": _, ...others } = world.dns.zone;
    world.dns.zone = others;
    const { code, stdout } = await probe();
    expect(code).toBe(1);
    expect(stdout.split("\n").slice(1, 5)).toMatchInlineSnapshot(`
      [
        "尚未就绪  dns          api2.xxxedu.cn",
        "  结果    没有记录（system、<resolver>）",
        "  应为    CNAME gw-hz.campus.example.com",
        "  下一步  学校网络管理员：把 api2.xxxedu.cn 设为指向 gw-hz.campus.example.com 的 CNAME",
      ]
    `);
    expect(stdout).toMatch(/\n\ndemo 进行中：18 项检查中有 \d+ 项通过\n$/);
  });

  test("programs read the same", async () => {
    const read = async (...flags: readonly string[]) => {
      const { at: _, ...rest } = JSON.parse((await probe("--json", ...flags)).stdout) as { at: string };
      return rest;
    };
    expect(await read()).toEqual(await read("--lang", "en"));
  });
});

test("its table has no English sentence in it, commands left out", () => {
  const command = /(?:kubectl|pulumi|\.\/gate) [\x20-\x7E]*/g;
  const english = textsIn(zh).filter((text) =>
    /[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}/.test(text.replaceAll(command, "")),
  );
  expect(english).toEqual([]);
});

/** All texts of a table; of one that takes values, what it makes of any. */
function textsIn(table: unknown): string[] {
  if (typeof table === "string") return [table];
  if (typeof table === "function") return [String(table(["值"], ["值"], ["值"], ["值"]))];
  return Object.values(table as object).flatMap(textsIn);
}
