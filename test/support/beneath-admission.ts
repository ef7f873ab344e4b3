import { type KubeApi, KubeError, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { removeAll, until } from "./edge-objects.ts";

const bindings = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
const gatewayApi = "gateway.networking.k8s.io/v1";
const metadata = { name: "beneath", namespace: "beneath" };
const parentRef = { name: "shared", namespace: "edge" };

/** A namespace of the platform's, and one object of each kind in it that admission refuses. */
const namespace: KubeObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "beneath", labels: { "schoolgate/platform": "hz" } },
};
const refused: readonly KubeObject[] = [
  { apiVersion: gatewayApi, kind: "HTTPRoute", metadata, spec: { parentRefs: [parentRef] } },
  {
    apiVersion: gatewayApi,
    kind: "ListenerSet",
    metadata,
    spec: { parentRef, listeners: [{ name: "a", hostname: "a.invalid", port: 1, protocol: "HTTP" }] },
  },
  {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "HTTPRouteFilter",
    metadata,
    spec: { directResponse: { statusCode: 404 } },
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata,
    type: "kubernetes.io/tls",
    stringData: { "tls.crt": "", "tls.key": "" },
  },
];

/**
 * Takes the platform's admission off, to see what holds beneath it, and waits until the API server has done so. The next
 * that applies the platform brings it back.
 */
export async function takeAdmissionOff(api: KubeApi): Promise<void> {
  const { items } = await api.send<{ items: KubeObject[] }>("GET", bindings);
  const own = items.filter((item) => item.metadata.name.startsWith("schoolgate-hz-"));
  await Promise.all(own.map((item) => api.send("DELETE", `${bindings}/${item.metadata.name}`)));
  await api.apply(namespace, "test");
  for (const object of refused) await until(() => isTaken(api, object));
  await removeAll(api, [...refused, namespace]);
}

async function isTaken(api: KubeApi, object: KubeObject): Promise<boolean> {
  try {
    await api.apply(object, "test");
    return true;
  } catch (error) {
    if (error instanceof KubeError && error.message.includes("denied request")) return false;
    throw error;
  }
}
