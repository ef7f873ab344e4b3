import { spawnSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project, repository as source } from "./projects.ts";

/** A project in a git repository of its own, as a clone of a school vendor's. */
export class Repository extends Project {
  /** @param more parts beside the program's, such as `cli` */
  constructor(...more: readonly string[]) {
    super("package-lock.json", ...more);
    cpSync(join(source, ".gitignore"), join(this.root, ".gitignore"));
    // Elsewhere node_modules is a folder; here it is a link, which the folder's pattern does not match.
    writeFileSync(join(this.root, ".git-exclude"), "node_modules\n.git-exclude\n");
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("config", "core.excludesFile", join(this.root, ".git-exclude"));
    this.commit("the first");
  }

  /** Writes files, by path. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(this.root, path), text);
  }

  /** Commits all that is there. Returns the commit. */
  commit(message: string): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD").trim();
  }

  /** Runs git in the project. @throws with what it said when it fails */
  git(...args: readonly string[]): string {
    const who = [
      "-c",
      "user.name=Tester",
      "-c",
      "user.email=tester@example.com",
      "-c",
      "commit.gpgsign=false",
    ];
    const { status, stdout, stderr } = spawnSync("git", [...who, ...args], {
      cwd: this.root,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
}
