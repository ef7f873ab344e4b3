// What an edge holds and serves at this moment: the objects are the API server's, the answers are asked for.

import { successPath } from "../../../infra/config/success-pages.ts";
import { messageOf } from "../../../lib/system-errors.ts";
import { type KubeApi, KubeError, type KubeObject } from "../kube-api.ts";
import { lacks } from "../readiness.ts";
import { ask, type Reach, type ShownCertificate } from "./ask.ts";

/** One address and what it answers. */
export interface Shown {
  readonly url: string;
  /** Such as `200 text/html`, or why there is no answer. */
  readonly found: string;
  readonly good: boolean;
}

export interface HostShown {
  readonly host: string;
  readonly upstream: string;
  readonly certificate?: ShownCertificate;
  /** The success page, or the root where the handbook names none. */
  readonly page: Shown;
  /** On :80 and on :443. */
  readonly verifyFiles: readonly Shown[];
}

export interface SchoolShown {
  readonly slug: string;
  readonly hosts: readonly HostShown[];
  /** Certificates, listeners and routes with what their controllers say of each. */
  readonly objects: readonly Shown[];
}

/** As components/names.ts labels what belongs to one school. */
const schoolLabel = "schoolgate/school";

const kinds = [
  { apiVersion: "cert-manager.io/v1", kind: "Certificate", plural: "certificates" },
  { apiVersion: "gateway.networking.k8s.io/v1", kind: "ListenerSet", plural: "listenersets" },
  { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", plural: "httproutes" },
] as const;

interface Rule {
  readonly matches?: readonly { readonly path?: { readonly type: string; readonly value: string } }[];
  readonly filters?: readonly { readonly extensionRef?: { readonly name: string } }[];
  readonly backendRefs?: readonly { readonly name: string }[];
}

/** Every school of an edge. */
export async function schoolsAt(api: KubeApi, reach: Reach): Promise<SchoolShown[]> {
  const lists = await Promise.all(
    kinds.map(async ({ apiVersion, kind, plural }) =>
      (await list(api, `/apis/${apiVersion}/${plural}`)).map((object) => ({ ...object, apiVersion, kind })),
    ),
  );
  const files = await list(api, "/api/v1/configmaps");
  const bySchool = Map.groupBy(lists.flat(), schoolOf);
  const slugs = [...bySchool.keys()].filter((slug) => slug !== undefined).sort();
  return Promise.all(
    slugs.map(async (slug) => {
      const objects = bySchool.get(slug) ?? [];
      const bodies = new Map(
        files
          .filter((file) => schoolOf(file) === slug)
          .map(({ metadata, data }) => [metadata.name, String((data as Body)["response.body"])]),
      );
      const routes = objects.filter(isPublic);
      return {
        slug,
        hosts: await Promise.all(routes.map((route) => hostOf(route, bodies, reach))),
        objects: objects.map(stateOf),
      };
    }),
  );
}

type Body = Readonly<Record<string, unknown>>;

/** The objects of a kind that are a school's; none while the cluster does not have the kind. */
async function list(api: KubeApi, path: string): Promise<KubeObject[]> {
  try {
    const { items } = await api.send<{ items: KubeObject[] }>("GET", `${path}?labelSelector=${schoolLabel}`);
    return items;
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return [];
    throw error;
  }
}

function schoolOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[schoolLabel];
}

/** A route on :443: the one of a host that leads to an upstream. */
function isPublic({ kind, spec }: KubeObject): boolean {
  return kind === "HTTPRoute" && rulesOf(spec).some(({ backendRefs = [] }) => backendRefs.length > 0);
}

function rulesOf(spec: KubeObject["spec"]): readonly Rule[] {
  return (spec?.rules ?? []) as Rule[];
}

async function hostOf(
  { spec }: KubeObject,
  bodies: ReadonlyMap<string, string>,
  reach: Reach,
): Promise<HostShown> {
  const [host = ""] = (spec?.hostnames ?? []) as string[];
  const rules = rulesOf(spec);
  const upstream = rules.flatMap(({ backendRefs = [] }) => backendRefs).at(0)?.name ?? "";
  const files = rules.flatMap(({ matches = [], filters = [] }) =>
    matches.flatMap(({ path }) => (path?.type === "Exact" ? [{ path: path.value, filters }] : [])),
  );
  const [page, ...verifyFiles] = await Promise.all([
    shown(reach, "https", host, successPath(upstream) ?? "/"),
    ...files.flatMap(({ path, filters }) => {
      const expected = bodies.get(filters[0]?.extensionRef?.name ?? "");
      return (["http", "https"] as const).map((scheme) => shown(reach, scheme, host, path, expected));
    }),
  ]);
  return { host, upstream, ...page, verifyFiles: verifyFiles.map((each) => each.page) };
}

/** Asks for an address; good is a success, with this body where one is expected. */
async function shown(
  reach: Reach,
  scheme: "http" | "https",
  host: string,
  path: string,
  expected?: string,
): Promise<Pick<HostShown, "page" | "certificate">> {
  const url = `${scheme}://${host}${path}`;
  try {
    const { status, type, body, certificate } = await ask(reach, scheme, host, path);
    const exact = expected === undefined || body.toString() === expected;
    const found = `${status} ${type}${expected === undefined ? "" : exact ? ", its exact bytes" : ", other bytes"}`;
    const page = { url, found, good: status === 200 && exact };
    return { page, ...(certificate !== undefined && { certificate }) };
  } catch (error) {
    return { page: { url, found: messageOf(error), good: false } };
  }
}

function stateOf(object: KubeObject): Shown {
  const lacking = lacks(object);
  const url = `${object.kind} ${object.metadata.name}`;
  return { url, found: lacking ?? "ready", good: lacking === undefined };
}
