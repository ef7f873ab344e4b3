import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { markdownOf } from "../../cli/handover/markdown.ts";
import { handoverSheet } from "../../cli/handover/sheet.ts";
import { runGate } from "../support/gate.ts";
import { egressOutputs, probedProject, runInWorld } from "../support/probes.ts";
import { PublicWorld, token } from "../support/public-world.ts";
import { example, exampleText, now, set, stackFiles } from "../support/stack-files.ts";
import { schoolStack } from "../support/stacks.ts";

const school = ["config", "schoolgate:school"];

/** The sheet of a school whose stack file has these values, with the demo school's outputs. */
async function sheet(
  name: string,
  values: Readonly<Record<string, unknown>>,
  ...flags: string[]
): Promise<string> {
  const file = example(name);
  for (const [path, value] of Object.entries(values)) set(file, [...school, ...path.split(".")], value);
  const root = stackFiles({ [name]: file });
  writeFileSync(join(root, "outputs.json"), JSON.stringify(egressOutputs));
  const { code, stdout, stderr } = await runGate(root, [
    "handover",
    name,
    "--from-outputs",
    "outputs.json",
    ...flags,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

test("the whole sheet as Markdown", async () => {
  expect(await sheet("demo", {})).toMatchInlineSnapshot(`
    "# 示例大学 企业微信对接清单

    备案域名 xxxedu.cn（京ICP备05000001号），生成日期 2026-12-01。请按步骤填写；灰底的值请原样复制。

    > **本清单不含应用的 Secret。Secret 只按与平台约定的安全方式提供，不要写进清单、邮件或聊天。**

    ## 步骤一览

    | 步骤 | 由谁 | 做什么 |
    | --- | --- | --- |
    | 一、域名解析 | 学校网络管理员 | 为两个域名各建一条 CNAME 记录 |
    | 二、访问验证 | 平台 | 签发证书，确认两个页面能打开 |
    | 三、自建应用 | 学校企业微信管理员 | 新建自建应用，提供企业ID、AgentId 与 Secret |
    | 四、可信域名 | 学校企业微信管理员、平台 | 下载校验文件交给平台，生效后保存可信域名 |
    | 五、企业可信IP | 学校企业微信管理员、平台 | 录入出口 IP，包括备用 IP |
    | 六、应用主页 | 学校企业微信管理员 | 填写入口地址，用可见范围内的账号测试 |

    ## 一、域名解析（学校网络管理员）

    | 域名 | 主机记录 | 类型 | 记录值 |
    | --- | --- | --- | --- |
    | api1.xxxedu.cn | \`api1\` | CNAME | \`gw-hz.campus.example.com\` |
    | api2.xxxedu.cn | \`api2\` | CNAME | \`gw-hz.campus.example.com\` |

    - 这些域名只用于本项目；同名的其他记录（A、AAAA）请删除。
    - 请不要对这些域名设置跳转、登录认证或境外拦截，80 和 443 端口都要可达。
    - 证书由平台自动申请。如果 xxxedu.cn 设有 CAA 记录，请允许 letsencrypt.org。

    ## 二、访问验证（平台）

    解析生效后平台会签发证书。下列地址能打开页面，即为成功：

    | 域名 | 地址 |
    | --- | --- |
    | api1.xxxedu.cn | \`https://api1.xxxedu.cn/new/index.html\` |
    | api2.xxxedu.cn | \`https://api2.xxxedu.cn/index.html\` |

    ## 三、自建应用（学校企业微信管理员）

    在企业微信管理后台“应用管理”中新建自建应用，把下列三项提供给平台：

    | 项目 | 在哪里看 | 平台已登记 |
    | --- | --- | --- |
    | 企业ID | 我的企业 → 企业信息 | ww0123456789abcdef |
    | AgentId | 应用详情页 | 1000002 |
    | Secret | 应用详情页 | 未收到 |

    ## 四、可信域名（学校企业微信管理员、平台）

    可信域名：

    \`\`\`text
    api1.xxxedu.cn
    \`\`\`

    - 在应用的“网页授权及JS-SDK”中填写可信域名：只填域名，不带 https://，不带端口。
    - 点击“申请校验域名”，下载校验文件，原样交给平台（不要打开另存）。
    - 平台配置后，下面的地址能看到文件中的校验码，再点击保存。
    - 校验通过后文件会一直保留，请不要要求删除。
    - 若提示“域名主体校验未通过”，说明备案主体与企业主体不一致，处理办法：https://open.work.weixin.qq.com/wwopen/common/readDocument/40754

    | 校验文件 | 地址 |
    | --- | --- |
    | WW_verify_54wuPnLpuTWkAF0Z.txt | \`https://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt\` |

    ## 五、企业可信IP（学校企业微信管理员、平台）

    可信IP：

    \`\`\`text
    203.0.113.1;203.0.113.2
    \`\`\`

    - 先保存可信域名，企业微信才允许设置可信IP。
    - 在应用的“企业可信IP”中粘贴整行；多个 IP 用英文分号分隔。
    - 备用 IP 也要一并录入：当前 IP 被封时平台可以直接切换，无需学校再操作。
    - 保存后约一分钟生效。录入后请告知平台。

    | IP | 用途 | 学校已确认 |
    | --- | --- | --- |
    | 203.0.113.1 | 当前出口 | 是 |
    | 203.0.113.2 | 备用出口 | 是 |

    ## 六、应用主页（学校企业微信管理员）

    入口地址：

    \`\`\`text
    https://api1.xxxedu.cn/bsacs/qyweixin.action?flag=weixinqy_test_1121&paytype=qyweixin&ecardFunc=index
    \`\`\`

    填写到应用的“应用主页”，再用可见范围内的账号在企业微信中打开测试。

    ## 出现错误 60020 时

    错误信息“not allow to access from your ip … from ip: x.x.x.x”表示：企业微信看到的出口 IP（x.x.x.x）不在本应用的“企业可信IP”里，或者刚保存还没有生效。

    - x.x.x.x 在上面的清单里：请在“企业可信IP”中补录，等一分钟再试。
    - x.x.x.x 不在清单里：请不要录入，把完整的错误信息发给平台。
    - IP 已录入仍然报错：该 IP 可能已被封，请通知平台切换到备用 IP。
    "
  `);
});

describe("the sheet says what is so with a school", () => {
  test("that brings its certificates and has hosts of its own choosing", async () => {
    const text = await sheet("northgate", {});
    expect(text).toContain("| campus.northgate.example.cn | `campus` | CNAME | `gw-hz.campus.example.com` |");
    expect(text).toContain("| pay.northgate.example.cn | `pay` | CNAME | `gw-hz.campus.example.com` |");
    expect(text).toContain("- 证书由学校提供，到期前请把新证书交给平台。");
    expect(text).not.toContain("CAA");
    expect(text).toContain("| Secret | 应用详情页 | 已收到，加密保存 |");
    expect(text).toContain("入口地址尚未提供，前面的步骤完成后由平台给出。");
  });

  test("that has not got far", async () => {
    const text = await sheet("demo", { wecom: undefined, entry: undefined, "egress.trusted": [] });
    expect(text).toContain("| 企业ID | 我的企业 → 企业信息 | 未收到 |");
    expect(text).toContain("| AgentId | 应用详情页 | 未收到 |");
    expect(text).toContain("平台尚未收到校验文件。");
    expect(text).toContain("| 203.0.113.1 | 当前出口 | 否 |\n| 203.0.113.2 | 备用出口 | 否 |");
  });

  test("that keeps its old server's address for a while", async () => {
    const ips = { a: "203.0.113.1", b: "203.0.113.2", old: "47.111.68.103" };
    const root = stackFiles();
    writeFileSync(join(root, "outputs.json"), JSON.stringify({ ...egressOutputs, egressIps: ips }));
    const { stdout } = await runGate(root, ["handover", "lakeside", "--from-outputs", "outputs.json"]);
    expect(stdout).toContain(
      "| 203.0.113.1 | 当前出口 | 是 |\n| 203.0.113.2 | 备用出口 | 是 |\n| 47.111.68.103 | 原服务器，迁移期间保留 | 是 |\n",
    );
  });

  test("whose name means something in Markdown and in HTML", async () => {
    const name = "<b>*Q&A*|_x_</b>";
    expect((await sheet("demo", { name })).split("\n", 1)).toEqual([
      "# \\<b\\>\\*Q&A\\*\\|\\_x\\_\\</b\\> 企业微信对接清单",
    ]);
    const html = await sheet("demo", { name }, "--format", "html");
    expect(html).toContain("<h1>&lt;b&gt;*Q&amp;A*|_x_&lt;/b&gt; 企业微信对接清单</h1>");
    expect(html).not.toContain("<b>");
  });
});

describe("without the addresses", () => {
  test("the sheet says to wait for a new one, and stderr why", async () => {
    const root = stackFiles();
    const path = process.env.PATH;
    process.env.PATH = root;
    const { code, stdout, stderr } = await runGate(root, ["handover", "demo"]);
    process.env.PATH = path;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "The stack's addresses are not known: there is no pulumi on PATH.\n",
    });
    expect(stdout).toContain(
      "## 五、企业可信IP（学校企业微信管理员、平台）\n\n> **出口 IP 尚未分配，平台分配后会提供新的清单。此步骤请等新清单。**\n\n## 六",
    );
  });
});

test("a rehearsal's addresses are marked as such", () => {
  const outputs = { from: "rehearsal", values: egressOutputs } as const;
  expect(markdownOf(handoverSheet({ stack: schoolStack("demo"), outputs, now }))).toContain(
    "> **演练数据：本清单的 IP 不是真实地址，请勿录入。**\n",
  );
});

test("the HTML page loads nothing, and runs nothing but its own script", async () => {
  const html = await sheet("demo", {}, "--format", "html");
  const hash = (element: string): string => {
    const [, content = ""] = new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(html) ?? [];
    return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
  };
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
  expect(policy).toBe(
    `default-src 'none'; style-src ${hash("style")}; script-src ${hash("script")}; base-uri 'none'; form-action 'none'`,
  );
  expect(html.match(/ (src|srcset|data-src|action)=|url\(|@import|<link|<iframe|<img/g)).toBeNull();
  expect(html.match(/ href="[^"]*"/g)).toEqual([
    ' href="https://open.work.weixin.qq.com/wwopen/common/readDocument/40754"',
  ]);
});

describe("with a probe", () => {
  let world: PublicWorld;
  beforeAll(async () => {
    world = await PublicWorld.start();
    return () => world.close();
  });
  beforeEach(() => {
    world.restore();
  });

  /** The states of the six steps. */
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
      steps: [...stdout.matchAll(/^\| [一二三四五六]、.* \| (.*) \|$/gm)].map(([, state]) => state),
    };
  }

  test("each step says how far it is", async () => {
    expect(await states("--via", world.relay.url, "--token-file", "token")).toEqual({
      overall: "已可使用",
      steps: ["已完成", "已完成", "未完成：Secret 未收到", "已完成", "已完成", "资料已齐"],
    });
  });

  test("and what is in its way, in the school's language", async () => {
    world.dns.zone = { ...world.dns.zone, "api2.xxxedu.cn": {}, "api1.xxxedu.cn": { A: ["198.51.100.7"] } };
    delete world.sites["api1.xxxedu.cn"]?.http["/WW_verify_54wuPnLpuTWkAF0Z.txt"];
    world.wecom.trusted.clear();
    expect(await states("--via", world.relay.url, "--token-file", "token")).toEqual({
      overall: "有问题待处理",
      steps: [
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
    expect((await states()).steps[4]).toBe("未能检测");
  });
});

test("no secret is in a sheet, wherever one lies", async () => {
  const planted = ["planted-in-the-stack", "planted-in-the-outputs", token];
  const text = `${exampleText("northgate").replace(/ {2}schoolgate:wecomSecret:\n.*\n/, "")}  schoolgate:wecomSecret:\n    secure: v1:AAAA:planted-in-the-stack\n`;
  const root = stackFiles({ northgate: text });
  writeFileSync(join(root, "token"), token);
  const outputs = {
    ...egressOutputs,
    wecomSecret: "planted-in-the-outputs",
    certificates: ["planted-in-the-outputs"],
  };
  writeFileSync(join(root, "outputs.json"), JSON.stringify(outputs));
  const world = await PublicWorld.start();
  for (const format of ["markdown", "html"]) {
    const argv = [
      "handover",
      "northgate",
      "--from-outputs",
      "outputs.json",
      "--format",
      format,
      "--with-probe",
    ];
    const way = ["--via", world.relay.url, "--token-file", "token", "--resolvers", world.dns.address];
    const { code, stdout, stderr } = await runGate(root, [...argv, ...way], undefined, world.network);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const secret of [...planted, "PRIVATE KEY", "v1:"]) expect(stdout).not.toContain(secret);
  }
  await world.close();
});

describe("--out", () => {
  test("writes the file whole, and again over itself", async () => {
    const root = probedProject();
    const argv = ["handover", "demo", "--from-outputs", "outputs.json"];
    const { stdout } = await runGate(root, argv);
    for (const _ of ["new", "again"]) {
      expect(await runGate(root, [...argv, "--out", "sheet.md"])).toEqual({
        code: 0,
        stdout: "Wrote sheet.md.\n",
        stderr: "",
      });
      expect(readFileSync(join(root, "sheet.md"), "utf8")).toBe(stdout);
    }
    expect(statSync(join(root, "sheet.md")).mode & 0o777).toBe(0o644);
  });

  test("in a folder that is not there writes nothing", async () => {
    const root = probedProject();
    const argv = ["handover", "demo", "--from-outputs", "outputs.json", "--out", "no/sheet.md"];
    expect(await runGate(root, argv)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  ${root}/no/sheet.md: it does not exist; nothing was changed\n  fix  look at the path\n`,
    });
  });
});

describe("wrong input is refused", () => {
  test.each([
    [["demo", "--format", "pdf"], "there is no format pdf", "choose one of markdown, html"],
    [["hz"], "hz is a platform", "name a school"],
    [
      ["demo", "--from-outputs", "outputs.json", "--via", "direct"],
      "--via and --token-file are for a probe",
      "add --with-probe, or leave them out",
    ],
    [["demo", "--rehearse"], "demo was not rehearsed here", "./gate rehearse demo"],
  ])("%j", async (argv, what, fix) => {
    expect(await runGate(probedProject(), ["handover", ...argv])).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  ${what}\n  fix  ${fix}\n`,
    });
  });
});
