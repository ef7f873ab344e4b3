import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokenLinks, markdownFiles, pagesFrom } from "../support/markdown.ts";
import { repository } from "../support/projects.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test.each(markdownFiles(repository))("every link of %s leads to a file and to a heading", (page) => {
  expect(brokenLinks(repository, page)).toEqual([]);
});

test("a link to no file, to no heading or out of the project is found, and one in code is none", () => {
  const root = temporaryFolder();
  writeFileSync(
    join(root, "page.md"),
    [
      "# The page: a (first) heading",
      "## Again",
      "## Again",
      "[a](#the-page-a-first-heading) [b](#again-1) [c](page.md#again) [d](https://example.com/none) `[e](none.md)`",
      "```sh\n# Not a heading\necho '[f](none.md)'\n```",
      "[g](none.md) [h](#again-2) [i](page.md#none) [j](../page.md) [k](#not-a-heading)",
    ].join("\n\n"),
  );
  expect(brokenLinks(root, "page.md")).toEqual([
    "none.md",
    "#again-2",
    "page.md#none",
    "../page.md",
    "#not-a-heading",
  ]);
});

const isChinese = (page: string): boolean => page.startsWith("docs/zh-CN/");
const docs = markdownFiles(repository).filter((page) => page.startsWith("docs/"));

test.each([
  ["README.md", docs.filter((page) => !isChinese(page))],
  ["README.zh-CN.md", docs.filter(isChinese)],
])("%s has at most 150 lines, and leads to every page", (readme, pages) => {
  const found = new Set([readme]);
  for (const page of found) for (const linked of pagesFrom(repository, page)) found.add(linked);
  expect(pages.filter((page) => !found.has(page))).toEqual([]);
  expect(readFileSync(join(repository, readme), "utf8").split("\n").length - 1).toBeLessThanOrEqual(150);
});

test.each(["AGENTS.md", "CONTRIBUTING.md", "docs/architecture.md"])(
  "every path that %s names is there",
  (page) => {
    const text = readFileSync(join(repository, page), "utf8").replaceAll(/^```.*?^```/gms, "");
    const paths = [...text.matchAll(/`([\w.*{},/-]+)`/g)]
      .flatMap(([, path = ""]) => alternatives(path))
      .filter((path) => /\/|\w\.(js|json|md|mjs|ts|ya?ml)$/.test(path) && !path.startsWith("artifacts/"));
    expect(paths.length).toBeGreaterThan(0);
    // `group/` of `plan/` is said without its room.
    const missing = paths.filter(
      (path) => globSync([path, `**/${path}`], { cwd: repository, exclude }).length === 0,
    );
    expect(missing).toEqual([]);
  },
);

const exclude = ["node_modules", "artifacts", ".rehearsal"];

/** `docs/{a,b}.md` as `docs/a.md` and `docs/b.md`. */
function alternatives(path: string): string[] {
  const [, before = "", all = "", after = ""] = /^(.*?)\{(.*?)\}(.*)$/.exec(path) ?? [];
  return all === "" ? [path] : all.split(",").flatMap((each) => alternatives(before + each + after));
}
