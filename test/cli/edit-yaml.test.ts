import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pruneIn, removeIn, setIn, type YamlPath } from "../../cli/edit-yaml.ts";

const flow = `# the school
addresses: { a: {}, b: {} } # two
trusted: [ a, b ]
active: "a"   # since May
`;
const block = `addresses:
  # the first
  a: {}
  b: # the standby
    allocationId: eip-1 # adopted

trusted:
  - a
  - b # since June

active: a
`;
/** A flow map with a line for each of its keys, as hands write it. */
const lines = `addresses: {
  a: {}, # first
  b: {} # second
}
trusted: [a, b]
`;

describe("what is set", () => {
  test.each<[string, string, YamlPath, unknown, string]>([
    ["a scalar", flow, ["active"], "b", flow.replace('"a" ', "b ")],
    ["a scalar that looks like a number", flow, ["active"], "1", flow.replace('"a"', '"1"')],
    ["a key in a flow map", flow, ["addresses", "c"], {}, flow.replace("b: {} }", "b: {}, c: {} }")],
    [
      "a key in an empty flow map",
      flow,
      ["addresses", "a", "retired"],
      true,
      flow.replace("a: {}", "a: { retired: true }"),
    ],
    [
      "a scalar in the place of a flow map",
      flow.replace("a: {}", "a: { code: x, retired: true }"),
      ["addresses", "a"],
      "x",
      flow.replace("a: {}", "a: x"),
    ],
    ["an item of a flow list", flow, ["trusted", 2], "c", flow.replace("[ a, b ]", "[ a, b, c ]")],
    ["an item of an empty list", "trusted: []\n", ["trusted", 0], "c", "trusted: [c]\n"],
    ["a list that is not there", "active: a\n", ["trusted"], ["a"], "active: a\ntrusted: [a]\n"],
    [
      "a key in a block map",
      block,
      ["addresses", "c"],
      { allocationId: "eip-2" },
      block.replace("# adopted\n", "# adopted\n  c:\n    allocationId: eip-2\n"),
    ],
    [
      "a key in a nested block map",
      block,
      ["addresses", "b", "retired"],
      true,
      block.replace("# adopted\n", "# adopted\n    retired: true\n"),
    ],
    [
      "an item of a block list",
      block,
      ["trusted", 2],
      "c",
      block.replace("# since June\n", "# since June\n  - c\n"),
    ],
    [
      "a key in a flow map that has a line for each",
      lines,
      ["addresses", "c"],
      {},
      lines.replace("b: {} # second\n", "b: {}, # second\n  c: {}\n"),
    ],
    [
      "a key in such a map with a comma behind the last",
      lines.replace("b: {} #", "b: {}, #"),
      ["addresses", "c"],
      {},
      lines.replace("b: {} # second\n", "b: {}, # second\n  c: {},\n"),
    ],
    [
      "a key in a flow map on one line, with a comma and a comment behind the last",
      "addresses: { a: {}, b: {}, # both\n  }\n",
      ["addresses", "c"],
      {},
      "addresses: { a: {}, b: {}, c: {} # both\n  }\n",
    ],
    [
      "a key in an empty flow map with a comment",
      "addresses: { # none\n  }\n",
      ["addresses", "a"],
      {},
      "addresses: { a: {} # none\n  }\n",
    ],
    [
      "a key behind the comments that stand deeper than it, and before those that do not",
      "x:\n  a:\n    b: 1\n    # of b\n  # of x\nc: 1\n",
      ["x", "d"],
      2,
      "x:\n  a:\n    b: 1\n    # of b\n  d: 2\n  # of x\nc: 1\n",
    ],
    [
      "a key at the end, behind a deeper comment",
      "a:\n  b: 1\n  # of a\n",
      ["c"],
      2,
      "a:\n  b: 1\n  # of a\nc: 2\n",
    ],
    [
      "a key at the end, behind a deeper comment without a line end",
      "a:\n  b: 1\n  # of a",
      ["c"],
      2,
      "a:\n  b: 1\n  # of a\nc: 2",
    ],
    ["a key that every object has", "a: { b: 1 }\n", ["a", "__proto__"], {}, "a: { b: 1, __proto__: {} }\n"],
    ["what is there already", block, ["active"], "a", block],
  ])("%s", (_title, text, path, value, expected) => {
    expect(setIn(text, path, value)).toBe(expected);
    const windows = setIn(text.replaceAll("\n", "\r\n"), path, value);
    expect(windows).toBe(expected.replaceAll("\n", "\r\n"));
  });

  test("over a map with comments in it: by the Document API, the others' comments and the line ends kept", () => {
    const text = `${lines}active: "a"   # since May\n`;
    const expected = `addresses: none\ntrusted: [ a, b ]\nactive: "a" # since May\n`;
    expect(setIn(text, ["addresses"], "none")).toBe(expected);
    expect(setIn(text.replaceAll("\n", "\r\n"), ["addresses"], "none")).toBe(
      expected.replaceAll("\n", "\r\n"),
    );
  });
});

