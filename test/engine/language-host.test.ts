// The project's own language host under Pulumi's engine, also where the CLI brings one: what a program's end looks like.
import { type SpawnOptionsWithoutStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { repository } from "../support/projects.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import "../support/pulumi-cli.ts";

/** A project of one file, and a stack of it. */
class ToyProject {
  readonly folder = temporaryFolder();
  readonly #options: SpawnOptionsWithoutStdio;

  /** @param options of the runtime, as YAML in braces */
  constructor(program: string | undefined, options = "{ typescript: false }") {
    for (const name of ["home", "backend"]) mkdirSync(join(this.folder, name));
    symlinkSync(join(repository, "node_modules"), join(this.folder, "node_modules"));
    this.write("Pulumi.yaml", `name: toy\nruntime: { name: nodejs, options: ${options} }\nmain: index.mjs\n`);
    this.write("package.json", JSON.stringify({ name: "toy" }));
    if (program !== undefined) this.write("index.mjs", program);
    this.#options = {
      cwd: this.folder,
      env: {
        ...process.env,
        PATH: [
          join(repository, "rehearsal", "language-host"),
          join(repository, "node_modules", ".bin"),
          process.env.PATH,
        ].join(delimiter),
        PULUMI_HOME: join(this.folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(this.folder, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "example",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        TOY: join(this.folder, "toy"),
      },
    };
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.folder, name, ".."), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Starts a command of the CLI. */
  pulumi(...args: readonly string[]) {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], this.#options);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => {
        text += data.toString();
      });
    }
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, text }));
    return { child, ended };
  }

  async preview(...args: readonly string[]) {
    await this.pulumi("stack", "init", "toy").ended;
    return await this.pulumi("preview", "--stack", "toy", ...args).ended;
  }

  /** What the program wrote about itself, once it has. */
  async told(): Promise<string> {
    while (!existsSync(join(this.folder, "toy"))) await sleep(20);
    return readFileSync(join(this.folder, "toy"), "utf8");
  }
}

/** The lines under "Diagnostics:", without those that only lay out. */
function diagnostics(text: string): string[] {
  const [, told = ""] = text.split("Diagnostics:\n");
  return told
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) =>
        !/^(|pulumi:pulumi:Stack .*|Resources:|\+ 1 to create|1 errored|warning: using .*)$/.test(line),
    );
}

describeOnPulumi("the language host", () => {
  it("gives a program its config, arguments of Node's own, and its output to the user", async () => {
    const toy = new ToyProject(
      `console.log(process.title, JSON.parse(process.env.PULUMI_CONFIG)["toy:name"]);
       console.log(process.env.PULUMI_CONFIG_SECRET_KEYS, process.cwd());`,
      `{ typescript: false, nodeargs: "--title='a toy'" }`,
    );
    await toy.pulumi("stack", "init", "toy").ended;
    for (const args of [
      ["name", "toy"],
      ["--secret", "code", "x"],
    ]) {
      await toy.pulumi("config", "set", "--stack", "toy", ...args).ended;
    }
    const { code, text } = await toy.preview();
    expect([code, diagnostics(text)]).toEqual([0, ["a toy toy", `["toy:code"] ${toy.folder}`]]);
  });

  it("leaves it to a program to say why it failed", async () => {
    const toy = new ToyProject(`throw new Error("a toy's own error");`);
    const { code, text } = await toy.preview();
    expect([code, text.match(/a toy's own error/g)?.length, text.includes("exit code")]).toEqual([
      1,
      1,
      false,
    ]);
  });

  it("says how a program ended that said nothing", async () => {
    const { code, text } = await new ToyProject("process.exit(3);").preview();
    expect([code, diagnostics(text)]).toEqual([
      1,
      ["error: an unhandled error occurred: the program ended with exit code 3"],
    ]);
  });

  it("says that a program is not there", async () => {
    const toy = new ToyProject(undefined);
    const { code, text } = await toy.preview();
    expect([code, text]).toEqual([
      1,
      `Previewing update (toy):\nerror: project 'main' could not be read: stat ${join(toy.folder, "index.mjs")}: no such file or directory\n`,
    ]);
  });

  it("ends a program that is at work, on Ctrl-C and when the engine is killed", async () => {
    const waiting = `import { writeFileSync } from "node:fs";
      writeFileSync(process.env.TOY, String(process.pid));
      setInterval(() => undefined, 1_000);`;
    for (const [signal, code] of [
      ["SIGINT", 1],
      ["SIGKILL", null],
    ] as const) {
      const toy = new ToyProject(waiting);
      await toy.pulumi("stack", "init", "toy").ended;
      const { child, ended } = toy.pulumi("preview", "--stack", "toy");
      const program = Number(await toy.told());
      child.kill(signal);
      expect((await ended).code).toBe(code);
      while (isAlive(program)) await sleep(20);
    }
  });

  it("tells of a policy pack that cannot start", async () => {
    const toy = new ToyProject("");
    toy.write("pack/PulumiPolicy.yaml", "runtime: nodejs\nmain: index.js\n");
    toy.write("pack/package.json", JSON.stringify({ name: "pack", main: "index.js" }));
    toy.write("pack/index.js", `throw new Error("a pack's own error");`);
    const { code, text } = await toy.preview("--policy-pack", "pack");
    expect([code, text.trimEnd().split("\n").at(-1)]).toEqual([
      1,
      "error: the policy pack ended before it served",
    ]);
    expect(text).toContain("Error: a pack's own error");
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
