// Upstreams are the platform's: the real API server refuses what a school's namespace would lead elsewhere by, and takes
// what its stack declares.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KubeError, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { schoolObjects, until } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  // What a school's stack declares, all of it.
  await world.school({ slug: "northgate", verifyFiles: { api1: { "WW_verify_a1.txt": "a1" } } });
  // The API server takes a moment to heed a new policy.
  const denied = intruder({ rules: [{ backendRefs: [{ name: "own", port: 80 }] }] });
  await until(async () => {
    const word = await told(denied);
    await world.remove([denied]);
    return word !== "accepted";
  });
});
afterAll(() => world.close());

const answerOfItsOwn = {
  type: "ExtensionRef",
  extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name: "not-found" },
};
const gatewayGroup = "gateway.networking.k8s.io";
const route = { group: gatewayGroup, kind: "HTTPRoute", name: "api1-https" };
const backendSpec = { endpoints: [{ fqdn: { hostname: "own.example.com", port: 443 } }] };
const patchSpec = {
  type: "JSONPatch",
  targetRef: { group: gatewayGroup, kind: "GatewayClass", name: "shared" },
};
const lua = [{ type: "Inline", inline: "function envoy_on_response() end" }];
const tlsSpec = {
  targetRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "own" }],
  validation: { hostname: "own.example.com", wellKnownCACertificates: "System" },
};
const l4Spec = { rules: [{ backendRefs: [{ name: "own", port: 80 }] }] };

/** An HTTPRoute of the school northgate, as nobody's stack would declare it. */
function intruder(spec: Record<string, unknown>): KubeObject {
  return own("gateway.networking.k8s.io/v1", "HTTPRoute", {
    rules: [{ filters: [answerOfItsOwn] }],
    ...spec,
  });
}

/** An object beside what the stack of northgate declares. */
function own(apiVersion: string, kind: string, spec: Record<string, unknown>): KubeObject {
  return { apiVersion, kind, metadata: { name: "intruder", namespace: "school-northgate" }, spec };
}

/** What the API server says to an object: the message of its refusal, or `accepted`. */
async function told(object: KubeObject): Promise<string> {
  try {
    await world.api.apply(object, "test");
    return "accepted";
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return error.message;
  }
}

function deniedBy(role: string, message: string): string {
  const name = `'schoolgate-hz-${role}'`;
  return `ValidatingAdmissionPolicy ${name} with binding ${name} denied request: ${message}`;
}

describe("in a school's namespace the API server refuses", () => {
  const routes = 'httproutes.gateway.networking.k8s.io "intruder" is forbidden';
  const otherUpstream = deniedBy(
    "routes",
    "leads to what is no upstream of the platform hz: name a Backend of the namespace edge",
  );
  const backend = { group: "gateway.envoyproxy.io", kind: "Backend", name: "hub" };
  const ofPlatform = { ...backend, namespace: "edge" };
  const mirrorTo = (backendRef: object) => ({ type: "RequestMirror", requestMirror: { backendRef } });

  test.each([
    ["a Service", { backendRefs: [{ name: "own", port: 80 }] }],
    ["a Backend of its own", { backendRefs: [backend] }],
    ["a Backend of another school", { backendRefs: [{ ...backend, namespace: "school-lakeside" }] }],
    ["a Service beside the Gateway", { backendRefs: [{ name: "hub", namespace: "edge", port: 80 }] }],
    ["one of several", { backendRefs: [ofPlatform, { name: "own", port: 80 }] }],
    ["a copy", { backendRefs: [ofPlatform], filters: [mirrorTo({ name: "own", port: 80 })] }],
    [
      "a copy for one of several",
      { backendRefs: [{ ...ofPlatform, filters: [mirrorTo({ name: "own", port: 80 })] }] },
    ],
    [
      "whom it asks",
      {
        backendRefs: [ofPlatform],
        filters: [
          {
            type: "ExternalAuth",
            externalAuth: { protocol: "HTTP", backendRef: { name: "own", port: 80 }, http: {} },
          },
        ],
      },
    ],
  ])("a route to what is no upstream of the platform: %s", async (_, rule) => {
    const first = { filters: [answerOfItsOwn] };
    expect(await told(intruder({ rules: [first, rule] }))).toBe(`${routes}: ${otherUpstream}`);
  });

  test.each([
    [own("gateway.envoyproxy.io/v1alpha1", "Backend", backendSpec), "backends"],
    [own("gateway.envoyproxy.io/v1alpha1", "EnvoyPatchPolicy", patchSpec), "envoypatchpolicies"],
    [
      own("gateway.envoyproxy.io/v1alpha1", "EnvoyExtensionPolicy", { targetRefs: [route], lua }),
      "envoyextensionpolicies",
    ],
    [own("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy", {}), "envoyproxies"],
    [own("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", { targetRefs: [route] }), "securitypolicies"],
    [own("gateway.networking.k8s.io/v1", "BackendTLSPolicy", tlsSpec), "backendtlspolicies"],
    [own("gateway.networking.k8s.io/v1", "GRPCRoute", {}), "grpcroutes"],
    [own("gateway.networking.k8s.io/v1alpha2", "TCPRoute", l4Spec), "tcproutes"],
    [
      own("gateway.networking.k8s.io/v1", "TLSRoute", { ...l4Spec, hostnames: ["api1.northgate.edu.cn"] }),
      "tlsroutes",
    ],
    [own("gateway.networking.k8s.io/v1alpha2", "UDPRoute", l4Spec), "udproutes"],
  ])("what only a platform has: $kind", async (object, plural) => {
    const group = object.apiVersion.split("/")[0];
    const message =
      "is not for a school: its hosts are served by HTTPRoutes to the upstreams that the stack of the platform hz declares";
    expect(await told(object)).toBe(
      `${plural}.${group} "intruder" is forbidden: ${deniedBy("kinds", message)}`,
    );
  });

  test("a change of what was there before, but not that it goes", async () => {
    const labels = { "schoolgate/platform": "hz" };
    const name = "before";
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    const finalizers = ["example.com/held"];
    const held = own("gateway.envoyproxy.io/v1alpha1", "Backend", backendSpec);
    const before = { ...held, metadata: { name: "held", namespace: name, finalizers } };
    await world.api.apply(namespace, "test");
    expect(await told(before)).toBe("accepted");
    await world.api.apply({ ...namespace, metadata: { name, labels } }, "test");
    let port = 443;
    await until(async () => {
      port += 1;
      const spec = { endpoints: [{ fqdn: { hostname: "own.example.com", port } }] };
      return (await told({ ...before, spec })).includes("'schoolgate-hz-kinds'");
    });
    await world.api.delete(before);
    const { spec } = await world.api.get(before);
    const released = { ...before, spec, metadata: { name: "held", namespace: name } };
    expect(await told(released as KubeObject)).toBe("accepted");
    await world.remove([before, namespace]);
  });

  test("a change of a route that is there, and lets it stay as it is", async () => {
    const objects = await schoolObjects({ slug: "northgate" });
    const declared = objects.find(({ kind }) => kind === "HTTPRoute");
    if (declared === undefined) throw new Error("no HTTPRoute is declared");
    const rules = [{ backendRefs: [{ name: "own", port: 80 }] }];
    const changed = { ...declared, spec: { ...declared.spec, rules } };
    const name = declared.metadata.name;
    expect(await told(changed)).toBe(
      `httproutes.gateway.networking.k8s.io "${name}" is forbidden: ${otherUpstream}`,
    );
    expect(await told(declared)).toBe("accepted");
  });

  test("no answer, no redirect and no Backend of the platform's, also for a copy", async () => {
    const rules = [
      { filters: [answerOfItsOwn] },
      { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] },
      { backendRefs: [ofPlatform], filters: [mirrorTo({ ...ofPlatform, name: "open" })] },
    ];
    const allowed = intruder({ rules });
    expect(await told(allowed)).toBe("accepted");
    await world.remove([allowed]);
  });
});

