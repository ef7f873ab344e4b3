import * as pulumi from "@pulumi/pulumi";
import { broughtSecretName } from "../../components/names.ts";
import { type PlatformConfig, platformSchema } from "../../infra/config/platform-schema.ts";
import { schoolSchema } from "../../infra/config/school-schema.ts";
import { platform } from "../../infra/platform.ts";
import { type BroughtCertificates, school } from "../../infra/school.ts";
import { type KubeApi, KubeError, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { schoolAuthority } from "../../rehearsal/edge/layout.ts";
import { type Declaration, declare } from "./declare.ts";

/** The upstreams of all tests at the edge; that of the hub on its own port. */
export const upstreams = [
  { host: "hub.17wanxiao.com", port: 8080 },
  { host: "open.17wanxiao.com", port: 443 },
];

export interface SchoolOptions {
  readonly slug: string;
  /** Default: <slug>.edu.cn. */
  readonly domain?: string;
  readonly verifyFiles?: Record<string, Record<string, string>>;
  /** Certificates that the school brings, whatever they hold: as if put there by hand. Default: the issuer's. */
  readonly certificates?: BroughtCertificates;
}

const platformConfig: PlatformConfig = platformSchema.parse({
  region: "cn-hangzhou",
  gateway: { name: "shared", namespace: "edge", address: "gw-hz.campus.example.com" },
  issuer: { name: "local" },
  ca: { secretName: schoolAuthority.name },
  upstreams: { hub: upstreams[0], open: upstreams[1] },
  network: { vpcId: "vpc-1", cidr: "10.20.0.0/16", natVswitchId: "vsw-1" },
});

/** The objects that a platform's stack declares, with other values for some of its config. */
export async function platformObjects(changes: Partial<PlatformConfig> = {}): Promise<KubeObject[]> {
  return objectsOf(await declare(() => platform("hz", { ...platformConfig, ...changes }), { stack: "hz" }));
}

/** The objects that a school's stack declares. */
export async function schoolObjects(options: SchoolOptions): Promise<KubeObject[]> {
  const { slug, domain = `${slug}.edu.cn`, verifyFiles = {}, certificates } = options;
  const config = schoolSchema.parse({
    name: slug,
    platform: "hz",
    domain,
    certificate: { from: certificates === undefined ? "issuer" : "secret" },
    wecom: { verifyFiles },
    egress: { source: { vswitchIds: ["vsw-2"] }, addresses: { a: {} }, active: "a", trusted: ["a"] },
  });
  // The program takes no key that is not its certificate's: they are put in its place afterwards.
  const placeholders = Object.keys(certificates ?? {}).map((route) => [route, unread]);
  const brought = certificates && pulumi.secret<BroughtCertificates>(Object.fromEntries(placeholders));
  const declared = await declare(() => school(slug, config, platformConfig, brought), { stack: slug });
  const secrets = new Map(
    Object.entries(certificates ?? {}).map(([route, pair]) => [broughtSecretName(route), pair]),
  );
  return objectsOf(declared).map((object) => {
    const pair = object.kind === "Secret" ? secrets.get(object.metadata.name) : undefined;
    return pair === undefined
      ? object
      : { ...object, stringData: { "tls.crt": pair.chain, "tls.key": pair.key } };
  });
}

/** A certificate as a rehearsal has it, which decrypts nothing. */
const unread = { chain: "", key: "rehearsal-secret-" };

/** The hosts that a school's listeners are for. */
export function hostsOf(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === "ListenerSet")
    .flatMap(({ spec }) => (spec as { listeners: { hostname: string }[] }).listeners)
    .map(({ hostname }) => hostname);
}

const isNamespace = ({ kind }: KubeObject): boolean => kind === "Namespace";

/** A field manager as Pulumi's provider has one for each resource. */
export const pulumiManager = "pulumi-kubernetes-test";

/** Server-side apply of all objects, namespaces first. */
export async function applyAll(api: KubeApi, objects: readonly KubeObject[]): Promise<void> {
  const apply = (each: KubeObject) => api.apply(each, pulumiManager);
  await Promise.all(objects.filter(isNamespace).map(apply));
  await Promise.all(objects.filter((each) => !isNamespace(each)).map(apply));
}

/** Deletes objects, namespaces last, and waits until they are gone. */
export async function removeAll(api: KubeApi, objects: readonly KubeObject[]): Promise<void> {
  const last = objects.filter(isNamespace);
  for (const group of [objects.filter((each) => !last.includes(each)), last]) {
    await Promise.all(group.map((each) => api.delete(each)));
    await until(async () => (await Promise.all(group.map((each) => isGone(api, each)))).every(Boolean));
  }
}

async function isGone(api: KubeApi, object: KubeObject): Promise<boolean> {
  try {
    await api.get(object);
    return false;
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return true;
    throw error;
  }
}

/** Asks again until a condition holds; the caller's own time limit ends it otherwise. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What of a stack goes to Kubernetes, secrets in the open. */
function objectsOf({ resources }: Declaration): KubeObject[] {
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => opened(inputs) as unknown as KubeObject);
}

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && "secret" in value) return opened(value.secret);
  return Object.fromEntries(entries.map(([key, child]) => [key, opened(child)]));
}
