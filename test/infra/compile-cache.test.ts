import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

it("what the program loads is kept compiled in the project's own folder", () => {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const script = 'console.log(require("node:module").getCompileCacheDir())';
  const args = ["--import=./compile-cache.js", "--eval", script];
  const folder = execFileSync(process.execPath, args, { cwd: join(root, "infra"), env, encoding: "utf8" });
  expect(folder).toContain(join(root, "node_modules", ".cache", "node-compile"));
});
