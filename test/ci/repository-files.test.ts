import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import project from "../../package.json" with { type: "json" };
import { repository } from "../support/projects.ts";

const read = (file: string): string => readFileSync(join(repository, file), "utf8");

test("every folder that CODEOWNERS names is there, and every room is named", () => {
  const owned = [...read(".github/CODEOWNERS").matchAll(/^\/(\S+)\/ /gm)].map(([, folder = ""]) => folder);
  expect(owned.filter((folder) => !existsSync(join(repository, folder)))).toEqual([]);
  // What plans and judges a change: the rooms that run in a review.
  const rooms = ["ci", "cli", "components", "infra", "lib", "plan", "policies", "providers"];
  expect(owned.toSorted()).toEqual([".ci", ".github", ...rooms].toSorted());
});

test("the dependency bot looks after every manifest, and groups what is of one version", () => {
  const { updates } = parse(read(".github/dependabot.yml")) as {
    updates: {
      "package-ecosystem": string;
      directory?: string;
      directories?: string[];
      groups?: Record<string, { patterns: string[] }>;
    }[];
  };
  const folders = updates.map(({ directory, directories = [], ...update }) => [
    update["package-ecosystem"],
    [...(directory === undefined ? [] : [directory]), ...directories].flatMap((folder) =>
      globSync(folder.slice(1), { cwd: repository }).map((found) => `/${found}`),
    ),
  ]);
  const modules = globSync("rehearsal/**/go.mod", { cwd: repository });
  expect(Object.fromEntries(folders)).toEqual({
    npm: [],
    "github-actions": [],
    gomod: modules.map((file) => `/${file.replace("/go.mod", "")}`).toSorted(),
  });
  expect(updates[0]?.groups?.pulumi).toEqual({ patterns: ["@pulumi/*"] });
});

test("the changelog has a dated section for the project's version, and versions in their order", () => {
  const heads = [...read("CHANGELOG.md").matchAll(/^## (.*)$/gm)].map(([, head = ""]) => head);
  const [first = "", ...released] = heads[0] === "Unreleased" ? heads.slice(1) : heads;
  expect(first.startsWith(`${project.version} – `)).toBe(true);
  for (const head of [first, ...released]) expect(head).toMatch(/^\d+\.\d+\.\d+ – \d{4}-\d{2}-\d{2}$/);
});
