import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { markdownOf } from "../../cli/handover/markdown.ts";
import { handoverSheet } from "../../cli/handover/sheet.ts";
import { runGate } from "../support/gate.ts";
import { egressOutputs, probedProject } from "../support/probes.ts";
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
  await expect(await sheet("demo", {})).toMatchFileSnapshot("handover-demo.md");
});

test.each([["demo"], ["lakeside"], ["northgate"]])(
  "each step of %s says where, what, what is seen when it is right, and what to do when it is not",
  (name) => {
    const stack = schoolStack(name);
    const outputs = { from: "file", values: egressOutputs } as const;
    const school = { ...stack.school, entry: { flag: "x", paytype: "qyweixin", ecardFunc: "index" } };
    const text = markdownOf(handoverSheet({ stack: { ...stack, school }, outputs, now }));
    const steps = [...text.matchAll(/^## (开始之前|[一二三四五六]).*?(?=^## )/gms)];
    const lacking = steps.map(([step, number = ""]) => {
      const [, good = "", other = ""] =
        /\| 看到什么 \| 怎么办 \|\n\| --- \| --- \|\n(\| 正确：.*)\n((?:\| .*\n)+)/.exec(step) ?? [];
      const parts = {
        screen: /^界面：.* → .*。$|^.*请用浏览器打开下列地址：$/m.test(step),
        value: /`/.test(step) || /^\| 填写项 \|/m.test(step),
        good: good !== "",
        other: other !== "",
      };
      return [number, Object.entries(parts).flatMap(([part, there]) => (there ? [] : [part]))];
    });
    expect(lacking).toEqual(["开始之前", ..."一二三四五六"].map((number) => [number, []]));
  },
);

test("the page for a live school that leaves its old server", async () => {
  const text = await sheet("demo", {}, "--cut-over");
  const [page = ""] = /^## 切换.*?(?=^## )/ms.exec(text) ?? [];
  expect(page).toMatchInlineSnapshot(`
    "## 切换：从旧服务器到平台（学校网络管理员）

    界面：学校的域名解析（DNS）系统 → xxxedu.cn 的解析记录。

    | 域名 | 切换前的记录（请先抄下） | 切换后的记录 |
    | --- | --- | --- |
    | api1.xxxedu.cn |  | \`CNAME gw-hz.campus.example.com\` |
    | api2.xxxedu.cn |  | \`CNAME gw-hz.campus.example.com\` |

    1. 至少提前一天，把上表各域名现有记录的 TTL 改为 60 秒，并抄下现有的记录。
    2. 与平台约定切换的时间。平台先在网关上逐项核对，告知可以切换。
    3. 按步骤一修改记录：每个解析视图都改。旧服务器和它的证书不要动，继续运行。
    4. 通知平台检查。之后至少一天，旧服务器的访问日志里没有这些域名的请求，再停旧服务器，并把 TTL 调回原值。

    | 看到什么 | 怎么办 |
    | --- | --- |
    | 正确：平台告知检查通过，师生打开应用如常 | 旧服务器再保留一天 |
    | 打不开，或平台告知有误 | 改回抄下的旧记录，一两分钟后恢复；把时间和截图发给平台 |
    | 只有部分人打不开 | 有的解析视图还是旧记录，或缓存未过期：检查每个视图，等 TTL 过去 |

    "
  `);
  expect(text.replace(page, "")).toBe(await sheet("demo", {}));
});

describe("the sheet says what is so with a school", () => {
  test("that brings its certificates and has hosts of its own choosing", async () => {
    const text = await sheet("northgate", {});
    expect(text).toContain("| campus.northgate.example.cn | `campus` | CNAME | `gw-hz.campus.example.com` |");
    expect(text).toContain("| pay.northgate.example.cn | `pay` | CNAME | `gw-hz.campus.example.com` |");
    expect(text.match(/^.*证书.*$/gm)).toEqual([
      "| 二、访问验证 | 平台 | 部署证书，确认页面能打开 |",
      "4. 证书由学校提供：请把每个域名的证书（含中间证书）和私钥交给平台，到期前再次提供；私钥与 Secret 一样，只按约定的安全方式提供。",
      "收到学校的证书、解析生效后，平台部署证书。平台通知后，请用浏览器打开下列地址：",
      "| 正确：显示手册步骤二中的页面，地址栏仍是学校的域名，没有证书警告 | 告知平台，进入步骤三 |",
      "| 证书警告、打不开，或跳到别的域名 | 把地址栏和页面截图发给平台 |",
    ]);
    expect(text).not.toContain("CAA");
    expect(text).toContain("| Secret | 应用详情页 → 查看 → 发送 | 已收到，加密保存，仅供 OAuth 服务取用 |");
    expect(text).toContain("入口地址尚未提供，前面的步骤完成后由平台给出。");
  });

  test("that checks a host besides the app's, which is explained", async () => {
    const ips = { a: "203.0.113.1", b: "203.0.113.2", old: "47.111.68.103" };
    const root = stackFiles();
    writeFileSync(join(root, "outputs.json"), JSON.stringify({ ...egressOutputs, egressIps: ips }));
    const { stdout } = await runGate(root, ["handover", "lakeside", "--from-outputs", "outputs.json"]);
    const boxes = stdout.slice(stdout.indexOf("| 输入框"), stdout.indexOf("1. 按上表填写"));
    expect(boxes).toBe(`| 输入框 | 填什么 |
| --- | --- |
| 可作为应用OAuth2.0网页授权功能的回调域名 | \`api1.lakeside.example.cn\` |
| 可调用JS-SDK、跳转小程序的可信域名 | \`api1.lakeside.example.cn\` |
| 可调用JS-SDK、跳转小程序的可信域名 | \`api2.lakeside.example.cn\` |

第一个输入框只能填一个域名，即应用主页所在的域名。api2.lakeside.example.cn 填在第二个输入框，每个域名各有自己的校验文件，都要校验。

`);
  });

  test("whose platform is not in mainland China, where Alibaba Cloud asks for no filing", () => {
    const stack = schoolStack("lakeside");
    const platform = { ...stack.platform, region: "cn-hongkong" };
    const outputs = { from: "file", values: egressOutputs } as const;
    const text = markdownOf(handoverSheet({ stack: { ...stack, platform }, outputs, now }));
    expect(
      text.slice(text.indexOf("## 开始之前"), text.indexOf("## 一、")),
    ).toBe(`## 开始之前：备案（学校网络管理员、平台）

企业微信要求可信域名在工信部有备案。平台的网关不在中国内地，不需要在阿里云做接入备案。

| 项目 | 要求 |
| --- | --- |
| 备案域名 | \`lakeside.example.cn\` |
| 备案号 | 平台未登记，请告知平台 |
| 主办单位 | 学校。名称与企业微信的企业主体逐字一致（括号的全角、半角也一致），不能是平台或厂商 |

1. 在工信部备案系统 https://beian.miit.gov.cn 查询备案域名，核对备案号和主办单位。

| 看到什么 | 怎么办 |
| --- | --- |
| 正确：查得到，主办单位是学校 | 进入步骤一 |
| 查不到，或主办单位不是学校 | 先以学校为主办单位完成备案 |

`);
  });

  test("whose platform names whom to call, or nobody", async () => {
    expect(await sheet("northgate", {})).toContain(
      "\n| 平台联系人 | 电话 | 其他渠道 |\n| --- | --- | --- |\n| 平台运维 | (0571) 0000 0000 | 企业微信群“校园应用对接” |\n",
    );
    const stack = schoolStack("demo");
    const { contact: _, ...platform } = stack.platform;
    const outputs = { from: "file", values: egressOutputs } as const;
    const text = markdownOf(handoverSheet({ stack: { ...stack, platform }, outputs, now }));
    expect(text.match(/^.*请联系.*$/gm)).toEqual(["遇到问题，请联系把本清单交给您的人。"]);
  });

  test("that has one host", async () => {
    const wecom = { corpId: "ww0123456789abcdef", agentId: 1000002 };
    const text = await sheet("demo", { routes: { app: "hub" }, wecom });
    expect(text.match(/^.*app\.xxxedu\.cn.*$/gm)).toEqual([
      "| app.xxxedu.cn | `app` | CNAME | `gw-hz.campus.example.com` |",
      "5. 分别在校内网、教育网和手机流量下检查：nslookup app.xxxedu.cn。",
      "| app.xxxedu.cn | `https://app.xxxedu.cn/new/index.html` |",
      "| 可作为应用OAuth2.0网页授权功能的回调域名 | `app.xxxedu.cn` |",
      "| 可调用JS-SDK、跳转小程序的可信域名 | `app.xxxedu.cn` |",
      "https://app.xxxedu.cn/bsacs/qyweixin.action?flag=weixinqy_test_1121&paytype=qyweixin&ecardFunc=index",
      "| 提示“redirect_uri需使用应用可信域名” | 步骤四的第一个输入框应为 app.xxxedu.cn；仍有此提示，把整页截图发给平台 |",
    ]);
  });

  test("that trusts two of three hosts, one of an upstream of another name", async () => {
    const hz = set(example("hz"), ["config", "schoolgate:platform", "upstreams", "library"], {
      host: "library.example.com",
    });
    const demo = set(example("demo"), [...school, "routes"], { api1: "hub", api2: "open", lib: "library" });
    set(demo, [...school, "wecom", "verifyFiles", "lib"], { "WW_verify_A1.txt": "A1" });
    const root = stackFiles({ hz, demo });
    writeFileSync(join(root, "outputs.json"), JSON.stringify(egressOutputs));
    const { stdout } = await runGate(root, ["handover", "demo", "--from-outputs", "outputs.json"]);
    expect(stdout.match(/^.*(?:框|JS-SDK、.*api1|lib\.xxxedu).*$/gm)).toEqual([
      "| lib.xxxedu.cn | `lib` | CNAME | `gw-hz.campus.example.com` |",
      "| lib.xxxedu.cn | `https://lib.xxxedu.cn/` |",
      "| 输入框 | 填什么 |",
      "| 可调用JS-SDK、跳转小程序的可信域名 | `api1.xxxedu.cn` |",
      "| 可调用JS-SDK、跳转小程序的可信域名 | `lib.xxxedu.cn` |",
      "第一个输入框只能填一个域名，即应用主页所在的域名。lib.xxxedu.cn 填在第二个输入框，每个域名各有自己的校验文件，都要校验。",
      "| WW_verify_A1.txt | `https://lib.xxxedu.cn/WW_verify_A1.txt` |",
      "| 提示“redirect_uri需使用应用可信域名” | 步骤四的第一个输入框应为 api1.xxxedu.cn；仍有此提示，把整页截图发给平台 |",
    ]);
  });

  test("whose app is at an upstream of another name, as entry.route says", async () => {
    const hz = set(example("hz"), ["config", "schoolgate:platform", "upstreams"], {
      portal: { host: "portal.example.com" },
      pay: { host: "pay.example.com" },
    });
    const demo = set(example("demo"), [...school, "routes"], { www: "pay", app: "portal" });
    set(set(demo, [...school, "wecom", "verifyFiles"], {}), [...school, "entry", "route"], "app");
    const root = stackFiles({ hz, demo, northgate: "", lakeside: "" });
    writeFileSync(join(root, "outputs.json"), JSON.stringify(egressOutputs));
    const { stdout } = await runGate(root, ["handover", "demo", "--from-outputs", "outputs.json"]);
    expect(stdout.match(/^(?:.*框应为|.*JS-SDK、|https:\/\/).*(?:app|www)\..*$/gm)).toEqual([
      "| 可调用JS-SDK、跳转小程序的可信域名 | `app.xxxedu.cn` |",
      "https://app.xxxedu.cn/bsacs/qyweixin.action?flag=weixinqy_test_1121&paytype=qyweixin&ecardFunc=index",
      "| 提示“redirect_uri需使用应用可信域名” | 步骤四的第一个输入框应为 app.xxxedu.cn；仍有此提示，把整页截图发给平台 |",
    ]);
  });

  test("whose file does not say where the app is", async () => {
    const hz = set(example("hz"), ["config", "schoolgate:platform", "upstreams"], {
      portal: { host: "portal.example.com" },
      pay: { host: "pay.example.com" },
    });
    const demo = set(example("demo"), [...school, "routes"], { www: "pay", app: "portal" });
    set(set(demo, [...school, "wecom", "verifyFiles"], {}), [...school, "entry"], undefined);
    const root = stackFiles({ hz, demo, northgate: "", lakeside: "" });
    writeFileSync(join(root, "outputs.json"), JSON.stringify(egressOutputs));
    const { stdout } = await runGate(root, ["handover", "demo", "--from-outputs", "outputs.json"]);
    expect(stdout).toContain(
      "| 输入框 | 填什么 |\n| --- | --- |\n| 可作为应用OAuth2.0网页授权功能的回调域名 | 由平台告知 |\n\n1. ",
    );
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

describe("without the addresses, although the school has entered some", () => {
  const unread = (why: string) =>
    `error  the sheet says that the addresses were not read: ${why}\n` +
    "  fix  pulumi login, or --from-outputs <file of pulumi stack output --json -s demo>, and write it again\n";

  test.each([["demo"], ["lakeside"], ["northgate"]])(
    "the sheet of %s says that they were not read",
    (name) => {
      const outputs = { from: "none", cause: "no engine", why: "x" } as const;
      const text = markdownOf(handoverSheet({ stack: schoolStack(name), outputs, now }));
      expect(text.slice(text.indexOf("## 五、"), text.indexOf("## 六、"))).toBe(
        "## 五、企业可信IP（学校企业微信管理员、平台）\n\n> **生成本清单时没有读到出口 IP。“企业可信IP”中已录入的请保留，不要改动；此步骤请等平台的新清单。**\n\n",
      );
      expect(text.slice(text.indexOf("请不要自行录入"))).toBe(
        "请不要自行录入 x.x.x.x，把完整的错误信息发给平台。\n",
      );
      expect(text).not.toContain("尚未分配");
    },
  );

  test("it is written all the same, and the exit code is not 0", async () => {
    const root = stackFiles();
    const path = process.env.PATH;
    process.env.PATH = root;
    const printed = await runGate(root, ["handover", "demo"]);
    const written = await runGate(root, ["handover", "demo", "--out", "sheet.md"]);
    process.env.PATH = path;
    const stderr = unread("there is no pulumi on PATH");
    expect({ ...printed, stdout: "" }).toEqual({ code: 1, stdout: "", stderr });
    expect(written).toEqual({ code: 1, stdout: "Wrote sheet.md.\n", stderr });
    expect(readFileSync(join(root, "sheet.md"), "utf8")).toBe(printed.stdout);
    expect(printed.stdout).toContain("生成本清单时没有读到出口 IP");
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
    ' href="https://beian.aliyun.com"',
    ' href="https://beian.miit.gov.cn"',
    ' href="https://work.weixin.qq.com"',
    ' href="https://open.work.weixin.qq.com/wwopen/common/readDocument/40754"',
    ' href="https://beian.miit.gov.cn"',
  ]);
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

  test("of a pipe writes into it, and leaves it a pipe", async () => {
    const root = probedProject();
    const argv = ["handover", "demo", "--from-outputs", "outputs.json"];
    const { stdout } = await runGate(root, argv);
    const pipe = join(root, "pipe");
    execFileSync("mkfifo", [pipe]);
    // Open on both sides, so that neither waits for the other; a pipe holds more than a sheet.
    const end = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    expect(await runGate(root, [...argv, "--out", "pipe"])).toEqual({
      code: 0,
      stdout: "Wrote pipe.\n",
      stderr: "",
    });
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    const buffer = Buffer.alloc(64 * 1024);
    expect(buffer.toString("utf8", 0, readSync(end, buffer))).toBe(stdout);
    closeSync(end);
  });

  test.each(["sheet/", "new/", "folder"])("of %s, which is no file's name, writes nothing", async (out) => {
    const root = probedProject();
    writeFileSync(join(root, "sheet"), "mine");
    mkdirSync(join(root, "folder"));
    const before = readdirSync(root);
    const argv = ["handover", "demo", "--from-outputs", "outputs.json", "--out", out];
    expect(await runGate(root, argv)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  ${join(root, out).replace(/\/$/, "")}: it is a folder, or no file at all\n  fix  name a file\n`,
    });
    expect(readdirSync(root)).toEqual(before);
    expect(readFileSync(join(root, "sheet"), "utf8")).toBe("mine");
  });

  test("in a folder that is not there writes nothing", async () => {
    const root = probedProject();
    const argv = ["handover", "demo", "--from-outputs", "outputs.json", "--out", "no/sheet.md"];
    expect(await runGate(root, argv)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  ${root}/no/sheet.md: it does not exist\n  fix  look at the path\n`,
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

test("a host that is retired is on no list of what is entered, and on one of what is taken off", async () => {
  const text = await sheet("demo", { routes: { api1: "hub", api2: { upstream: "open", retired: true } } });
  const sections = text.split(/^## /m).filter((each) => each.includes("api2.xxxedu.cn"));
  expect(sections.map((each) => each.split("\n")[0])).toEqual([
    "停用域名（学校网络管理员、学校企业微信管理员、平台）",
    "二、访问验证（平台）",
  ]);
  expect(sections[0]).toContain("| `api2.xxxedu.cn` | 第 2 步删除 | 第 4 步删除 |");
});
