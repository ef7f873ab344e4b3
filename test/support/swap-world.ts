import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { EgressAnswer } from "../../cli/probe/egress.ts";
import { settle } from "../../rehearsal/alicloud/cloud-settle.ts";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import { up } from "../../rehearsal/engine/run.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { rehearsalFolder, rehearsalOf } from "../../rehearsal/rehearse.ts";
import { faultyRehearsal, faultySwap, type SwapRun } from "./faulty-swap.ts";
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

  /** Swaps on a cloud in which calls go wrong, and has WeCom say where it sees calls come from. */
  swap(to: string, faults: readonly FaultInput[] = [], see?: () => Promise<EgressAnswer>): Promise<SwapRun> {
    return faultySwap(this.project.root, to, faults, see);
  }

  /** Goes up on a cloud in which calls go wrong, as after a failure. */
  async up(faults: readonly FaultInput[] = []): Promise<RunResult> {
    return await up(faultyRehearsal(this.project.root, faults), { refresh: true });
  }

  /**
   * Runs a command in a process of its own, such as `swap b` or `up`.
   * @returns the signal that ended it, null when it came to its end
   */
  inProcess(command: string, faults: readonly FaultInput[]): Promise<string | null> {
    const script = join(import.meta.dirname, "swap-process.ts");
    const args = [script, this.project.root, command, JSON.stringify(faults)];
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    return new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  }

  /** Everything the stand-in cloud holds, with what is under way brought to its end. */
  cloud(): CloudState {
    const state = JSON.parse(readFileSync(this.#file("cloud.json"), "utf8")) as CloudState;
    settle(state, Number.MAX_SAFE_INTEGER);
    return state;
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
    return {
      cloud: Object.values(snatEntries).map(({ snatIp }) => keys.get(snatIp) ?? snatIp),
      state: keys.get(snat?.outputs.snatIp ?? "") ?? "",
      file: this.#egress().active,
    };
  }

  /** Keys of the addresses in the stack file. */
  keys(): string[] {
    return Object.keys(this.#egress().addresses);
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

  remove(): void {
    this.project.remove();
  }

  #egress(): { readonly active: string; readonly addresses: object } {
    const { config } = parse(this.file()) as {
      config: { "schoolgate:school": { egress: { active: string; addresses: object } } };
    };
    return config["schoolgate:school"].egress;
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
