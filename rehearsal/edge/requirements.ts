import { run } from "./run.ts";

/** Something of the machine that the edge needs. */
interface Requirement {
  readonly what: string;
  readonly check: readonly string[];
  /** The way out where the check fails. */
  readonly fix: string;
  /** What the check must print, where ending well is not enough. */
  readonly prints?: RegExp;
}

const toBuild: readonly Requirement[] = [
  {
    what: "Go",
    check: ["go", "env", "GOVERSION"],
    // An older one cannot fetch the release that tools/go.mod asks for.
    prints: /^go1\.(2[1-9]|[3-9]\d)/,
    fix: "install Go 1.21 or later from go.dev or your distribution (Debian: golang-go)",
  },
  {
    what: "Python's pip",
    check: ["python3", "-m", "pip", "--version"],
    fix: "install Python 3 with pip (Debian: python3-pip)",
  },
];

const namespaces = ["--mount", "--net", "--pid", "--fork"];

const toRun: readonly Requirement[] = [
  { what: "nsenter", check: ["nsenter", "--version"], fix: "install util-linux" },
  { what: "ip", check: ["ip", "-Version"], fix: "install iproute2" },
  {
    what: "namespaces",
    check: ["unshare", ...userNamespace(), ...namespaces, "true"],
    fix: "run as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)",
  },
];

/** Root needs no user namespace; whoever else becomes root in one. */
export function userNamespace(): string[] {
  return process.getuid?.() === 0 ? [] : ["--map-root-user"];
}

/**
 * Looks for what the edge needs of the machine, before anything is built.
 * @param building whether programs are still to be built
 * @throws names all that is missing, each with what to install.
 */
export async function requireParts(building: boolean): Promise<void> {
  if (process.platform !== "linux") {
    throw new Error("the local edge runs on Linux only: use a virtual machine or a container there");
  }
  const wanted = building ? [...toBuild, ...toRun] : toRun;
  const missing = (await Promise.all(wanted.map(isThere))).flatMap((there, index) =>
    there ? [] : wanted.slice(index, index + 1),
  );
  if (missing.length === 0) return;
  const lines = missing.map(({ what, fix }) => `  ${what}: ${fix}`);
  throw new Error(`the local edge needs what this machine lacks:\n${lines.join("\n")}`);
}

async function isThere({ check, prints = /(?:)/ }: Requirement): Promise<boolean> {
  try {
    return prints.test(await run(check));
  } catch {
    return false;
  }
}
