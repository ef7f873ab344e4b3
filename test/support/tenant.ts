import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { KubeApi, KubeError, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { pulumiManager, until } from "./edge-objects.ts";
import type { EdgeWorld } from "./edge-world.ts";

/** A rule of a Role. */
export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const everything: RbacRule = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };

/** Somebody with a real token, who may do everything in one namespace, or what some rules say, and nothing outside it. */
export function tenant(
  world: EdgeWorld,
  namespace: string,
  name = "tenant",
  rules: readonly RbacRule[] = [everything],
): Promise<KubeApi> {
  return account(world, namespace, name, "Role", rules);
}

/** Somebody with a real token, who may do in every namespace what some rules say, or a ClusterRole of that name. */
export function controller(world: EdgeWorld, name: string, rules?: readonly RbacRule[]): Promise<KubeApi> {
  return account(world, "default", name, "ClusterRole", rules);
}

async function account(
  world: EdgeWorld,
  namespace: string,
  role: string,
  kind: "Role" | "ClusterRole",
  rules: readonly RbacRule[] | undefined,
): Promise<KubeApi> {
  const group = "rbac.authorization.k8s.io";
  const name = role.replaceAll(":", "-");
  const place = kind === "Role" ? { namespace } : {};
  const subjects = [{ kind: "ServiceAccount", name, namespace }];
  const roleRef = { apiGroup: group, kind, name: role };
  const of = (kind: string, name: string) => ({
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name, ...place },
  });
  const found = await serviceAccount(world, namespace, name);
  if (rules !== undefined) await world.api.apply({ ...of(kind, role), rules }, "test");
  await world.api.apply({ ...of(`${kind}Binding`, name), roleRef, subjects }, "test");
  return found;
}

/** Somebody with a real token, who may do nothing yet. */
export async function serviceAccount(
  { api, edge }: EdgeWorld,
  namespace: string,
  name: string,
): Promise<KubeApi> {
  await api.apply({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } }, "test");
  const { status } = await api.send("POST", `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {},
  });
  const { clusters } = parse(await readFile(edge.kubeconfig, "utf8")) as {
    clusters: [{ cluster: { server: string; "certificate-authority-data": string } }];
  };
  const { server, "certificate-authority-data": authority } = clusters[0].cluster;
  return new KubeApi(server, Buffer.from(authority, "base64").toString(), status?.token as string);
}

/**
 * What the API server says to an object: the message of its refusal, or `accepted`.
 *
 * @param keep whether it keeps what it takes. Default: no
 * @param manager the field manager. Default: as Pulumi names it, which anybody can
 */
export async function told(
  api: KubeApi,
  object: KubeObject,
  keep = false,
  manager = pulumiManager,
): Promise<string> {
  const query = `${keep ? "" : "dryRun=All&"}fieldManager=${manager}&force=true&fieldValidation=Strict`;
  const path = await api.pathOf(object);
  return wordOf(api.send("PATCH", `${path}?${query}`, object, "application/apply-patch+yaml"));
}

/**
 * The same of an object that is made, which is not kept: controllers may not all patch.
 *
 * @param manager the field manager. Default: none
 */
export async function toldOfMaking(api: KubeApi, object: KubeObject, manager = ""): Promise<string> {
  const path = await api.pathOf(object);
  const query = `dryRun=All${manager === "" ? "" : `&fieldManager=${manager}`}`;
  return wordOf(api.send("POST", `${path.slice(0, path.lastIndexOf("/"))}?${query}`, object));
}

/** Waits until the API server heeds new policies, which takes a moment for each: until it refuses all of some objects. */
export async function untilRefused(api: KubeApi, objects: readonly KubeObject[]): Promise<void> {
  for (const each of objects) await until(async () => (await told(api, each)) !== "accepted");
}

async function wordOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return "accepted";
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return error.message;
  }
}

/** The message of a refusal by a policy of the platform hz. */
export function deniedBy(role: string, message: string): string {
  const name = `'schoolgate-hz-${role}'`;
  return `ValidatingAdmissionPolicy ${name} with binding ${name} denied request: ${message}`;
}
