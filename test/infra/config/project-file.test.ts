import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readProjectFile } from "../../../infra/config/project-file.ts";
import { Project } from "../../support/projects.ts";

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.remove());

/** What is wrong, of a file in which something stands in the place of something else. */
function wrong(from: string, to: string): (readonly [path: string, rule: string, fix: string])[] {
  const path = join(project.root, "Pulumi.yaml");
  const parts = readFileSync(path, "utf8").split(from);
  expect(parts).toHaveLength(2);
  writeFileSync(path, parts.join(to));
  const read = readProjectFile(project.root);
  return "problems" in read ? read.problems.map(({ path: at, rule, fix }) => [at, rule, fix] as const) : [];
}

test("the project's own says what runs", () => {
  expect(readProjectFile(project.root)).toEqual({
    main: "infra/index.ts",
    preloads: ["./node-version.js", "./compile-cache.js"],
  });
});

const notTaken = "this key is not taken into account where the program is run without Pulumi";
const mainIsFile = ["main is a file of the project", "write its path, such as infra/index.ts"] as const;
const onlyImports = [
  "runtime.options.nodeargs",
  "of Node's options only files that are loaded before the program are taken into account",
  "write --import=./<file> for each, relative to the folder of main",
] as const;
const nodeargs = "--import=./node-version.js --import=./compile-cache.js";

test.each([
  [
    "name: schoolgate",
    "name: schoolgate2",
    "name",
    "the project's name is a part of every URN, and another name would replace every resource",
    "write schoolgate",
  ],
  [
    "stackConfigDir: stacks",
    "stackConfigDir: other",
    "stackConfigDir",
    "the program and gate read the stack files in stacks",
    "write stacks",
  ],
  ["stackConfigDir: stacks", "", "stackConfigDir", "stackConfigDir is required", "add stackConfigDir"],
  [
    "main: infra/index.ts",
    "main: infra",
    "main",
    "there is no such file",
    "write the path of the program's file, such as infra/index.ts",
  ],
  ["main: infra/index.ts", "main: infra/", "main", ...mainIsFile],
  ["main: infra/index.ts", "main: ../infra/index.ts", "main", ...mainIsFile],
  ["main: infra/index.ts", "main: /infra/index.ts", "main", ...mainIsFile],
  ["name: nodejs", "name: bun", "runtime.name", "the program runs on Node", "write nodejs"],
  [
    "typescript: false",
    "typescript: true",
    "runtime.options.typescript",
    "Node strips the types itself, and a compiler would run another program",
    "write false",
  ],
  [nodeargs, "--require=./x.cjs", ...onlyImports],
  [nodeargs, "--import=elsewhere", ...onlyImports],
  [
    "packagemanager: npm",
    "packagemanager: yarn",
    "runtime.options.packagemanager",
    "gate installs with npm",
    "write npm",
  ],
  ["main:", "config: { schoolgate:flag: true }\nmain:", "config", notTaken, "remove it"],
  ["main:", "backend: { url: file://~ }\nmain:", "backend", notTaken, "remove it"],
  ["  options:", "  version: 24\n  options:", "runtime.version", notTaken, "remove it"],
])("%s → %s is a problem", (from, to, path, rule, fix) => {
  expect(wrong(from, to)).toEqual([[path, rule, fix]]);
});

test("what only describes is fine", () => {
  expect(wrong("main:", "author: a vendor\nwebsite: https://example.cn\nlicense: Apache-2.0\nmain:")).toEqual(
    [],
  );
});

test("a file that is not there, and a package that is no ES module, are problems", () => {
  writeFileSync(join(project.root, "infra", "package.json"), "{}");
  expect(readProjectFile(project.root)).toEqual({
    problems: [
      {
        file: "infra/package.json",
        path: "type",
        rule: "the program is an ES module",
        fix: 'write "type": "module"',
      },
    ],
  });
  rmSync(join(project.root, "Pulumi.yaml"));
  expect(readProjectFile(project.root)).toEqual({
    problems: [{ file: "Pulumi.yaml", path: "", rule: "it does not exist", fix: "restore it from git" }],
  });
});
