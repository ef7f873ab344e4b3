import { chainRule } from "../../lib/certificate-chain.ts";
import { namespaceOf, objects, sibling } from "../kubernetes.ts";
import { at, listAt, textAt } from "../read.ts";
import { type Route, routes } from "../routes.ts";
import type { Stack, StackResource, StackRule } from "../rule.ts";

/** Each host on :443 has a listener with a certificate that is declared for it. */
export const certificatesMatchHosts: StackRule = {
  name: "schoolgate-certificates-match-hosts",
  description: "A browser in WeCom shows nothing of a host that serves another host's certificate.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    for (const route of routes(stack)) {
      for (const parent of route.parents("ListenerSet")) {
        const listener = listenerOf(stack, route, parent);
        for (const host of route.hosts()) {
          const problem = problemOf(stack, route, host, listener);
          if (problem !== undefined) report(problem, route.resource.urn);
        }
      }
    }
    const hosts = new Set(routes(stack).flatMap((route) => route.hosts()));
    for (const { urn, inputs } of objects(stack, "Certificate")) {
      for (const host of listAt(inputs, "spec", "dnsNames")) {
        if (typeof host !== "string" || hosts.has(host)) continue;
        report(`is for ${host}, which is no host of the stack: take it out`, urn);
      }
    }
  },
};

/** The listener that a route attaches to. */
function listenerOf(stack: Stack, { resource }: Route, parent: unknown): unknown {
  const set = sibling(stack, resource, "ListenerSet", textAt(parent, "name"));
  return listAt(set?.inputs, "spec", "listeners").find(
    (listener) => at(listener, "name") === at(parent, "sectionName"),
  );
}

function problemOf(stack: Stack, route: Route, host: string, listener: unknown): string | undefined {
  if (listener === undefined) return `serves ${host} on no listener: add one for it to the ListenerSet`;
  const named = textAt(listener, "hostname");
  if (named !== host) {
    return `serves ${host} on the listener of ${named ?? "any host"}: give it a listener of its own`;
  }
  const secrets = listAt(listener, "tls", "certificateRefs").flatMap((ref) => textAt(ref, "name") ?? []);
  if (secrets.length === 0)
    return `serves ${host} without a certificate: its listener needs a certificateRef`;
  const foreign = secrets.filter((secret) => !isDeclaredFor(stack, route.resource, secret, host));
  if (foreign.length === 0)
    return secrets.map((secret) => chainProblem(stack, route.resource, secret, host)).find(Boolean);
  return `serves ${host} with ${foreign.join(", ")}, which is no certificate for it: declare one, or name its Secret`;
}

/** Whether a Secret is a certificate that a school brings, or one that is requested for the host. */
function isDeclaredFor(stack: Stack, route: StackResource, secret: string, host: string): boolean {
  if (sibling(stack, route, "Secret", secret) !== undefined) return true;
  return objects(stack, "Certificate").some(
    (certificate) =>
      namespaceOf(certificate) === namespaceOf(route) &&
      at(certificate.inputs, "spec", "secretName") === secret &&
      listAt(certificate.inputs, "spec", "dnsNames").includes(host),
  );
}

/**
 * What is wrong with the chain that a school brings. It can be read in a preview by the engine, which hands policies
 * secrets in plain; in a plan the Secret's data is one secret, and `gate check` has judged the chain in the stack file.
 */
function chainProblem(stack: Stack, route: StackResource, name: string, host: string): string | undefined {
  const values = sibling(stack, route, "Secret", name)?.values();
  const stored = textAt(values, "data", "tls.crt");
  const chain =
    textAt(values, "stringData", "tls.crt") ??
    (stored === undefined ? undefined : Buffer.from(stored, "base64").toString());
  const broken = chain === undefined ? undefined : chainRule(chain, host, new Date());
  return broken && `serves ${host} with ${name}: ${broken[0]}: ${broken[1]}`;
}
