import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { escapeControls } from "../../lib/problem.ts";
import { Refusal } from "../../lib/refusal.ts";

/** A pod, as far as restarting it needs. */
export interface Pod {
  readonly name: string;
  readonly isReady: boolean;
  readonly isEnding: boolean;
}

/** Some pods of a cluster. */
export interface PodCluster {
  /** Whose pods they are, as messages name them. */
  readonly what: string;
  readonly namespace: string;
  readonly list: () => Promise<readonly Pod[]>;
  /** Has a pod go. @returns false while its disruption budget does not allow it */
  readonly evict: (name: string) => Promise<boolean>;
}

export interface PodsOptions {
  /** Context of the kubeconfig. Default: the current one */
  readonly context: string | undefined;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Default: as kubectl finds it */
  readonly kubeconfig?: string;
}

/**
 * Pods by kubectl, which has the credentials of whoever is in front, by whatever way they come.
 * Its methods throw a Refusal in kubectl's words where the cluster cannot be asked, or refuses.
 */
export function pods({ context, namespace, labels, kubeconfig }: PodsOptions): PodCluster {
  const flags = [
    ...["--request-timeout", "30s"],
    ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]),
    ...(context === undefined ? [] : ["--context", context]),
  ];
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return {
    what: `wecom-relay in ${namespace}`,
    namespace,

    async list() {
      const args = [
        "get",
        "pods",
        "--namespace",
        namespace,
        "--selector",
        selector.join(),
        "--output",
        "json",
      ];
      const { items } = JSON.parse(await kubectl([...flags, ...args])) as { items: readonly KubernetesPod[] };
      return items.map(({ metadata, status }) => ({
        name: metadata.name,
        isReady:
          status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
        isEnding: metadata.deletionTimestamp !== undefined,
      }));
    },

    async evict(name) {
      const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
      try {
        await kubectl([...flags, "create", "--raw", path, "--filename", "-"], JSON.stringify(eviction));
      } catch (error) {
        if (!(error instanceof KubectlRefusal)) throw error;
        // As a budget that cannot spare the pod now is answered.
        if (error.reason === "TooManyRequests") return false;
        if (error.reason !== "NotFound") throw error;
      }
      return true;
    },
  };
}

interface KubernetesPod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

class KubectlRefusal extends Refusal {
  /** The API server's reason, such as NotFound; absent where it was not reached. */
  readonly reason: string | undefined;

  constructor(said: string) {
    super(`kubectl: ${escapeControls(said)}`, "see that kubectl reaches the platform's cluster");
    this.reason = /^Error from server \((\w+)\)/.exec(said)?.[1];
  }
}

async function kubectl(args: readonly string[], input = ""): Promise<string> {
  const child = spawn("kubectl", args, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = Promise.withResolvers<number | null>();
  child.on("error", (error: NodeJS.ErrnoException) => {
    ended.reject(
      error.code === "ENOENT"
        ? new Refusal("there is no kubectl on PATH", "install it, or restart the pods by your own means")
        : error,
    );
  });
  child.on("close", (code) => ended.resolve(code));
  // Where it ends before it has read, its own word says why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code, stdout, stderr] = await Promise.all([ended.promise, text(child.stdout), text(child.stderr)]);
  if (code === 0) return stdout;
  throw new KubectlRefusal(stderr.trim().split("\n").at(-1) ?? "");
}
