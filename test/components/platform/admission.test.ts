import { expect, test } from "vitest";
import { Admission } from "../../../components/platform/admission.ts";
import { declare, named, outline } from "../../support/declare.ts";

const labels = { "schoolgate/platform": "hz" };
const declared = () =>
  declare(() => {
    new Admission("hz-admission", { platform: "hz", namespace: "edge", labels });
  });

test("declares what is refused and where, twice", async () => {
  expect(outline(await declared())).toBe(
    `schoolgate:edge:Admission hz-admission
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-kinds
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-kinds-binding
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-routes
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-routes-binding`,
  );
});

/** A policy: refused unless the expression holds, and where it cannot be asked. */
function policy(role: string, kinds: Record<string, string[]>, expression: string, message: string) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: `schoolgate-hz-${role}`, labels },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: Object.entries(kinds).map(([group, resources]) => ({
          apiGroups: [group],
          apiVersions: ["*"],
          operations: ["CREATE", "UPDATE"],
          resources,
        })),
      },
      matchConditions: [
        { name: "changes", expression: "oldObject == null || object.?spec != oldObject.?spec" },
      ],
      validations: [{ expression, message }],
    },
  };
}

test("routes lead to Backends beside the Gateway, but for cert-manager's", async () => {
  const toUpstream = (target: string) =>
    `${target}.?group.orValue("") == "gateway.envoyproxy.io" && ${target}.?kind.orValue("Service") == "Backend" && ${target}.?namespace.orValue("") == "edge"`;
  const filters = (owner: string) =>
    `${owner}.?filters.orValue([]).all(filter, filter.type != "ExternalAuth" && (!has(filter.requestMirror) || ${toUpstream("filter.requestMirror.backendRef")}))`;
  const challenge = [
    `(object.metadata.?labels[?"acme.cert-manager.io/http01-solver"].orValue("") == "true"`,
    `object.spec.?parentRefs.orValue([]).all(parent, parent.?kind.orValue("Gateway") == "Gateway")`,
    `object.spec.?rules.orValue([]).all(rule, rule.?matches.orValue([]).size() > 0`,
    `rule.matches.all(match, match.?path.?type.orValue("") == "Exact"`,
    `match.path.value.startsWith("/.well-known/acme-challenge/"))`,
    `rule.?filters.orValue([]).size() == 0`,
    `rule.?backendRefs.orValue([]).all(backend, backend.?kind.orValue("Service") == "Service"`,
    `backend.?filters.orValue([]).size() == 0)))`,
  ].join(" && ");
  const upstreams = `object.spec.?rules.orValue([]).all(rule, ${filters("rule")} && rule.?backendRefs.orValue([]).all(backend, ${toUpstream("backend")} && ${filters("backend")}))`;
  expect(named(await declared(), "hz-admission-routes").inputs).toEqual(
    policy(
      "routes",
      { "gateway.networking.k8s.io": ["httproutes"] },
      `${challenge} || ${upstreams}`,
      "leads to what is no upstream of the platform hz: name a Backend of the namespace edge",
    ),
  );
});

test("upstreams, the proxy and routes of other protocols are no school's", async () => {
  expect(named(await declared(), "hz-admission-kinds").inputs).toEqual(
    policy(
      "kinds",
      {
        "gateway.envoyproxy.io": [
          "backends",
          "envoyextensionpolicies",
          "envoypatchpolicies",
          "envoyproxies",
          "securitypolicies",
        ],
        "gateway.networking.k8s.io": [
          "backendtlspolicies",
          "grpcroutes",
          "tcproutes",
          "tlsroutes",
          "udproutes",
        ],
      },
      "false",
      "is not for a school: its hosts are served by HTTPRoutes to the upstreams that the stack of the platform hz declares",
    ),
  );
});

test.each(["routes", "kinds"])("%s: denied wherever one may attach to the Gateway", async (role) => {
  const { inputs, dependencies } = named(await declared(), `hz-admission-${role}-binding`);
  expect(inputs).toEqual({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: `schoolgate-hz-${role}`, labels },
    spec: {
      policyName: `schoolgate-hz-${role}`,
      validationActions: ["Deny"],
      matchResources: {
        namespaceSelector: {
          matchLabels: labels,
          matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["edge"] }],
        },
      },
    },
  });
  expect(dependencies).toEqual([`hz-admission-${role}`]);
});
