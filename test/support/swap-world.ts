import { spawn } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import { up } from "../../rehearsal/engine/run.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { rehearsalFolder, rehearsalOf } from "../../rehearsal/rehearse.ts";
import { faultySwap, type SwapRun } from "./faulty-swap.ts";
import { Project } from "./projects.ts";

/** What a rehearsal leaves on disk. */
const parts = [".rehearsal", "stacks"];

/** The demo school, rehearsed: where swaps are tried out, again and again from the same beginning. */
export class SwapWorld {
  readonly project: Project;
  readonly #saved: string;

  private constructor(project: Project) {
    this.project = project;
    this.#saved = project.folder("saved");
    this.#copy(project.root, this.#saved);
  }

  /** Brings the school up. */
  static async up(): Promise<SwapWorld> {
    const project = new Project();
    const { result, problems } = await up(rehearsalOf(project.root, project.load("demo")));
    if (result !== "succeeded") throw new Error(JSON.stringify(problems));
    return new SwapWorld(project);
  }

  /** Everything is again as it was after the school went up. */
  reset(): void {
    this.#copy(this.#saved, this.project.root);
  }

  /** Swaps on a cloud in which calls go wrong. */
  swap(to: string, faults: readonly FaultInput[] = []): Promise<SwapRun> {
    return faultySwap(this.project.root, to, faults);
  }

  /** Swaps in a process of its own. @returns the signal that ended it, null when it came to its end */
  swapInProcess(to: string, faults: readonly FaultInput[]): Promise<string | null> {
    const script = join(import.meta.dirname, "swap-process.ts");
    const child = spawn(process.execPath, [script, this.project.root, to, JSON.stringify(faults)], {
      stdio: "inherit",
    });
    return new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  }

  /** Everything the stand-in cloud holds. */
  cloud(): CloudState {
    return JSON.parse(readFileSync(this.#file("cloud.json"), "utf8")) as CloudState;
  }

  /** Which address is active: in each of the cloud's SNAT entries, in the state and in the stack file. */
  active(): { readonly cloud: string[]; readonly state: string; readonly file: string } {
    const { eips, snatEntries } = this.cloud();
    const keys = new Map(
      Object.values(eips).map(({ ipAddress, name }) => [ipAddress, name.split("-").at(-1) ?? ""]),
    );
    const { resources } = JSON.parse(readFileSync(this.#file("state.json"), "utf8")) as {
      resources: { urn: string; outputs: Record<string, string> }[];
    };
    const snat = resources.find(({ urn }) => urn.endsWith("::demo-egress-snat"));
    const file = parse(this.file()) as {
      config: { "schoolgate:school": { egress: { active: string } } };
    };
    return {
      cloud: Object.values(snatEntries).map(({ snatIp }) => keys.get(snatIp) ?? snatIp),
      state: keys.get(snat?.outputs.snatIp ?? "") ?? "",
      file: file.config["schoolgate:school"].egress.active,
    };
  }

  /** The stack file's text. */
  file(): string {
    return readFileSync(this.project.fileOf("demo"), "utf8");
  }

  /** Every elastic IP: who it is, and what it is bound to. */
  addresses(): unknown {
    return Object.values(this.cloud().eips).map(({ name, allocationId, ipAddress, status, instanceId }) => ({
      ...{ name, allocationId, ipAddress, status, instanceId },
    }));
  }

  isLocked(): boolean {
    return existsSync(join(this.project.root, ".rehearsal/locks/dedicated-demo/lock"));
  }

  remove(): void {
    this.project.remove();
  }

  #file(name: string): string {
    return join(rehearsalFolder(this.project.root, "demo"), name);
  }

  #copy(from: string, to: string): void {
    for (const part of parts) {
      rmSync(join(to, part), { recursive: true, force: true });
      cpSync(join(from, part), join(to, part), { recursive: true });
    }
  }
}
