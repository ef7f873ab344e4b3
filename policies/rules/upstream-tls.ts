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
      const { urn, inputs } = backend;
      if (at(inputs, "spec", "tls", "insecureSkipVerify") === true) {
        report("takes any certificate: leave insecureSkipVerify out", urn);
      }
      const policies = policiesOf(stack, backend);
      if (policies.length === 0) {
        report("is spoken to without TLS: it needs a BackendTLSPolicy", urn);
      }
      for (const policy of policies) {
        for (const problem of problemsOf(policy, hostsOf(backend))) {
          report(problem, policy.urn);
        }
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

function problemsOf({ inputs }: StackResource, hosts: readonly string[]): readonly string[] {
  const validation = at(inputs, "spec", "validation");
  const host = textAt(validation, "hostname") ?? "";
  const problems: string[] = [];
  if (host === "") problems.push("checks no name: validation needs the upstream's hostname");
  else if (hosts.some((other) => other !== host)) {
    problems.push(`checks the certificate for ${host}, and the upstream is ${hosts.join(", ")}: name that`);
  }
  const authorities = listAt(validation, "caCertificateRefs").length;
  if (authorities === 0 && at(validation, "wellKnownCACertificates") === undefined) {
    problems.push("trusts no authority: validation needs wellKnownCACertificates or caCertificateRefs");
  }
  return problems;
}
