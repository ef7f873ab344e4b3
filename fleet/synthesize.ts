import { setImmediate, setTimeout } from "node:timers/promises";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { messageOf } from "../infra/system-errors.ts";
import { project } from "../infra/urn.ts";
import type { DeclaredStack } from "./model.ts";
import { problemsText } from "./problems-text.ts";
import { RecordingMonitor } from "./synthesize-monitor.ts";
import { type Programs, programsOf } from "./synthesize-programs.ts";
import { loadSdk, type Sdk } from "./synthesize-sdk.ts";
import { type Marks, marksOf } from "./synthesize-values.ts";

/** One stack that cannot be declared. */
export class SynthesisError extends Error {
  override readonly name = "SynthesisError";
}

/** A whole side whose program cannot be loaded. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}

/** How often a program that still has something under way is looked at, in milliseconds. */
const interval = 2;

/**
 * Runs the programs of one side's stacks under the SDK's mock monitor, as a preview of a stack that does not exist yet:
 * no engine, plugin, cloud, cluster or passphrase. One at a time; it belongs into a thread of its own, because the SDK is
 * changed in it, and because a program may do to its thread what it likes.
 */
export class Synthesizer {
  readonly #sdk: Sdk;
  readonly #marks: Marks;
  readonly #programs: Programs;
  #runs = 0;

  private constructor(sdk: Sdk, programs: Programs) {
    this.#sdk = sdk;
    this.#marks = marksOf(sdk.pulumi);
    this.#programs = programs;
  }

  /**
   * @param root the side's folder, with its packages installed
   * @param now certificates must be in date at this time
   * @throws {LoadError} when its program does not load
   */
  static async load(root: string, now: Date): Promise<Synthesizer> {
    try {
      return new Synthesizer(loadSdk(root), await programsOf(root, now));
    } catch (error) {
      throw new LoadError(messageOf(error));
    }
  }

  /** Whether the thread has kept so much that another should go on. */
  get isThreadSpent(): boolean {
    return this.#runs >= this.#programs.most;
  }

  /** @throws {SynthesisError} with all that is wrong: of its files, or what the program threw */
  async synthesize(name: string): Promise<DeclaredStack> {
    const program = this.#programs.byName(name);
    this.#runs += 1;
    if ("problems" in program) throw new SynthesisError(problemsText(program.problems, name));
    const monitor = new RecordingMonitor({ project, name }, this.#marks);
    const failures = await this.#sdk.withOwnState(async () => {
      const { runtime } = this.#sdk.pulumi;
      await runtime.setMocks(noMocks, project, name, true);
      monitor.replace(runtime.getMonitor() as unknown as MockMonitor);
      runtime.setAllConfig({ ...program.config }, [...program.secretKeys]);
      return this.#untilQuiet(() => runtime.runInPulumiStack(() => Promise.resolve(program.run())));
    });
    if (failures.length > 0) throw new SynthesisError([...new Set(failures)].join("; "));
    return { name, kind: program.kind, resources: monitor.resources };
  }

  /**
   * Runs a program until nothing of it is under way. The SDK lets a resource whose inputs fail reject a promise of
   * nobody's, and its own runner takes that for the program's failure; so does this.
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
      return failures;
    } finally {
      process.off("unhandledRejection", note).off("uncaughtException", note);
    }
  }
}

/** Never asked: the recording monitor takes their place. */
const noMocks = {
  newResource: () => ({ id: undefined, state: {} }),
  call: () => ({}),
};