describe("a route that answers a challenge of an ACME authority", () => {
  const path = "/.well-known/acme-challenge/token";
  const at = (type: string, value: string) => ({ path: { type, value } });
  const solver = {
    ...{ group: "", kind: "Service", name: "cm-acme-http-solver-x", namespace: "school-northgate" },
    ...{ port: 8089, weight: 1 },
  };
  const ownBackend = { group: "gateway.envoyproxy.io", kind: "Backend", name: "own" };
  const spec = {
    parentRefs: [
      { group: gatewayGroup, kind: "Gateway", name: "shared", namespace: "edge", sectionName: "http" },
    ],
    hostnames: ["api1.northgate.edu.cn"],
    rules: [solverRule({})],
  };
  const labelled = (changes: Record<string, unknown>): KubeObject => {
    const route = intruder({ ...spec, ...changes });
    const labels = { "acme.cert-manager.io/http01-solver": "true" };
    return { ...route, metadata: { ...route.metadata, labels } };
  };

  /** As cert-manager writes it. */
  function solverRule(changes: object): object {
    return { matches: [at("Exact", path)], backendRefs: [solver], ...changes };
  }

  test("passes as cert-manager makes it", async () => {
    const made = labelled({});
    expect(await told(made)).toBe("accepted");
    await world.remove([made]);
  });

  const refused = /^httproutes\S+ "intruder" is forbidden: .*'schoolgate-hz-routes'/;

  test.each([
    ["any path", { rules: [solverRule({ matches: [at("PathPrefix", "/")] })] }],
    ["every path below", { rules: [solverRule({ matches: [at("PathPrefix", path)] })] }],
    ["another path as well", { rules: [solverRule({ matches: [at("Exact", path), at("Exact", "/")] })] }],
    ["another rule as well", { rules: [solverRule({}), solverRule({ matches: [] })] }],
    ["a filter", { rules: [solverRule({ filters: [answerOfItsOwn] })] }],
    [
      "a filter for its Service",
      { rules: [solverRule({ backendRefs: [{ ...solver, filters: [answerOfItsOwn] }] })] },
    ],
    ["a Backend", { rules: [solverRule({ backendRefs: [ownBackend] })] }],
    ["https", { parentRefs: [{ group: gatewayGroup, kind: "ListenerSet", name: "school" }] }],
  ])("is refused with %s", async (_, changes) => {
    expect(await told(labelled(changes))).toMatch(refused);
  });

  test("is refused without the label", async () => {
    expect(await told(intruder(spec))).toMatch(refused);
  });
});
