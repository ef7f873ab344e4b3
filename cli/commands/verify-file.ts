import { basename, resolve } from "node:path";
import { parseDocument } from "yaml";
import { readRegularFile } from "../../infra/config/folder.ts";
import { bodyRule, mostBodyBytes, verifyFileName } from "../../infra/config/rules/verify-files.ts";
import { routesOf } from "../../infra/config/school-schema.ts";
import { didYouMean } from "../../lib/nearest.ts";
import { escapeControls } from "../../lib/problem.ts";
import { Refusal } from "../../lib/refusal.ts";
import { command } from "../command.ts";
import { setIn } from "../edit-yaml.ts";
import { inSchool, soundSchool, textOf, writeStack } from "../stack-edit.ts";

/** `gate verify-file`: takes a verify file as WeCom's console gave it into a school's stack file. */
export const verifyFile = command(
  { name: "verify-file", description: "Take a downloaded verify file into the stack file" },
  {
    school: { type: "positional", required: true, description: "The school" },
    route: {
      type: "positional",
      required: true,
      description: "Key of the route whose host WeCom asks, such as api1",
    },
    path: { type: "positional", required: true, description: "The file as downloaded" },
  },
  ["./gate verify-file demo api1 ~/Downloads/WW_verify_54wuPnLpuTWkAF0Z.txt"],
  ({ school, route, path }, deps) => {
    const { cwd, stdout } = deps;
    const stack = soundSchool(school, deps);
    const routes = routesOf(stack.school);
    const host = routes[route]?.host;
    if (host === undefined) {
      throw new Refusal(`${school} has no route ${route}`, didYouMean(route, Object.keys(routes)));
    }
    const { name, code } = readVerifyFile(resolve(cwd, path));
    const edited = setIn(
      uncommented(textOf(stack, deps)),
      inSchool("wecom", "verifyFiles", route, name),
      code,
    );
    const url = `https://${host}/${name}`;
    if (!writeStack(stack, edited, name, deps)) {
      stdout.write(`${stack.file} has ${name} for ${route} already: ${url}\n`);
      return 0;
    }
    stdout.write(
      `${stack.file} now has ${name} for ${route}.\nNext: pulumi up -s ${school}; then ${url} answers ${code}\n`,
    );
    return 0;
  },
);

/**
 * A text whose `wecom:` stands in a comment, as a template has it, with an empty map in its place, and the comment behind
 * it: a second `wecom:` further down would break the file once somebody takes the comment sign off the first.
 */
function uncommented(text: string): string {
  const isWritten = parseDocument(text).hasIn(inSchool("wecom"));
  if (isWritten) return text;
  return text.replace(/^( +)# *wecom:[ \t]*(\S.*?)?(\r?)$/m, (_, indent: string, rest = "", end = "") => {
    return `${indent}wecom: {}${rest === "" ? "" : ` # ${String(rest)}`}${String(end)}`;
  });
}

/** The name and code of a downloaded file. Its bytes must be the code alone: WeCom's checker compares them. */
function readVerifyFile(path: string): { readonly name: string; readonly code: string } {
  const name = basename(path);
  const code = verifyFileName.exec(name)?.[1];
  if (code === undefined) {
    // A browser numbers a second download, a file manager names a copy.
    const known = /WW_verify_[A-Za-z0-9]+/.exec(name)?.[0];
    throw new Refusal(
      `a verify file is named WW_verify_<letters and digits>.txt, and this is ${name}`,
      known === undefined
        ? "download it again from 网页授权及JS-SDK → 设置可信域名 → 申请校验域名, and keep the name that it comes with"
        : `it came as ${known}.txt: give it that name again, and take it`,
    );
  }
  const bytes = readRegularFile(path);
  // Latin-1 keeps each byte as it is; the code itself is ASCII. A byte order mark is named as such.
  const body = bytes.toString("latin1").replace(/^\xEF\xBB\xBF|^\xFF\xFE|^\xFE\xFF/, "\uFEFF");
  const rule =
    bytes.length > mostBodyBytes
      ? `a verify file's body has at most ${mostBodyBytes} bytes`
      : bodyRule(body, code);
  if (rule !== undefined) {
    throw new Refusal(
      `${rule}; ${name} holds ${dump(bytes)}`,
      "download the file again, and do not open it in an editor or paste its text",
    );
  }
  return { name, code };
}

/** Bytes for people: how many, in hex, and as text with what is invisible spelled out. */
function dump(bytes: Buffer): string {
  const shown = bytes.subarray(0, 32);
  const more = bytes.length > shown.length ? " …" : "";
  const hex = shown.toString("hex").replaceAll(/../g, " $&");
  const text = escapeControls(shown.toString("utf8"));
  return `${bytes.length} bytes:${hex}${more} ("${text}${more}")`;
}
