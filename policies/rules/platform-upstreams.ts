import { kindOf, objects } from "../kubernetes.ts";
import { isOfPlatform } from "../owner.ts";
import { at, listAt, textAt } from "../read.ts";
import { routes } from "../routes.ts";
import type { Stack, StackRule } from "../rule.ts";

/** A school's hosts lead to the platform's upstreams, and nowhere else. */
export const platformUpstreams: StackRule = {
  name: "schoolgate-platform-upstreams",
  description: "Whatever a school's host leads to is trusted by WeCom as the school itself.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    for (const resource of stack.resources) {
      if (isOfPlatform(resource)) continue;
      const { urn } = resource;
      const kind = kindOf(resource) ?? "";
      if (around.has(kind)) {
        report(`is of the kind ${kind}: a school's hosts are served by HTTPRoutes`, urn);
      }
      if (kind === "Backend") {
        report("is an upstream of a school's own: declare it in its platform's stack file", urn);
      }
      if (kind === "Service" && at(resource.inputs, "spec", "type") === "ExternalName") {
        report("leads to a host outside the cluster: name an upstream of the platform", urn);
      }
    }
    const allowed = gatewayNamespaces(stack);
    for (const { resource, rules } of routes(stack)) {
      if (isOfPlatform(resource)) continue;
      const { urn } = resource;
      for (const rule of rules()) {
        for (const target of targetsOf(rule)) {
          const problem = problemOf(target, allowed);
          if (problem !== undefined) report(problem, urn);
        }
        // Who is asked whether a request may pass can answer it as well.
        if (filtersOf(rule).some((filter) => at(filter, "externalAuth") !== undefined)) {
          report("asks another whether a request may pass: a school's routes ask nobody", urn);
        }
        for (const host of redirectHostsOf(rule)) {
          report(`sends browsers to ${host}: a redirect stays on its host`, urn);
        }
      }
    }
  },
};

/**
 * What could lead a host elsewhere by other ways than the ones that are judged here. The API server refuses a school these
 * too (components/admission.ts), but for the Ingress, which the platform's gateway does not serve.
 */
const around: ReadonlySet<string> = new Set([
  "BackendTLSPolicy",
  "EnvoyExtensionPolicy",
  "EnvoyPatchPolicy",
  "EnvoyProxy",
  "GRPCRoute",
  "Ingress",
  "SecurityPolicy",
  "TCPRoute",
  "TLSRoute",
  "UDPRoute",
]);

/** Where the Gateways are that the stack's listeners belong to: the platform's upstreams lie beside them. */
function gatewayNamespaces(stack: Stack): ReadonlySet<string> {
  return new Set(
    objects(stack, "ListenerSet").flatMap(
      ({ inputs }) => textAt(inputs, "spec", "parentRef", "namespace") ?? [],
    ),
  );
}

/** Whatever a rule sends requests to, a copy of them too. */
function targetsOf(rule: unknown): readonly unknown[] {
  const mirrors = filtersOf(rule).flatMap((filter) => at(filter, "requestMirror", "backendRef") ?? []);
  return [...listAt(rule, "backendRefs"), ...mirrors];
}

function filtersOf(rule: unknown): readonly unknown[] {
  return [rule, ...listAt(rule, "backendRefs")].flatMap((owner) => listAt(owner, "filters"));
}

function problemOf(target: unknown, namespaces: ReadonlySet<string>): string | undefined {
  const kind = textAt(target, "kind") ?? "Service";
  const name = textAt(target, "name") ?? "";
  const namespace = textAt(target, "namespace");
  if (kind !== "Backend" || at(target, "group") !== "gateway.envoyproxy.io") {
    return `leads to the ${kind} ${name}: name a Backend of the platform`;
  }
  if (namespace === undefined || !namespaces.has(namespace)) {
    const where = namespace === undefined ? "its own namespace" : `the namespace ${namespace}`;
    return `leads to the Backend ${name} in ${where}: the platform's are in that of its gateway`;
  }
  return undefined;
}

function redirectHostsOf(rule: unknown): readonly string[] {
  return listAt(rule, "filters").flatMap((filter) => textAt(filter, "requestRedirect", "hostname") ?? []);
}
