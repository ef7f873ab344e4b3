import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { egressOutputs } from "../support/probes.ts";
import { gateParts, Project, repository } from "../support/projects.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Runs a shell command; says how it ended and what it wrote. */
function shell(script: string, options: { cwd: string; path?: string }) {
  const env = options.path === undefined ? process.env : { PATH: options.path };
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", script], {
    cwd: options.cwd,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** A clone of the project with its packages installed. */
function clone(): Project {
  const project = new Project(...gateParts);
  onTestFinished(() => project.remove());
  utimesSync(join(project.root, "package-lock.json"), 0, 0);
  return project;
}

const fine = { status: 0, stdout: "No problems in 1 school and 1 platform.\n", stderr: "" };

describe("./gate", () => {
  test("runs from any folder, through links", () => {
    const { root } = clone();
    const folder = temporaryFolder();
    mkdirSync(join(folder, "bin"));
    symlinkSync(join(root, "gate"), join(folder, "absolute"));
    symlinkSync("../absolute", join(folder, "bin/relative"));
    expect(shell("bin/relative check demo", { cwd: folder })).toEqual(fine);
  });

  test("a reader that stops reading is no failure", () => {
    const { root } = clone();
    expect(shell("{ ./gate check demo; echo $? >&2; } | true", { cwd: root })).toEqual({
      status: 0,
      stdout: "",
      stderr: "0\n",
    });
  });

  test.skipIf(process.platform !== "linux")("an output that cannot be written is a failure", () => {
    const { root } = clone();
    expect(shell("./gate check demo > /dev/full", { cwd: root })).toEqual({
      status: 1,
      stdout: "",
      stderr: "error  the output cannot be written (ENOSPC)\n",
    });
  });

  test("--out /dev/stdout writes into a pipe, and one that is not read is no failure", () => {
    const { root } = clone();
    writeFileSync(join(root, "outputs.json"), JSON.stringify(egressOutputs));
    const sheet = "./gate handover demo --from-outputs outputs.json";
    const { stdout } = shell(sheet, { cwd: root });
    expect(shell(`{ ${sheet} --out /dev/stdout; echo $? >&2; } | cat`, { cwd: root })).toEqual({
      status: 0,
      stdout: `${stdout}Wrote /dev/stdout.\n`,
      stderr: "0\n",
    });
    expect(shell(`{ ${sheet} --out /dev/stdout; echo $? >&2; } | true`, { cwd: root })).toEqual({
      status: 0,
      stdout: "",
      stderr: "0\n",
    });
  });

  test("a file that cannot be written whole is not written at all", () => {
    const { root } = clone();
    const before = readdirSync(join(root, "stacks"));
    const make = "./gate new westlake --name x --domain westlake.edu.cn --platform hz --cidr 10.20.40.0/24";
    expect(shell(`ulimit -f 0; ${make}`, { cwd: root })).toEqual({
      status: 1,
      stdout: "",
      stderr: `error  ${root}/stacks/Pulumi.westlake.yaml: the limit on a file's size is reached\n  fix  raise the limit (ulimit -f), then run this again\n`,
    });
    const file = "WW_verify_6sik8XFNVixfjUNp.txt";
    writeFileSync(join(root, file), "6sik8XFNVixfjUNp");
    expect(shell(`ulimit -f 0; ./gate verify-file demo api1 ${file}`, { cwd: root })).toMatchObject({
      status: 1,
      stdout: "",
    });
    expect(readdirSync(join(root, "stacks"))).toEqual(before);
    expect(readFileSync(join(root, "stacks/Pulumi.demo.yaml"), "utf8")).not.toContain(file);
  });
});

describe("./gate on a fresh clone", () => {
  /** A folder with gate and its lock file, and a PATH with what a system has, and this npm. */
  function fresh(npm?: string) {
    const root = temporaryFolder();
    const bin = temporaryFolder();
    for (const file of ["gate", "package-lock.json"]) copyFileSync(join(repository, file), join(root, file));
    for (const tool of ["sh", "dirname", "readlink", "find", "touch", "mkdir", "cat", "chmod", "cmp"]) {
      const { stdout } = spawnSync("/bin/sh", ["-c", `command -v ${tool}`], { encoding: "utf8" });
      symlinkSync(stdout.trim(), join(bin, tool));
    }
    if (npm !== undefined) {
      writeFileSync(join(bin, "npm"), `#!/bin/sh\n${npm}\n`);
      chmodSync(join(bin, "npm"), 0o755);
    }
    return { root, run: (args = "check") => shell(`./gate ${args}`, { cwd: root, path: bin }) };
  }

  test("without npm says what to install", () => {
    expect(fresh().run()).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "error  npm is not on PATH, and the project's packages are not installed\n  fix  install Node.js 24 with npm, then run this again\n",
    });
  });

  test("says that an installation failed", () => {
    expect(fresh("echo no network; exit 7").run()).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "Installing the project's packages, once (npm ci) …\nno network\nerror  npm ci failed, see above\n  fix  look at the network and the disk, then run this again\n",
    });
  });

  test("does not install through a link into another project", () => {
    const { root, run } = fresh("echo npm; exit 1");
    const others = temporaryFolder();
    symlinkSync(others, join(root, "node_modules"));
    expect(run("check --json")).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "error  node_modules is a link, and what it leads to is older than package-lock.json\n  fix  run npm ci in the project that the link leads to, or remove the link\n",
    });
  });

  test("takes the packages of another clone with the same lock file, whenever it was checked out", () => {
    const { root, run } = fresh("echo npm; exit 1");
    const other = temporaryFolder();
    mkdirSync(join(other, "node_modules/.bin"), { recursive: true });
    const [lock, installed] = [
      join(other, "package-lock.json"),
      join(other, "node_modules/.package-lock.json"),
    ];
    const node = join(other, "node_modules/.bin/node");
    copyFileSync(join(root, "package-lock.json"), lock);
    writeFileSync(installed, "{}");
    writeFileSync(node, '#!/bin/sh\necho node "$@"\n');
    chmodSync(node, 0o755);
    symlinkSync(join(other, "node_modules"), join(root, "node_modules"));
    utimesSync(lock, 1000, 1000);
    utimesSync(installed, 2000, 2000);
    expect(run()).toEqual({ status: 0, stdout: `node ${root}/cli/main.ts check\n`, stderr: "" });
    const refused = {
      status: 1,
      stdout: "",
      stderr:
        "error  node_modules is a link, and what it leads to is older than package-lock.json\n  fix  run npm ci in the project that the link leads to, or remove the link\n",
    };
    // Not installed since it was changed there, as it was here.
    utimesSync(lock, 3000, 3000);
    expect(run()).toEqual(refused);
    // Installed, but of another lock file.
    writeFileSync(lock, "{}");
    utimesSync(lock, 1000, 1000);
    expect(run()).toEqual(refused);
  });

  test("installs once, again after a change of the lock file, and runs the project's own node", () => {
    const npm = [
      'echo "npm $*"',
      'mkdir -p "$2/node_modules/.bin"',
      'echo "{}" > "$2/node_modules/.package-lock.json"',
      'printf "#!/bin/sh\\necho node \\"\\$@\\"\\n" > "$2/node_modules/.bin/node"',
      'chmod 755 "$2/node_modules/.bin/node"',
    ].join("\n");
    const { root, run } = fresh(npm);
    const stdout = `node ${root}/cli/main.ts check --json\n`;
    const installing = `Installing the project's packages, once (npm ci) …\nnpm --prefix ${root} ci --no-audit --no-fund --loglevel=error\n`;
    expect(run("check --json")).toEqual({ status: 0, stdout, stderr: installing });
    expect(run("check --json")).toEqual({ status: 0, stdout, stderr: "" });
    const later = new Date(Date.now() + 10_000);
    utimesSync(join(root, "package-lock.json"), later, later);
    expect(run("check --json")).toEqual({ status: 0, stdout, stderr: installing });
  });
});
