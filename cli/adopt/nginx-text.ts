// nginx's own grammar, in full: words, quotes, comments and blocks. The parsers on npm split quoted text at `;` and `{`, or know
// no lines, and what is read wrongly here would become a wrong stack file.

/** One directive, with where it stands. */
export interface Directive {
  readonly name: string;
  /** Its words, quotes taken off. */
  readonly args: readonly string[];
  readonly file: string;
  readonly line: number;
  /** What stands in its braces; `undefined` where it ends with `;`. */
  readonly block: readonly Directive[] | undefined;
}

/** Text that nginx would not read either. */
export class NginxSyntaxError extends Error {
  readonly file: string;
  readonly line: number;

  constructor(message: string, file: string, line: number) {
    super(message);
    this.file = file;
    this.line = line;
  }
}

// A # within a word is no comment; the braces of ${variable} belong to the word.
const token =
  /(?<space>\s+|#[^\n]*)|(?<mark>[;{}])|(?<quote>["'])(?<quoted>(?:\\[\s\S]|(?!\k<quote>)[^\\])*)\k<quote>|(?<word>(?:\\[\s\S]|\$\{[^}]*\}|[^\s;{\\])+)/y;

/** A block that is not closed yet: what it stands in goes on behind it. */
interface Open {
  readonly outer: Directive[];
  readonly line: number;
}

/**
 * Reads one file.
 *
 * @param firstLine number of the text's first line in its file
 * @throws {NginxSyntaxError} where a brace, a quote or a `;` is missing
 */
export function parseNginx(text: string, file: string, firstLine = 1): Directive[] {
  const tokens = new RegExp(token);
  const open: Open[] = [];
  let into: Directive[] = [];
  let words: { readonly text: string; readonly line: number }[] = [];
  let line = firstLine;
  const pass = (part: string): void => {
    line += part.split("\n").length - 1;
  };
  const refuse = (message: string, where: number): never => {
    throw new NginxSyntaxError(message, file, where);
  };
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const { mark, quoted, word } = match.groups ?? {};
    if (word !== undefined) {
      if (/^["']/.test(word)) refuse(`a ${word[0]} that is not closed`, line);
      words.push({ text: word, line });
    } else if (quoted !== undefined) words.push({ text: unescaped(quoted), line });
    else if (mark !== undefined) {
      const [name, ...args] = words;
      words = [];
      if (mark === "}") {
        if (name !== undefined) refuse(`${name.text} does not end with a ;`, name.line);
        into = (open.pop() ?? refuse("a } that closes nothing", line)).outer;
      } else {
        if (name === undefined) return refuse(`a ${mark} without a directive before it`, line);
        const block: Directive[] | undefined = mark === "{" ? [] : undefined;
        into.push({ name: name.text, args: args.map((each) => each.text), file, line: name.line, block });
        if (block !== undefined && name.text.endsWith("_by_lua_block")) {
          // Lua, not directives: its braces are counted, and nothing in it is read.
          const end = endOfLua(text, tokens.lastIndex) ?? refuse("a { that is not closed", line);
          pass(text.slice(tokens.lastIndex, end));
          tokens.lastIndex = end;
        } else if (block !== undefined) {
          open.push({ outer: into, line });
          into = block;
        }
      }
    }
    pass(match[0]);
  }
  const [first] = words;
  if (first !== undefined) refuse(`${first.text} does not end with a ;`, first.line);
  const unclosed = open.at(-1);
  if (unclosed !== undefined) refuse("a { that is not closed", unclosed.line);
  return into;
}

/** The escapes that nginx knows in quotes; a backslash before anything else stays. */
function unescaped(text: string): string {
  const known: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };
  return text.replaceAll(/\\(["'\\trn])/g, (_, char: string) => known[char] ?? char);
}

/** Of Lua, what may hold a brace that opens or closes nothing, and the braces that do. */
const lua = /--\[\[[\s\S]*?\]\]|--[^\n]*|\[\[[\s\S]*?\]\]|(["'])(?:\\[\s\S]|(?!\1)[^\\])*\1|[{}]/g;

/** Where a block of Lua ends, behind its brace. */
function endOfLua(text: string, from: number): number | undefined {
  const parts = new RegExp(lua);
  parts.lastIndex = from;
  let depth = 1;
  for (let part = parts.exec(text); part !== null; part = parts.exec(text)) {
    if (part[0] === "{") depth += 1;
    else if (part[0] === "}") depth -= 1;
    if (depth === 0) return parts.lastIndex;
  }
  return undefined;
}
