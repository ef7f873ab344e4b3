import { nameOf, namespaceOf, objects } from "../kubernetes.ts";
import { at, listAt, textAt } from "../read.ts";
import type { Stack, StackResource, StackRule } from "../rule.ts";

/** Each upstream is spoken to over TLS, and its certificate is checked for its own name. */
export const upstreamTls: StackRule = {
  name: "schoolgate-upstream-tls",
  description: "Payments and logins pass here: an upstream must prove who it is, every time.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    for (const backend of objects(stack, "Backend")) {
      const { urn } = backend;
      const policies = policiesOf(stack, backend);
      if (policies.length === 0) {
        report("is spoken to without TLS: it needs a BackendTLSPolicy", urn);
      }
      for (const policy of policies) {
        const name = textAt(policy.inputs, "spec", "validation", "hostname") ?? "no name";
        const others = hostsOf(backend).filter((host) => host !== name);
        if (others.length === 0) continue;
        report(
          `checks the certificate for ${name}, and the upstream is ${others.join(", ")}: name that`,
          policy.urn,
        );
      }
    }
  },
};

/** The BackendTLSPolicies that an upstream falls under. */
function policiesOf(stack: Stack, backend: StackResource): readonly StackResource[] {
  return objects(stack, "BackendTLSPolicy").filter(
    (policy) =>
      namespaceOf(policy) === namespaceOf(backend) &&
      listAt(policy.inputs, "spec", "targetRefs").some(
        (target) => at(target, "kind") === "Backend" && at(target, "name") === nameOf(backend),
      ),
  );
}

function hostsOf({ inputs }: StackResource): readonly string[] {
  return listAt(inputs, "spec", "endpoints").flatMap(
    (endpoint) => textAt(endpoint, "fqdn", "hostname") ?? [],
  );
}
