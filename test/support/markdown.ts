import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** Folders that hold none of our pages. */
const foreign = new Set(["node_modules", ".git", ".rehearsal", "artifacts", "coverage"]);

/** The Markdown files below a folder, by their path in it. */
export function markdownFiles(root: string, folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : markdownFiles(root, path);
    return entry.name.endsWith(".md") ? [relative(root, path)] : [];
  });
}

/** A block of code between fences. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

const fence = /^( *)```(\w*)\n(.*?)^\1```$/gms;

/** The blocks of code of a page, without the indentation of a list that they stand in. */
export function codeBlocks(text: string): CodeBlock[] {
  return [...text.matchAll(fence)].map(([, indent = "", language = "", code = ""]) => ({
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** The anchors that GitHub and GitLab give a page's headings. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replaceAll(fence, "").matchAll(/^#{1,6} (.*)$/gm)) {
    const words = heading.replaceAll(/\[(.*?)\]\(.*?\)/g, "$1").toLowerCase();
    const slug = words.replaceAll(/[^\p{L}\p{N}\p{M}\-_ ]/gu, "").replaceAll(" ", "-");
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The links of a page that lead nowhere: to no file, or to no heading of one. */
export function brokenLinks(root: string, page: string): string[] {
  return ownLinks(root, page).filter((target) => !leads(root, page, target));
}

/** The pages that a page links, by their path in the root. */
export function pagesFrom(root: string, page: string): string[] {
  return ownLinks(root, page)
    .map((target) => target.split("#", 1)[0] ?? "")
    .filter((path) => path.endsWith(".md"))
    .map((path) => join(dirname(page), path));
}

/** What a page links in the project. */
function ownLinks(root: string, page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  const prose = text
    .replaceAll(fence, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ""));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^(https?|mailto):/.test(target));
}

function leads(root: string, page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#", 2);
  const file = path === "" ? join(root, page) : resolve(root, dirname(page), path);
  if (!existsSync(file) || relative(root, file).startsWith("..")) return false;
  if (anchor === undefined) return true;
  return statSync(file).isFile() && anchorsOf(readFileSync(file, "utf8")).has(anchor);
}
