import { describe, expect, test } from "vitest";
import { parseStackFile } from "../../../infra/config/stack-file.ts";

const parse = (text: string | Uint8Array) =>
  parseStackFile(typeof text === "string" ? Buffer.from(text) : text, "stacks/Pulumi.x.yaml").problems;

/** Problems as `line:column path | source: rule → fix`. */
const lines = (text: string | Uint8Array): string[] =>
  parse(text).map(
    ({ line, column, path, source, rule, fix }) =>
      `${line}:${column} ${path}${source === undefined ? "" : `| ${source}`}: ${rule} → ${fix}`,
  );

const example = "write it like stacks/Pulumi.demo.yaml";
const school = "config:\n  schoolgate:school:\n";

describe("what is not one YAML map of plain values", () => {
  test.each<[string, string | Uint8Array, string[]]>([
    ["an empty file", "", [`1:1 : the file is empty → ${example}`]],
    ["comments alone", "# nothing\n", [`1:1 : the file is empty → ${example}`]],
    ["a list", "- a\n", [`1:1 : a stack file is a map, and this is a list → ${example}`]],
    ["a text", "config\n", [`1:1 : a stack file is a map, and this is a text → ${example}`]],
    [
      "__proto__ as a key",
      `${school}    __proto__: { name: a }\n`,
      ["3:5 : a key is not __proto__: programs take it for something else → choose another key"],
    ],
    [
      "an environment",
      `environment: [campus]\n${school}    name: a\n`,
      [
        "1:1 environment: a stack's configuration is in its file alone, and an environment adds values that no reviewer sees → write its values into config, and remove it",
      ],
    ],
    [
      "a secret without its salt",
      `${school}    name: a\n  schoolgate:certificates:\n    api1: { chain: x, key: { secure: "v1:a:b" } }\n`,
      [
        "5:28 schoolgate:certificates.api1.key: what decrypts this secret is missing: encryptionsalt, or encryptedkey with secretsprovider → take it over from the file that the secret was set in, or set the secret again",
      ],
    ],
    [
      "a secret of Pulumi Cloud's",
      `${school}    name: a\n  schoolgate:wecomSecret: { secure: AAABAH }\n`,
      [],
    ],
    ["no config", "encryptionsalt: v1:x\n", [`1:1 : config is required → ${example}`]],
    [
      "config without a value",
      "config:\n",
      [`1:1 config: config is a map, and this is nothing → ${example}`],
    ],
    [
      "config as a list",
      "config:\n  - a\n",
      [`2:3 config: config is a map, and this is a list → ${example}`],
    ],
    [
      "a byte order mark",
      "\uFEFFconfig: {}\n",
      [
        "1:1 : the file begins with a byte order mark → save the file as UTF-8 without BOM and without control characters",
      ],
    ],
    [
      "bytes that are not UTF-8",
      Buffer.from([0x61, 0x3a, 0x20, 0xff]),
      [
        '1:4 : this is not readable text: "�" → save the file as UTF-8 without BOM and without control characters',
      ],
    ],
    [
      "a control character",
      "config:\n  a: \u001b[31m\n",
      [
        '2:6 : this is not readable text: "\\u001b" → save the file as UTF-8 without BOM and without control characters',
      ],
    ],
    [
      "a duplicate key",
      `${school}    name: a\n    name: b\n`,
      ['4:5 |     name: b: the key "name" is written twice in one map → keep one of the two'],
    ],
    [
      "a tab",
      `${school}\tname: a\n`,
      ["3:1 | \tname: a: this is not YAML: tabs are not allowed as indentation → indent with spaces"],
    ],
    [
      "an open bracket",
      `${school}    routes: { api1: hub\n`,
      [
        "3:13 |     routes: { api1: hub: this is not YAML: a bracket is opened here, and not closed → close it, and indent what lies between",
      ],
    ],
    [
      "an open quote",
      `${school}    name: "a\n    platform: hz\n`,
      [
        '3:11 |     name: "a: this is not YAML: a quote is opened here, and not closed → close it, and indent what lies between',
      ],
    ],
    [
      "an error whose echo is on the next lines",
      `${school}    name: a\n    name: b\n\tdomain: x.cn\n    icp: x\n    icp: y\n`,
      [
        '4:5 |     name: b: the key "name" is written twice in one map → keep one of the two',
        "5:1 | \tdomain: x.cn: this is not YAML: tabs are not allowed as indentation → indent with spaces",
      ],
    ],
    [
      "a colon in a text",
      `${school}    name: a: b\n`,
      [
        '3:11 |     name: a: b: this is not YAML: nested mappings are not allowed in compact mappings → put a text that contains ": " in quotes',
      ],
    ],
    [
      "two documents",
      "config: {}\n---\nconfig: {}\n",
      [
        "2:1 | ---: this is not YAML: source contains multiple documents → keep one document in the file: remove the line ---",
      ],
    ],
    [
      "a directive",
      "%YAML 1.1\n---\nconfig: {}\n",
      ["1:1 : a stack file has no %YAML directive → remove it"],
    ],
    [
      "an anchor and its alias",
      "config:\n  a:b: &x 1\n  a:c: *x\n",
      [
        "2:11 : a stack file has no anchors → remove &x, and write the value out where it is used",
        "3:8 : a stack file has no aliases → write the value out here",
      ],
    ],
    [
      "a merge key",
      "config:\n  <<: { a:b: 1 }\n",
      ["2:3 : a stack file has no merge keys → write the keys out here"],
    ],
    [
      "a tag",
      "config:\n  a:b: !!binary aGk=\n",
      ["2:17 : a stack file has no tags, and this is tag:yaml.org,2002:binary → remove the tag"],
    ],
    ["a key that is a number", "config:\n  1: a\n", ["2:3 : a key is text → put the key in quotes"]],
    ["a key that is a list", "config:\n  ? [a]\n  : b\n", ["2:5 : a key is text → put the key in quotes"]],
    [
      "nesting without end",
      "[".repeat(20_000),
      [`1:1 : the file is nested too deeply to be read → ${example}`],
    ],
    [
      "a file that is too big",
      `#${"x".repeat(1024 * 1024)}`,
      [
        "1:1 : a stack file has at most 1048576 bytes, and this one has 1048577 → keep only the stack's facts in it",
      ],
    ],
  ])("%s", (_title, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  test("an alias bomb is refused before it is unfolded", () => {
    const bomb = ["config:", "  a:0: &a0 [x, x]"];
    for (let level = 1; level < 40; level += 1)
      bomb.push(`  a:${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
    expect(parse(bomb.join("\n"))).toHaveLength(40 + 2 * 39);
  });
});

describe("a line that is no YAML is shown where it holds no secret", () => {
  test.each([
    ["schoolgate:wecomSecret: topsecret: x", undefined],
    ["schoolgate:certificates: abc: x", undefined],
    ["other:password: abc: x", undefined],
    ["schoolgate:school: abc: x", "  schoolgate:school: abc: x"],
  ])("%s", (text, expected) => {
    expect(parse(`config:\n  ${text}\n`).map(({ source }) => source)).toEqual([expected]);
  });

  test("nor a line of a private key", () => {
    const text = "config:\n  schoolgate:certificates:\n    a:\n      key: |\n        MIIB\n     bad: : x\n";
    expect(parse(text).map(({ source }) => source)).toEqual(parse(text).map(() => undefined));
  });
});

describe("keys", () => {
  test.each<[string, string, string[]]>([
    [
      "beside config",
      "encryptionsalts: v1:x\nconfig:\n  schoolgate:school: {}\n",
      ["1:1 encryptionsalts: this key is not one of Pulumi's → did you mean encryptionsalt?"],
    ],
    [
      "Pulumi's own",
      "encryptionsalt: a\nencryptedkey: b\nsecretsprovider: c\nconfig:\n  schoolgate:school: {}\n",
      [],
    ],
    [
      "of our namespace",
      "config:\n  schoolgate:school: {}\n  schoolgate:wecomSecrt: topsecret\n",
      [
        "3:3 schoolgate:wecomSecrt: this key is not known in the namespace schoolgate → did you mean schoolgate:wecomSecret?",
      ],
    ],
    [
      "of other namespaces",
      "config:\n  schoolgate:school: {}\n  alicloud:region: cn-hangzhou\n  pulumi:tags: {}\n",
      [],
    ],
    [
      "without a namespace",
      "config:\n  school: {}\n",
      [
        "2:3 config: a stack is a school or a platform, and this file is neither → add schoolgate:school or schoolgate:platform",
        "2:3 school: a key of config is <namespace>:<name> → did you mean schoolgate:school?",
      ],
    ],
    [
      "of both kinds",
      "config:\n  schoolgate:school: {}\n  schoolgate:platform: {}\n",
      [
        "3:3 schoolgate:platform: a stack is a school or a platform, and this file is both → move the platform into a file of its own",
      ],
    ],
  ])("%s", (_title, text, expected) => {
    expect(lines(text).sort()).toEqual(expected);
  });
});

describe("what Pulumi reads otherwise than gate", () => {
  const doubt = "without quotes Pulumi may read another value here than gate does";
  const number = "or write the number in digits alone that do not begin with 0";
  const flag = (written: string) => `${school}    entry: { flag: ${written} }\n`;
  test.each<[string, string[]]>([
    ["2024-09-01", [`3:20 schoolgate:school.entry.flag: ${doubt} → put it in quotes`]],
    ["1_121", [`3:20 schoolgate:school.entry.flag: ${doubt} → put it in quotes, ${number}`]],
    ["0b1011", [`3:20 schoolgate:school.entry.flag: ${doubt} → put it in quotes`]],
    ["0443", [`3:20 schoolgate:school.entry.flag: ${doubt} → put it in quotes, ${number}`]],
    ["True", [`3:20 schoolgate:school.entry.flag: ${doubt} → put it in quotes`]],
    ['"a\\/b"', ["3:20 schoolgate:school.entry.flag: Pulumi does not read the escape \\/ → write / alone"]],
    [
      '"\\n"',
      [
        "3:20 schoolgate:school.entry.flag: Pulumi changes a text of several lines that begins with white space → begin with what follows it",
      ],
    ],
    ["a\tb", ["3:21 : a stack file has no tabs → write spaces, or \\t in double quotes"]],
    ["a, b:, c: d", ["3:23 : a key is followed by a colon and a space → write it like { key: value }"]],
    ["[a: b]", ["3:21 : a map on one line is in braces → write it like { key: value }"]],
    ["!!str a", ["3:26 : a stack file has no tags, and this is tag:yaml.org,2002:str → remove the tag"]],
    [
      "a, !!str b: c",
      ["3:29 : a stack file has no tags, and this is tag:yaml.org,2002:str → remove the tag"],
    ],
    ...['"2024-09-01"', "'0443'", "1121", "0", "-1", "true", "null", "10.20.8.0/24", "47.111.68.103"].map(
      (written): [string, string[]] => [written, []],
    ),
    ...["54wuPnLpuTWkAF0Z", "12306.cn", "1Gi", "yes", "-a", "示例大学"].map((written): [string, string[]] => [
      written,
      [],
    ]),
    ["a } # a\tb", []],
  ])("flag: %s", (written, problems) => {
    expect(lines(written.includes("}") ? flag(written).replace(/ }\n$/, "\n") : flag(written))).toEqual(
      problems,
    );
  });

  test("a key, and a value that could be a secret and is not shown", () => {
    const text = `${school}    routes: { 0b1: hub }\n  other:password: 0123\n`;
    expect(parse(text)).toEqual([
      {
        file: "stacks/Pulumi.x.yaml",
        path: "schoolgate:school.routes.0b1",
        line: 3,
        column: 15,
        rule: doubt,
        fix: "put it in quotes",
      },
      {
        file: "stacks/Pulumi.x.yaml",
        path: "other:password",
        line: 4,
        column: 19,
        rule: doubt,
        fix: `put it in quotes, ${number}`,
      },
    ]);
  });
});
