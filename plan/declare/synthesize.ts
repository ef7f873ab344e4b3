import { realpathSync } from "node:fs";
import { setImmediate, setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { stacksFolder } from "../../infra/config/folder.ts";
import { readProjectFile } from "../../infra/config/project-file.ts";
import { problemsText } from "../../lib/problems-text.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { project } from "../../lib/urn.ts";
import type { DeclaredStack } from "../model.ts";
import { type Given, givenTo } from "./config.ts";
import { type Main, mainOf } from "./main-file.ts";
import { RecordingMonitor } from "./monitor.ts";
import { ProgramWatch } from "./program-watch.ts";
import { loadSdk, type Sdk } from "./sdk.ts";
import { enterSurroundings, setVariables } from "./surroundings.ts";
import { LoadError, SynthesisError } from "./synthesis-error.ts";
import { type Marks, marksOf } from "./values.ts";

/** How often a program that still has something under way is looked at, in milliseconds. */
const interval = 2;

/** A run of a main file that exports what it declares keeps about half a megabyte for good. */
const mostKept = 60;

/**
 * Runs the program that Pulumi.yaml names for one side's stacks, under the SDK's mock monitor, as a preview of a stack
 * that does not exist yet: no engine, plugin, cloud, cluster or passphrase. One at a time; it belongs into a thread of
 * its own, because the thread and the SDK are changed, and because a program may do to its thread what it likes.
 */
export class Synthesizer {
  readonly #root: string;
  readonly #repository: string | undefined;
  readonly #sdk: Sdk;
  readonly #marks: Marks;
  readonly #main: Main;
  readonly #watch: ProgramWatch;
  readonly #files = new Set<string>();
  #runs = 0;
  /** What was declared in this thread before any other stack. */
  #first: DeclaredStack | undefined;
  #keeps: string | undefined;

  private constructor(parts: {
    root: string;
    repository: string | undefined;
    sdk: Sdk;
    main: Main;
    watch: ProgramWatch;
  }) {
    this.#root = parts.root;
    this.#repository = parts.repository;
    this.#sdk = parts.sdk;
    this.#marks = marksOf(parts.sdk.pulumi);
    this.#main = parts.main;
    this.#watch = parts.watch;
  }

  /**
   * @param folder the side's folder, with its packages installed
   * @param repository of a base: the folder of the repository that it was taken from
   * @throws {LoadError} when its program does not load
   */
  static async load(folder: string, repository?: string): Promise<Synthesizer> {
    try {
      const root = realpathSync(folder);
      const file = readProjectFile(root);
      if ("problems" in file) throw new Error(problemsText(file.problems));
      const watch = new ProgramWatch(root);
      let main: Pick<Main, "isLoading"> = { isLoading: false };
      const onEarly = (): void => {
        if (main.isLoading) watch.onEarly();
      };
      enterSurroundings(root, file, { onPath: watch.onPath, onStackVariable: onEarly });
      const sdk = loadSdk(root, onEarly);
      main = { isLoading: true };
      const loaded = await mainOf(root, file, watch);
      main = loaded;
      return new Synthesizer({ root, repository, sdk, main: loaded, watch });
    } catch (error) {
      throw new LoadError(messageOf(error));
    }
  }

  /** Whether the thread has kept so much that another should go on. */
  get isThreadSpent(): boolean {
    return this.#main.keepsRuns && this.#runs >= mostKept;
  }

  /** Files of the project that were loaded or read since the last call, by path from its root. */
  takeFiles(): string[] {
    const files = [...this.#files];
    this.#files.clear();
    return files;
  }

  /** @throws {SynthesisError} with all that is wrong: of its files, or what the program threw */
  async synthesize(name: string): Promise<DeclaredStack> {
    const declared = await this.#declare(name);
    this.#first ??= declared;
    // At the second run, the fourth, the eighth: what is kept shows soon, and a thousand runs cost ten more.
    const isTime = declared !== this.#first && Number.isInteger(Math.log2(this.#runs));
    if (isTime && this.#keeps === undefined) await this.#compareWithFirst(name);
    if (this.#keeps !== undefined) throw new SynthesisError(this.#keeps);
    return declared;
  }

  /** The engine runs each stack in a process of its own, so no stack can affect another. */
  async #compareWithFirst(name: string): Promise<void> {
    const first = this.#first;
    if (
      first === undefined ||
      isDeepStrictEqual(first, await this.#declare(first.name).catch(() => undefined))
    )
      return;
    this.#keeps = `the program keeps something from one stack to the next, or declares at random: ${first.name} is another after ${name}. Keep nothing outside of functions`;
  }

  async #declare(name: string): Promise<DeclaredStack> {
    const given = givenTo(this.#root, name, this.#repository);
    this.#runs += 1;
    const identity = { project, name };
    const monitor = new RecordingMonitor(identity, this.#marks);
    setVariables(this.#root, identity, given);
    this.#watch.isWatching = true;
    const { runtime } = this.#sdk.pulumi;
    this.#sdk.beginAnew();
    await runtime.setMocks(noMocks, project, name, true, "organization");
    monitor.replace(runtime.getMonitor() as unknown as MockMonitor);
    const failures = await this.#untilQuiet(() => runtime.runInPulumiStack(this.#main.run));
    this.#watch.isWatching = false;
    const reads = this.#watch.takeReads();
    for (const file of reads) this.#files.add(file);
    failures.push(...this.#watch.faults);
    if (failures.length === 0) failures.push(...foreign(reads, given));
    if (failures.length > 0) throw new SynthesisError([...new Set(failures.map(inOneLine))].join("; "));
    return { name, kind: given.kind, resources: monitor.resources, stackOutputs: monitor.outputs };
  }

  /**
   * Runs a program until nothing of it is under way. When a resource's inputs fail, the SDK rejects a promise without
   * a handler, and its own runner counts that as the program's failure; so does this.
   *
   * @returns what failed
   */
  async #untilQuiet(run: () => Promise<unknown>): Promise<string[]> {
    const failures: string[] = [];
    const atRest = process.getActiveResourcesInfo().length;
    const note = (failure: unknown): number => failures.push(messageOf(failure));
    process.on("unhandledRejection", note).on("uncaughtException", note);
    // The engine takes a logged error for a failure, and says it.
    Object.assign(this.#sdk.pulumi.log, { error: (message: string) => Promise.resolve(note(message)) });
    try {
      await run().catch(note);
      await this.#sdk.pulumi.runtime.disconnect();
      // Rejections without a handler are reported once the queue of promises is empty.
      await setImmediate();
      while (process.getActiveResourcesInfo().length > atRest) await setTimeout(interval);
      if (process.exitCode !== undefined) note(`its program sets the exit code ${process.exitCode}`);
      return failures;
    } finally {
      process.exitCode = undefined;
      process.off("unhandledRejection", note).off("uncaughtException", note);
    }
  }
}

/** Stack files of other stacks: a plan expects no change of this stack from them. */
function foreign(reads: readonly string[], { files }: Given): string[] {
  return reads
    .filter((file) => (file === stacksFolder || stackFile.test(file)) && !files.includes(file))
    .map(
      (file) =>
        `the program reads ${file}, and a stack follows from its own file and its platform's alone: move what it needs to a file outside of ${stacksFolder}`,
    );
}

const stackFile = new RegExp(`^${stacksFolder}/Pulumi\\.[^/]+\\.yaml$`);

/** A report of several lines as one of a list's. */
function inOneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}

/** Never asked: the recording monitor takes their place. */
const noMocks = {
  newResource: () => ({ id: undefined, state: {} }),
  call: () => ({}),
};
