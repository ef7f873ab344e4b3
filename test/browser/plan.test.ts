import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";

import type { Group, Plan } from "../../plan/model.ts";
import { htmlOf } from "../../plan/report/html.ts";
import { en } from "../../plan/report/texts/en.ts";
import { zh } from "../../plan/report/texts/zh.ts";

import { describeInBrowser, openPage, startBrowser } from "../support/browser.ts";
import { change, group, mixedPlan, planOf, schoolNames, types } from "../support/plans.ts";
import { repository } from "../support/projects.ts";

const artifacts = join(repository, "artifacts/plan");
const axe = createRequire(import.meta.url).resolve("axe-core");

/** 1,000 stacks: four of their own, one that could not be planned, the rest alike. */
const plan = mixedPlan(1_000);

describeInBrowser("the plan's page", () => {
  let browser: Browser;

  beforeAll(async () => {
    rmSync(artifacts, { recursive: true, force: true });
    mkdirSync(artifacts, { recursive: true });
    browser = await startBrowser();
    return () => browser.close();
  });

  /** Opens a plan's page from its file; it may load nothing else, and no script of it may fail. */
  async function open(options: BrowserContextOptions = {}, shown: Plan = plan, name = "plan", texts = en) {
    const file = join(artifacts, `${name}.html`);
    writeFileSync(file, htmlOf(shown, texts));
    const url = pathToFileURL(file).href;
    return openPage(browser, url, { viewport: { width: 1280, height: 900 }, ...options });
  }

  /** The groups in sight, by their headings, and what the page says of them. */
  async function inSight(page: Page) {
    return {
      groups: await page.locator(".group:visible h2").allTextContents(),
      said: await page.getByRole("status").textContent(),
    };
  }

  const all = ["lakeside", "northgate", "riverside", "southgate", "995 stacks"];

  test("shows every group, the most dangerous first", async () => {
    const page = await open();
    expect(await inSight(page)).toEqual({ groups: all, said: "Showing 5 of 5 groups, 999 of 999 stacks." });
    expect(await page.locator(".group[open] h2").allTextContents()).toEqual(all.slice(0, 3));
  });

  describe("filters", () => {
    test("by school: the one in a fold of 985 is found, and its fold opened", async () => {
      const page = await open();
      await page.getByLabel("School or platform").fill("SCHOOL-0098");
      expect(await inSight(page)).toEqual({
        groups: ["995 stacks"],
        said: "Showing 1 of 5 groups, 10 of 999 stacks.",
      });
      await page.locator(".group:visible > summary").click();
      expect(await page.locator(".group .names li:visible").allTextContents()).toEqual(schoolNames(10, 980));
      await page.getByRole("button", { name: "Clear" }).click();
      await expect
        .poll(() => inSight(page))
        .toEqual({
          groups: all,
          said: "Showing 5 of 5 groups, 999 of 999 stacks.",
        });
      expect(await page.locator(".group .names li:visible").count()).toBe(10);
    });

    test("by operation: only the changes that are of it stay", async () => {
      const page = await open();
      await page.getByLabel("Operation").selectOption("replace");
      expect(await inSight(page)).toEqual({
        groups: ["northgate"],
        said: "Showing 1 of 5 groups, 1 of 999 stacks.",
      });
      expect(await page.locator(".change:visible h3").allTextContents()).toEqual([
        "replaceEipAddress egress-b-eip alicloud:ecs/eipAddress:EipAddress",
      ]);
    });

    test("by type", async () => {
      const page = await open();
      await page.getByLabel("Type").selectOption(types.eip);
      expect((await inSight(page)).groups).toEqual(["lakeside", "northgate"]);
    });

    test("by broken rule", async () => {
      const page = await open();
      expect(await page.getByLabel("Rule broken").locator("option").allTextContents()).toEqual([
        "any",
        "protected-addresses",
        "standby-address",
      ]);
      await page.getByLabel("Rule broken").selectOption("standby-address");
      expect((await inSight(page)).groups).toEqual(["riverside"]);
    });

    test("by what no group has together: nothing is left, and it says so", async () => {
      const page = await open();
      await page.getByLabel("School or platform").fill("lakeside");
      await page.getByLabel("Operation").selectOption("create");
      expect(await inSight(page)).toEqual({ groups: [], said: "Showing 0 of 5 groups, 0 of 999 stacks." });
    });
  });

  test("opens and folds all, and the fold of names", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Open all" }).click();
    expect(await page.locator(".group[open]").count()).toBe(5);
    await page.getByText("… and 985 more").click();
    expect(await page.locator(".group .names li:visible").count()).toBe(995);
    await page.getByRole("button", { name: "Fold all" }).click();
    expect(await page.locator(".group[open]").count()).toBe(0);
  });

  test("is used by keyboard alone", async () => {
    const page = await open();
    const focused = (): Promise<string> =>
      page.evaluate(
        "document.activeElement.name || document.activeElement.querySelector('h2')?.textContent || document.activeElement.textContent",
      );
    const visited: string[] = [];
    for (let step = 0; step < 9; step += 1) {
      await page.keyboard.press("Tab");
      visited.push(await focused());
    }
    expect(visited).toEqual([
      "What a plan cannot know, because it asks neither cloud nor cluster",
      "school",
      "operation",
      "type",
      "rule",
      "Clear",
      "Open all",
      "Fold all",
      "lakeside",
    ]);
    const moves: string[] = [];
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown", "Home"]) {
      await page.keyboard.press(key);
      moves.push(await focused());
    }
    expect(moves).toEqual(["northgate", "riverside", "northgate", "995 stacks", "995 stacks", "lakeside"]);
    await page.keyboard.press("Enter");
    expect(await page.locator(".group[open] h2").allTextContents()).toEqual(["northgate", "riverside"]);
    await page.getByLabel("School or platform").focus();
    await page.keyboard.type("north");
    expect((await inSight(page)).groups).toEqual(["northgate"]);
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await inSight(page)).groups).toEqual(all);
  });

  test("is read without scripts: every group, and no control that would do nothing", async () => {
    const page = await open({ javaScriptEnabled: false });
    expect(await page.locator(".group:visible h2").allTextContents()).toEqual(all);
    expect(await page.locator("button:visible, input:visible, select:visible").count()).toBe(0);
  });

  test.each(["light", "dark"] as const)("has nothing that axe objects to, %s", async (colorScheme) => {
    // Its policy keeps axe out too.
    const page = await open({ bypassCSP: true, colorScheme });
    await page.getByRole("button", { name: "Open all" }).click();
    await page.addScriptTag({ content: readFileSync(axe, "utf8") });
    const found: { violations: { id: string; nodes: { html: string }[] }[] } =
      await page.evaluate("axe.run()");
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test.each([
    ["light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
    ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
    ["phone", { viewport: { width: 390, height: 800 }, colorScheme: "light" }],
  ] as const)("fits: %s", async (name, options) => {
    const page = await open(options);
    await page.getByRole("button", { name: "Open all" }).click();
    await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(options.viewport.width);
  });

  describe("in Chinese", () => {
    test.each([
      ["zh", { viewport: { width: 1280, height: 900 } }],
      ["zh-phone", { viewport: { width: 390, height: 800 } }],
    ] as const)("fits: %s", async (name, options) => {
      const page = await open(options, plan, "zh", zh);
      await page.getByRole("button", { name: "全部展开" }).click();
      await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(options.viewport.width);
    });

    test("filters by the operation, and says what is in sight", async () => {
      const page = await open({}, plan, "zh", zh);
      const operation = page.locator("select[name=operation]");
      expect(await operation.locator("option").allTextContents()).toEqual([
        "全部",
        "替换",
        "变更选项",
        "更新",
        "新建",
      ]);
      await operation.selectOption("替换");
      expect(await inSight(page)).toEqual({
        groups: ["northgate"],
        said: "显示 5 组中的 1 组，999 个 stack 中的 1 个。",
      });
    });

    test("is a page of that language", async () => {
      const page = await open({}, plan, "zh", zh);
      expect(await page.evaluate("document.documentElement.lang")).toBe("zh-CN");
      expect(await page.title()).toBe("计划：1,000 个 stack 中有 999 个发生变化");
    });
  });

  test("is printed with every group open, and nothing to click", async () => {
    const page = await open();
    const path = join(artifacts, "print.pdf");
    await page.pdf({ path, preferCSSPageSize: true });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator(".group[open]").count()).toBe(5);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("button:visible, input:visible, select:visible").count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator(".group[open] h2").allTextContents()).toEqual(all.slice(0, 3));
  });

  test("shows hostile names as text", async () => {
    const evil = `"><img src=x onerror=alert(1)>'&amp;</script>\u202E`;
    const hostile = planOf([
      group(
        [evil],
        [
          change(evil, "update", evil, evil, {
            properties: [
              { path: evil, from: evil, to: `${evil}\n</table><script>alert(2)</script>` },
              { path: "a", from: `${evil}1`, to: `${evil}2` },
            ],
          }),
        ],
        [{ policy: evil, level: "mandatory", urn: evil, message: evil }],
      ),
    ]);
    const page = await open({}, hostile, "hostile");
    expect(await page.locator("img, script").count()).toBe(1);
    const seen = evil.replace("\u202E", "\\u{202e}");
    expect(await page.locator("h2").textContent()).toBe(seen);
    expect(await page.locator(".rule").textContent()).toBe(seen);
    await page.getByLabel("Rule broken").selectOption(seen);
    expect((await inSight(page)).groups).toEqual([seen]);
  });

  test("holds 5,000 schools in 400 groups", async () => {
    const page = await open({}, manyGroups(), "many");
    expect((await inSight(page)).said).toBe("Showing 400 of 400 groups, 5,000 of 5,000 stacks.");
    await page.getByLabel("School or platform").fill("school-04999");
    expect((await inSight(page)).said).toBe("Showing 1 of 400 groups, 1 of 5,000 stacks.");
    // What a browser opens at once, and CI keeps without a thought.
    expect(statSync(join(artifacts, "many.html")).size).toBeLessThan(3_000_000);
  });
});

/** 399 groups of 12 schools and one of 212, each with ten changes of its own. */
function manyGroups(): Plan {
  const groups = Array.from({ length: 400 }, (_, index): Group => {
    const names = schoolNames(index < 399 ? 12 : 212, index * 12);
    const changes = Array.from({ length: 10 }, (_, at) =>
      change(names[0] ?? "", "update", types.route, `api${at}-https`, {
        properties: [{ path: "spec.rules[1].timeouts.request", from: "0s", to: `${index}s` }],
      }),
    );
    return group(names, changes);
  });
  return planOf(groups);
}