describe("what is removed", () => {
  test.each<[string, string, YamlPath, string]>([
    ["the first of a flow map", flow, ["addresses", "a"], flow.replace("a: {}, ", "")],
    ["the last of a flow map", flow, ["addresses", "b"], flow.replace(", b: {}", "")],
    ["the only one of a flow map", "addresses: { a: {} }\n", ["addresses", "a"], "addresses: {}\n"],
    ["an item of a flow list", flow, ["trusted", 1], flow.replace(", b ]", " ]")],
    [
      "a key of a block map with all that is under it",
      block,
      ["addresses", "b"],
      block.replace(/ {2}b:.*\n.*\n/, ""),
    ],
    [
      "a key of a block map, the comment above it left",
      block,
      ["addresses", "a"],
      block.replace("  a: {}\n", ""),
    ],
    ["an item of a block list", block, ["trusted", 0], block.replace("  - a\n", "")],
    ["a key at the end", block, ["active"], block.replace("active: a\n", "")],
    [
      "the first of a flow map that has a line for each, with its comment",
      lines,
      ["addresses", "a"],
      lines.replace("  a: {}, # first\n", ""),
    ],
    ["the last of such a map", lines, ["addresses", "b"], lines.replace("  b: {} # second\n", "")],
    ["what is not there", block, ["addresses", "z"], block],
    ["what is under nothing", block, ["certificates", "z"], block],
  ])("%s", (_title, text, path, expected) => {
    expect(removeIn(text, path)).toBe(expected);
    expect(removeIn(text.replaceAll("\n", "\r\n"), path)).toBe(expected.replaceAll("\n", "\r\n"));
  });

  test("a comment between two items is kept", () => {
    expect(removeIn("trusted: [\n  a, # first\n  b\n]\n", ["trusted", 1])).toBe(
      "trusted: [\n  a, # first\n]\n",
    );
    expect(removeIn("trusted: [a, # first\r\n  b]\r\n", ["trusted", 1])).toBe(
      "trusted:\r\n  [\r\n    a # first\r\n  ]\r\n",
    );
  });

  test("the last item of a block list leaves an empty list", () => {
    expect(parse(removeIn("trusted:\n  - a\nactive: a\n", ["trusted", 0]))).toEqual({
      trusted: [],
      active: "a",
    });
  });
});

describe("what is pruned", () => {
  const nested = "top:\n  one: { a: { x: 1 } }\n  two: 2\n";

  test.each<[string, YamlPath, string]>([
    ["takes the maps with it that hold nothing else", ["top", "one", "a", "x"], "top:\n  two: 2\n"],
    ["that is not there takes nothing", ["top", "one", "b", "x"], nested],
  ])("%s", (_title, path, expected) => {
    expect(pruneIn(nested, path, ["top"])).toBe(expected);
  });

  test("never goes above the highest that may go", () => {
    expect(pruneIn("top:\n  one: { a: 1 }\n", ["top", "one", "a"], ["top", "one"])).toBe("top: {}\n");
  });
});
