import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { parseStackFile } from "../../../infra/config/stack-file.ts";
import { checkStacks } from "../../../infra/config/stacks.ts";
import type { Problem } from "../../../lib/problem.ts";
import { report } from "../../../lib/report.ts";
import { example, exampleText, now, stackFiles } from "../../support/stack-files.ts";

const root = () => stackFiles();

/** A text in place of demo's file: sound, or refused with problems that each have a place inside of it. */
function acceptedOrRefused(folder: string, text: string): void {
  const bytes = Buffer.from(text);
  const draft = parseStackFile(bytes, "stacks/Pulumi.demo.yaml");
  const { stacks, problems } = checkStacks(folder, now, ["demo"], new Map([["demo", draft]]));
  expect(stacks.some(({ name }) => name === "demo")).toBe(problems.length === 0);
  for (const problem of problems) expectPlace(problem, bytes.toString().split("\n"));
  if (problems.length > 0) expect(report(problems)).not.toMatch(/(?!\n)\p{Cc}/u);
}

function expectPlace({ file, line = 0, column = 0, rule, fix }: Problem, lines: readonly string[]): void {
  expect(file).toBe("stacks/Pulumi.demo.yaml");
  expect(line).toBeGreaterThanOrEqual(1);
  expect(line).toBeLessThanOrEqual(lines.length);
  expect(column).toBeGreaterThanOrEqual(1);
  expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
  expect(rule).not.toBe("");
  expect(fix).not.toBe("");
}

test("any text", () => {
  const folder = root();
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => acceptedOrRefused(folder, text)),
    { numRuns: 300 },
  );
});

test("a parser's message that quotes a tab shows it spelled out", () => {
  const { problems } = parseStackFile(Buffer.from("> {\t"), "stacks/Pulumi.demo.yaml");
  expect(problems.map(({ rule }) => rule)).toEqual(["this is not YAML: not a YAML token: {\\u{9}"]);
});

test("any text of YAML's own characters", () => {
  const folder = root();
  const token = fc.constantFrom(
    ..."{}[]:,-?&*!|>'\"%@` \n\t#~",
    "\n  ",
    ": ",
    "- ",
    "<<",
    "config",
    "schoolgate:school",
    "null",
    "1e9",
    "{ secure: x }",
  );
  const text = fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(""));
  fc.assert(
    fc.property(text, (yaml) => acceptedOrRefused(folder, yaml)),
    { numRuns: 500 },
  );
});

test("any value for the school", () => {
  const folder = root();
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      acceptedOrRefused(folder, stringify({ config: { "schoolgate:school": value } })),
    ),
    { numRuns: 300 },
  );
});

/** Ways to all values of a tree. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => paths(child, [...path, key]))];
}

test.each(["demo", "lakeside", "northgate"])("any one value of %s replaced", (name) => {
  const folder = root();
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      "",
      "a",
      "__proto__",
      "10.20.8.0/24",
      "hub",
      "WW_verify_a.txt",
      {},
      [],
      null,
      -1,
      1e308,
      "\u0000",
      "🏫",
      { secure: "v1:x" },
    ),
  );
  const places = paths(example(name).config).filter((path) => path.length > 0);
  fc.assert(
    fc.property(fc.constantFrom(...places), odd, fc.boolean(), (path, value, rename) => {
      const values = example(name);
      const parent = path
        .slice(0, -1)
        .reduce<Record<string, unknown>>((node, key) => node[key] as Record<string, unknown>, values.config);
      const last = path.at(-1) ?? "";
      if (rename && !Array.isArray(parent)) {
        parent[JSON.stringify(value)] = parent[last];
        delete parent[last];
      } else parent[last] = value;
      acceptedOrRefused(folder, stringify(values));
    }),
    { numRuns: 300 },
  );
});

test("any cut and any one character of a stack file replaced", () => {
  const folder = root();
  const text = exampleText("demo");
  fc.assert(
    fc.property(
      fc.nat(text.length),
      fc.nat(20),
      fc.string({ unit: "binary", maxLength: 2 }),
      (at, cut, more) => {
        acceptedOrRefused(folder, text.slice(0, at) + more + text.slice(at + cut));
      },
    ),
    { numRuns: 500 },
  );
});
