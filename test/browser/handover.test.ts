import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { htmlOf } from "../../cli/handover/html.ts";
import { handoverSheet } from "../../cli/handover/sheet.ts";
import { couldNotAsk, fail, notYet, pass, type Result } from "../../cli/probe/result.ts";
import { describeInBrowser, openPage, startBrowser } from "../support/browser.ts";
import { egressOutputs } from "../support/probes.ts";
import { repository } from "../support/projects.ts";
import { now } from "../support/stack-files.ts";
import { schoolStack } from "../support/stacks.ts";

const artifacts = join(repository, "artifacts/handover");
const axe = createRequire(import.meta.url).resolve("axe-core");

/** What the sheet's buttons copy, from top to bottom. */
const values = [
  "xxxedu.cn",
  "api1",
  "gw-hz.campus.example.com",
  "api2",
  "gw-hz.campus.example.com",
  "https://api1.xxxedu.cn/new/index.html",
  "https://api2.xxxedu.cn/index.html",
  "api1.xxxedu.cn",
  "api1.xxxedu.cn",
  "https://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt",
  "203.0.113.1;203.0.113.2",
  "https://api1.xxxedu.cn/bsacs/qyweixin.action?flag=weixinqy_test_1121&paytype=qyweixin&ecardFunc=index",
];

describeInBrowser("the handover sheet", () => {
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    rmSync(artifacts, { recursive: true, force: true });
    mkdirSync(artifacts, { recursive: true });
    const file = join(artifacts, "sheet.html");
    writeFileSync(file, sheet());
    url = pathToFileURL(file).href;
    browser = await startBrowser();
    return () => browser.close();
  });

  /** Opens the sheet from its file; it may load nothing else, and no script of it may fail. */
  async function open(options: BrowserContextOptions = {}, prepare?: (page: Page) => Promise<unknown>) {
    return openPage(browser, url, options, prepare);
  }

  test("copies each value by its button, and says so", async () => {
    const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    const copied: string[] = [];
    for (const button of await page.getByRole("button").all()) {
      await button.click();
      copied.push(await page.evaluate("navigator.clipboard.readText()"));
      expect(await page.getByRole("status").textContent()).toBe(`已复制：${copied.at(-1)}`);
    }
    expect(copied).toEqual(values);
  });

  test("copies where a browser gives a file no clipboard", async () => {
    const page = await open({}, (fresh) =>
      fresh.addInitScript(`
        delete Navigator.prototype.clipboard;
        addEventListener("copy", () => (window.copied = String(getSelection())));
      `),
    );
    const copied: string[] = [];
    for (const button of await page.getByRole("button").all()) {
      await button.click();
      copied.push(await page.evaluate("copied"));
    }
    expect(copied).toEqual(values);
  });

  test("is used by keyboard alone", async () => {
    const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    const visited: string[] = [];
    for (;;) {
      await page.keyboard.press("Tab");
      const name: string = await page.evaluate(
        "document.activeElement === document.body ? '' : document.activeElement.ariaLabel ?? document.activeElement.href",
      );
      if (name === "") break;
      visited.push(name);
      if (visited.length !== 5) continue;
      await page.keyboard.press("Enter");
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe("gw-hz.campus.example.com");
    }
    expect(visited).toEqual([
      "https://beian.aliyun.com/",
      "复制 备案域名 要求",
      "https://beian.miit.gov.cn/",
      "复制 api1.xxxedu.cn 主机记录",
      "复制 api1.xxxedu.cn 记录值",
      "复制 api2.xxxedu.cn 主机记录",
      "复制 api2.xxxedu.cn 记录值",
      "复制 api1.xxxedu.cn 地址",
      "复制 api2.xxxedu.cn 地址",
      "https://work.weixin.qq.com/",
      "复制 可作为应用OAuth2.0网页授权功能的回调域名 填什么",
      "复制 可调用JS-SDK、跳转小程序的可信域名 填什么",
      "复制 WW_verify_54wuPnLpuTWkAF0Z.txt 地址",
      "https://open.work.weixin.qq.com/wwopen/common/readDocument/40754",
      "https://beian.miit.gov.cn/",
      "复制 可信IP",
      "复制 入口地址",
    ]);
  });

  test("shows no button that would do nothing, without scripts", async () => {
    const page = await open({ javaScriptEnabled: false });
    expect(await page.getByRole("button").count()).toBe(0);
    expect(await page.getByRole("heading", { level: 2 }).count()).toBe(9);
  });

  test("has nothing that axe objects to", async () => {
    // Its policy keeps axe out too.
    const page = await open({ bypassCSP: true });
    await page.addScriptTag({ content: readFileSync(axe, "utf8") });
    const found: { violations: { id: string; nodes: { html: string }[] }[] } =
      await page.evaluate("axe.run()");
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test.each([
    ["screen", { width: 1280, height: 900 }],
    ["phone", { width: 375, height: 800 }],
  ])("fits a %s", async (name, viewport) => {
    const page = await open({ viewport });
    await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
  });

  test("is printed on four pages of A4, without buttons", async () => {
    const page = await open();
    const path = join(artifacts, "print.pdf");
    const pdf = (await page.pdf({ path, preferCSSPageSize: true })).toString("latin1");
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button").count()).toBe(0);
    // A4 in points.
    expect(pdf.match(/\/MediaBox \[0 0 [\d. ]+\]/g)).toEqual(
      Array(4).fill("/MediaBox [0 0 594.95996 841.91998]"),
    );
    // Pictures of the pages, to be looked at, where poppler is there.
    spawnSync("pdftoppm", ["-r", "70", "-png", path, join(artifacts, "print")]);
  });
});

/** The sheet of a school under way: one host is not there yet, another step is wrong, some could not be asked about. */
function sheet(): string {
  const about = (check: Result["check"], subject: string) => ({ check, subject, expected: "x" });
  const action = { found: "x", next: "x", whose: "platform" } as const;
  const results = [
    pass(about("dns", "api1.xxxedu.cn"), "x"),
    notYet(about("dns", "api2.xxxedu.cn"), action),
    pass(about("page", "https://api1.xxxedu.cn/new/index.html"), "x"),
    fail(about("verify file", "http://api1.xxxedu.cn/WW_verify_54wuPnLpuTWkAF0Z.txt"), action),
    couldNotAsk(about("egress", "calls to WeCom"), action),
  ];
  const outputs = { from: "file", values: egressOutputs } as const;
  return htmlOf(handoverSheet({ stack: schoolStack("demo"), outputs, now, results }));
}
