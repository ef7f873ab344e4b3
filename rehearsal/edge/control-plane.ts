import { generateKeyPairSync } from "node:crypto";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { podNetworking } from "../kubernetes/terway-crd.ts";
import { run } from "../tools/run.ts";
import { KubeApi, KubeError, type KubeObject } from "./kube-api.ts";
import { type EdgePlan, layout, schoolAuthority } from "./layout.ts";
import { envoyVersion } from "./parts.ts";
import type { Processes } from "./processes.ts";
import { Tools } from "./tools.ts";

const manager = "schoolgate-edge";
const pollMs = 50;

/** Starts etcd and the API server, and gives a client of it once it answers. */
export async function startApiServer(plan: EdgePlan, processes: Processes): Promise<KubeApi> {
  const tools = new Tools(plan.tools);
  const { api, token } = layout(plan.folder);
  const file = (name: string) => join(api, name);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(file("service-account.key"), privateKey.export({ type: "pkcs1", format: "pem" }));
  await writeFile(file("tokens.csv"), `${await readFile(token, "utf8")},edge,edge,"system:masters"\n`);
  const etcd = "http://127.0.0.1:2379";
  await processes.start("etcd", [
    tools.program("etcd"),
    `--data-dir=${file("etcd")}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    "--listen-peer-urls=http://127.0.0.1:2380",
    // Nothing here outlives a crash of the machine.
    "--unsafe-no-fsync",
  ]);
  await processes.start("kube-apiserver", [
    tools.program("kube-apiserver"),
    `--etcd-servers=${etcd}`,
    "--bind-address=127.0.0.1",
    // Unused, but without a network the API server cannot find an address by itself.
    "--advertise-address=127.0.0.1",
    "--endpoint-reconciler-type=none",
    `--tls-cert-file=${file("server.crt")}`,
    `--tls-private-key-file=${file("server.key")}`,
    `--token-auth-file=${file("tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-signing-key-file=${file("service-account.key")}`,
    `--service-account-key-file=${file("service-account.key")}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    // This plug-in waits for a service account in each namespace. Nothing makes them here, because no pod needs one.
    "--disable-admission-plugins=ServiceAccount",
  ]);
  const client = await KubeApi.fromKubeconfig(layout(plan.folder).insideKubeconfig);
  await until(() => client.send("GET", "/readyz").then(isTrue, isNotRunning));
  return client;
}

/** Installs what a cluster has from its Helm charts: the CRDs, the controllers' namespaces, the schools' authority. */
export async function install(plan: EdgePlan, api: KubeApi): Promise<void> {
  const built = JSON.parse(await readFile(new Tools(plan.tools).crds, "utf8")) as KubeObject[];
  const crds = [...built, podNetworking as unknown as KubeObject];
  const namespaces = ["envoy-gateway-system", schoolAuthority.namespace].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
  await Promise.all([...namespaces, ...crds].map((object) => api.apply(object, manager)));
  const pair = layout(plan.folder).schoolAuthority;
  const authority = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: schoolAuthority,
    type: "kubernetes.io/tls",
    stringData: {
      "tls.crt": await readFile(`${pair}.crt`, "utf8"),
      "tls.key": await readFile(`${pair}.key`, "utf8"),
    },
  };
  await api.apply(authority, manager);
  const definitions = crds.filter(({ kind }) => kind === "CustomResourceDefinition");
  await until(async () => (await Promise.all(definitions.map((crd) => api.get(crd)))).every(isEstablished));
}

/**
 * Starts what makes the objects real: the controllers of Kubernetes and cert-manager, what stands in for a node, and Envoy
 * Gateway, which starts Envoy.
 */
export async function startControllers(plan: EdgePlan, processes: Processes): Promise<void> {
  const tools = new Tools(plan.tools);
  const { insideKubeconfig, envoyGateway } = layout(plan.folder);
  const folder = (name: string) => join(envoyGateway, name);
  const program = tools.program("envoy-gateway");
  await mkdir(envoyGateway);
  await run([program, "certgen", "--local", "--config-home", folder("config")]);
  // What the Helm chart's job makes, for the parts that read it from the API.
  await run([program, "certgen", "--disable-topology-injector"], { env: { KUBECONFIG: insideKubeconfig } });
  // In this mode too its xDS server reads its files where a pod has them.
  await cp(join(folder("config"), "certs", "envoy-gateway"), "/certs", { recursive: true });
  // Otherwise it would look for the newest release on the network.
  await writeFile(join(folder("config"), "envoy-version"), envoyVersion);
  const config = {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "EnvoyGateway",
    gateway: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
    provider: {
      type: "Custom",
      custom: {
        resource: { type: "Kubernetes", kubernetes: { leaderElection: { disable: true } } },
        infrastructure: {
          type: "Host",
          host: {
            configHome: folder("config"),
            dataHome: tools.folder,
            stateHome: folder("state"),
            runtimeDir: folder("runtime"),
          },
        },
      },
    },
    extensionApis: await extensionApis(),
  };
  await writeFile(folder("config.yaml"), stringify(config));
  for (const name of ["controllers", "node-stand-in"]) {
    await processes.start(name, [tools.program(name), `-kubeconfig=${insideKubeconfig}`]);
  }
  await processes.start("envoy-gateway", [program, "server", "--config-path", folder("config.yaml")]);
  await until(() => fetch("http://127.0.0.1:8081/readyz").then(({ ok }) => ok, isNotRunning));
}

/** What a platform's cluster has switched on. */
async function extensionApis(): Promise<unknown> {
  const values = join(import.meta.dirname, "../../deploy/envoy-gateway.yaml");
  const { config } = parse(await readFile(values, "utf8")) as {
    config: { envoyGateway: { extensionApis: unknown } };
  };
  return config.envoyGateway.extensionApis;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(pollMs);
}

function isTrue(): boolean {
  return true;
}

/** Not reached, or not ready yet. Waiting does not help against any other error. */
function isNotRunning(error: unknown): boolean {
  if (error instanceof KubeError && error.status >= 500) return false;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED") return false;
  throw error;
}

function isEstablished({ status }: KubeObject): boolean {
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status }) => type === "Established" && status === "True");
}
