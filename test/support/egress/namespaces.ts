import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { userNamespace } from "../../../rehearsal/edge/requirements.ts";

/** The machines of the network that world.sh makes. */
export type Machine = "caller" | "internet" | "nat" | "stray" | `pod-${1 | 2 | 3 | 4 | 5 | 6}`;

/** Address of each machine in the VPC. */
export const addressOf: Readonly<Record<Exclude<Machine, "internet" | "nat">, string>> = {
  caller: "10.20.100.5",
  "pod-1": "10.20.8.11",
  "pod-2": "10.20.8.12",
  "pod-3": "10.20.8.13",
  "pod-4": "10.20.8.144",
  "pod-5": "10.20.8.145",
  "pod-6": "10.20.8.146",
  stray: "10.20.200.9",
};

/**
 * The kernel's own network namespaces, made for one test and gone with it: they, and every process in them, end with the
 * process that opened them, however that ends.
 */
export class Namespaces {
  /** For files that processes inside and the test share. */
  readonly folder: string;
  readonly #holder: ChildProcess;
  readonly #first: string;

  private constructor(folder: string, holder: ChildProcess) {
    this.folder = folder;
    this.#holder = holder;
    this.#first = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, "utf8").trim();
  }

  /** @throws what the machine refuses: whoever is not root needs user namespaces, and all need ip and nft. */
  static async open(): Promise<Namespaces> {
    const folder = await mkdtemp(join(tmpdir(), "egress-"));
    const flags = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const script = ["sh", join(import.meta.dirname, "world.sh"), folder];
    const holder = spawn("unshare", [...userNamespace(), ...flags, ...script], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const said: Buffer[] = [];
    holder.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    const ended = once(holder, "exit").then(() => {
      throw new Error(`no network namespaces: ${Buffer.concat(said).toString().trim()}`);
    });
    ended.catch(() => undefined);
    try {
      await Promise.race([once(createInterface(holder.stdout), "line"), ended]);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return new Namespaces(folder, holder);
  }

  /** The command line that runs a command on one of the machines. */
  on(machine: Machine, command: readonly string[]): string[] {
    const user = userNamespace().length > 0 ? ["--user", "--preserve-credentials"] : [];
    const inside = ["nsenter", `--net=/run/netns/${machine}`, ...command];
    return ["nsenter", `--target=${this.#first}`, ...user, "--mount", "--pid", ...inside];
  }

  /** Starts a program on one of the machines. */
  start(machine: Machine, command: readonly string[]): ChildProcess {
    const [file = "", ...args] = this.on(machine, command);
    return spawn(file, args, { stdio: ["pipe", "pipe", "pipe"] });
  }

  /** Runs a program on one of the machines to its end. @throws with what it wrote to stderr, where it fails */
  async run(machine: Machine, command: readonly string[], input = ""): Promise<string> {
    const child = this.start(machine, command);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin?.end(input);
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${command.join(" ")}: ${Buffer.concat(err).toString().trim()}`);
    return Buffer.concat(out).toString();
  }

  /** Ends everything, and waits until it is gone. */
  async close(): Promise<void> {
    const ended = once(this.#holder, "exit");
    this.#holder.stdin?.end();
    await ended;
  }

  /** What the namespaces are known by as long as a process is in them; see `processesIn`. */
  get identity(): string {
    return readlinkSync(`/proc/${this.#first}/ns/pid`);
  }
}

/** Ids of the processes that are in namespaces of this identity. */
export function processesIn(identity: string): string[] {
  return readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/ns/pid`) === identity;
    } catch {
      return false;
    }
  });
}

/** Ends the program that `start` started, as who ran it on the machine itself would. */
export function end(program: ChildProcess): void {
  // What was started enters the machine, and has the program for a child.
  const pid = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, "utf8").trim();
  if (pid !== "") process.kill(Number(pid), "SIGTERM");
}
