import { objects } from "../kubernetes.ts";
import { textAt } from "../read.ts";
import { routes } from "../routes.ts";
import type { StackRule } from "../rule.ts";

/** A school's Namespace names the hosts that its routes serve, and no other. */
export const namespaceHosts: StackRule = {
  name: "schoolgate-namespace-hosts",
  description: "Admission lets a school's objects be about the hosts that its Namespace names.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    const served = inOrder(routes(stack).flatMap((route) => route.hosts()));
    for (const { urn, inputs } of objects(stack, "Namespace")) {
      const named = textAt(inputs, "metadata", "annotations", "schoolgate/hosts");
      if (named === undefined || inOrder(named.split(" ")) === served) continue;
      report(`names the hosts ${named}, and the stack's routes serve ${served || "none"}: name these`, urn);
    }
  },
};

const inOrder = (hosts: readonly string[]): string => [...new Set(hosts)].sort().join(" ");
