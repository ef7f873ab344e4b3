import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allCommands, keysOf } from "../../cli/commands-page.ts";
import { texts as commandTexts } from "../../cli/commands-page.zh.ts";
import { main } from "../../cli/gate.ts";
import { allFields } from "../../stacks/stack-file-page.ts";
import { texts as fieldTexts } from "../../stacks/stack-file-page.zh.ts";
import { codeBlocks, markdownFiles } from "../support/markdown.ts";
import { repository } from "../support/projects.ts";

const pages = markdownFiles(repository);
const read = (page: string): string => readFileSync(join(repository, page), "utf8");

test("every field of a stack file has its text in Chinese, and no other has", () => {
  expect(Object.keys(fieldTexts).toSorted()).toEqual(
    allFields()
      .map(({ path }) => path)
      .toSorted(),
  );
});

test("every command, argument and flag has its text in Chinese, and no other has", async () => {
  const keys = await Promise.all((await allCommands(main)).map(([name, command]) => keysOf(name, command)));
  expect(Object.keys(commandTexts).toSorted()).toEqual(keys.flat().toSorted());
});

// For those who change schoolgate, and for programs: in English alone.
const inEnglishAlone = ["docs/architecture.md", "docs/plan-json.md"];
const both = pages.filter((page) => /^docs\/(?!zh-CN\/)/.test(page) && !inEnglishAlone.includes(page));

test("every page of docs/ that operators read is there in Chinese, and no other is", () => {
  const chinese = pages.filter((page) => page.startsWith("docs/zh-CN/"));
  expect(chinese.toSorted()).toEqual(both.map((page) => page.replace("docs/", "docs/zh-CN/")).toSorted());
});

test.each(["README.md", ...both])("%s has the same headings and the same code in both languages", (page) => {
  const other = page === "README.md" ? "README.zh-CN.md" : page.replace("docs/", "docs/zh-CN/");
  expect(shapeOf(read(other))).toEqual(shapeOf(read(page)));
});

/** What a page has in any language: its headings' levels, and its code without comments and names. A drawing has no language. */
function shapeOf(text: string): unknown {
  return {
    headings: text.replaceAll(/^ *```.*?^ *```/gms, "").match(/^#+(?= )/gm),
    code: codeBlocks(text)
      .filter(({ language }) => language !== "")
      .map(({ code }) =>
        code
          .replaceAll(/(^|\s+)#.*$/gm, "")
          .replaceAll(/<.*?>/g, "<>")
          .replaceAll(/\p{Script=Han}+/gu, ""),
      ),
  };
}

const speaking = globSync("{cli,infra,lib,plan,rehearsal,stacks}/**/*.ts", { cwd: repository });

test("pages and programs say each thing by the field's word", () => {
  const old = /收养|替身|秘密|弹性 ?IP|弹性公网|中国大陆|中断预算|一生|凭证/g;
  const files = [...pages.filter((page) => /zh-CN/.test(page)), ...speaking];
  expect(files.flatMap((file) => (read(file).match(old) ?? []).map((word) => `${file}: ${word}`))).toEqual(
    [],
  );
});
