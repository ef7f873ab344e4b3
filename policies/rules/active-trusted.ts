import { addresses, bindingsOf, isRetiredSchool, snatEntries } from "../addresses.ts";
import type { Stack, StackResource, StackRule } from "../rule.ts";

/**
 * Calls leave from an address that the school was told to list. Which ones it has listed stands in its stack file alone,
 * where the program refuses an `active` that is not `trusted`; here the declared resources must come to the same.
 */
export const activeTrusted: StackRule = {
  name: "schoolgate-active-trusted",
  description: "WeCom answers calls from an address that the school has not listed with errcode 60020.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    for (const entry of snatEntries(stack)) {
      const problem = problemOf(stack, entry);
      if (problem !== undefined) report(problem, entry.urn);
    }
    const { activeEgressIp, trustedIps } = stack.outputs;
    if (typeof activeEgressIp !== "string" || typeof trustedIps !== "string") return;
    if (trustedIps.split(";").includes(activeEgressIp)) return;
    report(`calls leave from ${activeEgressIp}, and trustedIps has only ${trustedIps}: put it in there`);
  },
};

function problemOf(stack: Stack, entry: StackResource): string | undefined {
  const sources = entry.sources("snatIp");
  const [active, ...others] = addresses(stack).filter(({ urn }) => sources.includes(urn));
  if (others.length > 0) return "uses more than one address, in turn: give it the IP of one";
  if (active === undefined) return "uses an address that is none of the stack's: give it the IP of one";
  if (!active.protect && !isRetiredSchool(stack))
    return `uses ${active.name}, which is not protected: swap to one that is not retired`;
  if (!bindingsOf(stack, active).some(({ urn }) => entry.dependencies.includes(urn))) {
    return `does not wait until ${active.name} is bound: make it depend on the binding`;
  }
  return undefined;
}
