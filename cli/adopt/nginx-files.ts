import { dirname, isAbsolute, join, matchesGlob } from "node:path";
import { Refusal } from "../../lib/refusal.ts";
import { type Directive, NginxSyntaxError, parseNginx } from "./nginx-text.ts";

/** What `nginx -T` prints before each file that it has read. */
const marker = /^# configuration file (.+):$/;

/**
 * The whole configuration, includes put in their places: of the output of `nginx -T`, or of one file without includes.
 *
 * @param name of the file as the user gave it
 * @throws {Refusal} with the file and line of what cannot be read
 */
export function nginxConfig(bytes: Buffer, name: string): Directive[] {
  const files = filesIn(textOf(bytes, name), name);
  const [main] = files.keys();
  if (main === undefined) return [];
  const prefix = dirname(main);
  const expand = (directives: readonly Directive[], within: readonly string[]): Directive[] =>
    directives.flatMap((directive) => {
      if (directive.name !== "include")
        return [
          directive.block === undefined
            ? directive
            : { ...directive, block: expand(directive.block, within) },
        ];
      const [pattern = ""] = directive.args;
      const path = isAbsolute(pattern) ? pattern : join(prefix, pattern);
      const found = [...files].filter(([file]) => matchesGlob(file, path));
      // A pattern may match nothing, and nginx goes on.
      if (found.length === 0 && !/[*?[]/.test(pattern)) throw withoutInclude(directive, pattern);
      return found.flatMap(([file, included]) => {
        if (within.includes(file)) throw includesItself(directive, pattern);
        return expand(included, [...within, file]);
      });
    });
  return expand(files.get(main) ?? [], [main]);
}

function textOf(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(`${name} is not UTF-8`, `convert it first: iconv -f GBK -t UTF-8 ${name} > utf8.conf`);
  }
}

/** Path → its directives, in the order in which nginx read them. */
function filesIn(text: string, name: string): Map<string, Directive[]> {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, index) => {
    const path = marker.exec(line.trimEnd())?.[1];
    return path === undefined ? [] : [{ path, index: index + 1 }];
  });
  try {
    if (starts.length === 0) return new Map([[name, parseNginx(text, name)]]);
    return new Map(
      starts.map(({ path, index }, at) => {
        const next = starts[at + 1];
        const part = lines.slice(index, next === undefined ? undefined : next.index - 1).join("\n");
        return [path, parseNginx(part, path)];
      }),
    );
  } catch (error) {
    if (!(error instanceof NginxSyntaxError)) throw error;
    throw new Refusal(`${error.file}:${error.line}: ${error.message}`, checked);
  }
}

const checked = "give what nginx -T prints: nginx checks it first";

function includesItself({ file, line }: Directive, pattern: string): Refusal {
  return new Refusal(`${file}:${line} includes ${pattern}, which includes itself`, checked);
}

function withoutInclude({ file, line }: Directive, pattern: string): Refusal {
  return new Refusal(
    `${file}:${line} includes ${pattern}, which is not in what was given`,
    "give what nginx -T prints: it holds every file",
  );
}
