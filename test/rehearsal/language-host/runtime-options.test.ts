import { expect, test } from "vitest";
import { Refusal } from "../../../lib/refusal.ts";
import { runtimeOptions } from "../../../rehearsal/language-host/runtime-options.ts";

test("a program is TypeScript for the SDK to compile where nothing else is said", () => {
  expect(runtimeOptions({})).toEqual({ nodeArgs: [], env: { PULUMI_NODEJS_TYPESCRIPT: "true" } });
  expect(runtimeOptions(undefined)).toEqual(runtimeOptions({}));
  expect(runtimeOptions({ typescript: false, tsconfig: "ts.json", packagemanager: "npm" })).toEqual({
    nodeArgs: [],
    env: { PULUMI_NODEJS_TSCONFIG_PATH: "ts.json" },
  });
});

test.each([
  ["--a=b  --c\td", ["--a=b", "--c", "d"]],
  [`--title="a b" 'c d'e`, ["--title=a b", "c de"]],
  [String.raw`a\ b "q\"q" 's\s' \"`, ["a b", 'q"q', String.raw`s\s`, '"']],
  ["", []],
])("nodeargs are parted as by a shell: %j", (nodeargs, nodeArgs) => {
  expect(runtimeOptions({ typescript: false, nodeargs })).toEqual({ nodeArgs, env: {} });
});

test.each([
  [{ typescript: "no" }, "runtime option typescript must be true or false"],
  [{ tsconfig: 1 }, "runtime option tsconfig must be a path"],
  [{ nodeargs: ["--a"] }, "runtime option nodeargs must be Node's options in a line"],
])("what is of the wrong kind is refused: %j", (options, message) => {
  expect(() => runtimeOptions(options)).toThrow(new Refusal(message));
});
