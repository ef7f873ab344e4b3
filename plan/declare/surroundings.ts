import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProjectFile } from "../../infra/config/project-file.ts";
import type { ProgramConfig } from "../../infra/config/stack-config.ts";
import type { StackIdentity } from "../../lib/urn.ts";

/** A port without a listener: a program gets its engine's address, but has no reason to call it by itself. */
const noListener = "127.0.0.1:9";

/** What the surroundings tell of a program. */
export interface SurroundingsListener {
  /** It asked for a file or folder, by its absolute path. */
  readonly onPath: (path: string) => void;
  /** It read a variable that differs from stack to stack. */
  readonly onStackVariable: () => void;
}

/**
 * Makes this thread look like the process that the language host starts for a program. These differ: variables of the
 * machine that runs the up (PATH, HOME, credentials); the working directory of processes that the program starts;
 * `process.chdir`, which a thread does not have; the query of the main file's `import.meta.url`; the SDK's options
 * for tests (`isDryRun` is the same); and ids, times and memory.
 *
 * @param root the project's folder
 */
export function enterSurroundings(
  root: string,
  { main, preloads }: ProjectFile,
  { onPath, onStackVariable }: SurroundingsListener,
): void {
  const require = createRequire(join(root, "package.json"));
  const folder = dirname(join(root, main));
  process.argv = [process.execPath, require.resolve("@pulumi/pulumi/cmd/run/index.js")];
  process.execArgv = preloads.map((file) => `--import=${file}`);
  process.cwd = () => folder;
  process.env = heard({ ...process.env }, onStackVariable);
  const threads = require("node:worker_threads") as object;
  Object.assign(threads, { isMainThread: true, threadId: 0, parentPort: null, workerData: null });
  for (const module of [fs, fs.promises]) resolveFrom(folder, module, onPath);
  syncBuiltinESMExports();
}

/** Sets what the language host and the SDK's runner set for one stack, and nothing else. */
export function setVariables(
  root: string,
  stack: StackIdentity,
  { config, secretKeys }: ProgramConfig,
): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    PULUMI_NODEJS_ORGANIZATION: "organization",
    PULUMI_NODEJS_PROJECT: stack.project,
    PULUMI_NODEJS_ROOT_DIRECTORY: root,
    PULUMI_NODEJS_STACK: stack.name,
    PULUMI_NODEJS_DRY_RUN: "true",
    PULUMI_NODEJS_MONITOR: noListener,
    PULUMI_NODEJS_ENGINE: noListener,
  });
}

/** An environment that tells when it is asked for a variable of Pulumi's, or for all. Values are texts, as a process has them. */
function heard(env: NodeJS.ProcessEnv, onStackVariable: () => void): NodeJS.ProcessEnv {
  const hear = (name: string | symbol): void => {
    if (typeof name === "string" && name.startsWith("PULUMI_")) onStackVariable();
  };
  return new Proxy(env, {
    get: (target, name) => {
      hear(name);
      return Reflect.get(target, name) as unknown;
    },
    has: (target, name) => {
      hear(name);
      return Reflect.has(target, name);
    },
    ownKeys: (target) => {
      onStackVariable();
      return Reflect.ownKeys(target);
    },
    set: (target, name, value) => Reflect.set(target, name, String(value)),
  });
}

/**
 * Lets every function of a module of Node's for files find relative paths in a folder, and tells what each was asked for.
 * A thread shares the working directory of its process.
 */
function resolveFrom(folder: string, module: object, onPath: (path: string) => void): void {
  for (const [name, value] of Object.entries(module)) {
    // Classes, and helpers of Node's own.
    if (typeof value !== "function" || /^[A-Z_]/.test(name)) continue;
    const original = value as (...args: unknown[]) => unknown;
    const wrapped = (first: unknown, ...others: unknown[]): unknown => {
      const path = pathOf(first);
      if (path === undefined) return original(first, ...others);
      const absolute = isAbsolute(path) ? path : join(folder, path);
      onPath(absolute);
      return original(name.startsWith("glob") ? first : absolute, ...others);
    };
    Object.assign(module, {
      [name]: Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original)),
    });
  }
}

/** The path that a function for files was given first; nothing where it was given an open file. */
function pathOf(given: unknown): string | undefined {
  if (typeof given === "string") return given;
  if (given instanceof URL && given.protocol === "file:") return fileURLToPath(given);
  return Buffer.isBuffer(given) ? given.toString() : undefined;
}
