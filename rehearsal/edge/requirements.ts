import { go } from "../tools/part.ts";
import { type Requirement, requireAll } from "../tools/requirements.ts";

const pip: Requirement = {
  what: "Python's pip",
  check: ["python3", "-m", "pip", "--version"],
  fix: "install Python 3 with pip (Debian: python3-pip)",
};

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

/** Root needs no user namespace; any other user becomes root in one. */
export function userNamespace(): string[] {
  return process.getuid?.() === 0 ? [] : ["--map-root-user"];
}

/**
 * Looks for what the edge needs of the machine.
 * @param building whether programs are still to be built
 * @throws names all that is missing, each with what to install.
 */
export async function requireForEdge(building: boolean): Promise<void> {
  if (process.platform !== "linux") {
    throw new Error("the local edge runs on Linux only: use a virtual machine or a container there");
  }
  await requireAll("the local edge", building ? [go, pip, ...toRun] : toRun);
}

/** Looks for what brings Envoy, where it is not there yet. */
export async function requireForEnvoy(building: boolean): Promise<void> {
  if (building) await requireAll("Envoy", [pip]);
}
