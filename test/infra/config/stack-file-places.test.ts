import { expect, test } from "vitest";
import { parseStackFile } from "../../../infra/config/stack-file.ts";
import { exampleText } from "../../support/stack-files.ts";

const file = parseStackFile(Buffer.from(exampleText("demo")), "stacks/Pulumi.demo.yaml");
const at = (path: (string | number)[], key?: "key") =>
  file
    .locate([{ path: ["schoolgate:school", ...path], ...(key && { at: key }), rule: "r", fix: "f" }])
    .map(({ line, column }) => `${line}:${column}`);

test.each<[string, (string | number)[], string]>([
  ["a value", ["name"], "5:11"],
  ["a value in a flow map", ["routes", "api2"], "9:32"],
  ["an item of a list", ["egress", "trusted", 1], "23:20"],
  ["a key with dots", ["wecom", "verifyFiles", "api1", "WW_verify_54wuPnLpuTWkAF0Z.txt"], "14:49"],
  ["a missing key of a block map: where the map begins", ["egress", "natt"], "17:7"],
  ["a missing key of a flow map: its bracket", ["routes", "api3", "host"], "9:13"],
  ["below a text: the text", ["name", "x"], "5:11"],
])("%s", (_title, path, expected) => {
  expect(at(path)).toEqual([expected]);
});

test("a key", () => {
  expect(at(["routes", "api2"], "key")).toEqual(["9:26"]);
});

test("an empty value: its key", () => {
  const empty = parseStackFile(Buffer.from("config:\n  schoolgate:school:\n    name:\n    x: 1\n"), "f");
  const [problem] = empty.locate([{ path: ["schoolgate:school", "name"], rule: "r", fix: "f" }]);
  expect(problem).toEqual({
    file: "f",
    path: "schoolgate:school.name",
    line: 3,
    column: 5,
    rule: "r",
    fix: "f",
  });
});

test("Windows line ends change no place", () => {
  const crlf = parseStackFile(Buffer.from(exampleText("demo").replaceAll("\n", "\r\n")), "f");
  const [problem] = crlf.locate([{ path: ["schoolgate:school", "egress", "active"], rule: "r", fix: "f" }]);
  expect(problem).toMatchObject({ line: 22, column: 15 });
});
