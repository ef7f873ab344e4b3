import { addresses, bindingsOf, isAdopted } from "../addresses.ts";
import type { StackRule } from "../rule.ts";

const wayOut =
  "an address on its way out is retired in its stack file, which takes all of its protection off together";

/** An address and its binding are protected by Pulumi, the address by Alibaba Cloud too; or, retired, by neither. */
export const protectedAddresses: StackRule = {
  name: "schoolgate-protected-addresses",
  description:
    "An address that is released, or unbound, is lost, and a new one is on no school's trusted list.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    for (const address of addresses(stack)) {
      const { name, urn, protect, inputs } = address;
      const kept = inputs.deletionProtection === true;
      if (protect && !kept) {
        report(`Alibaba Cloud may release it: it needs deletionProtection: true; ${wayOut}`, urn);
      }
      // An adopted one keeps the cloud's protection, also once it is handed back.
      if (!protect && kept && !isAdopted(address)) {
        report(`Pulumi may delete it: it needs protect: true; ${wayOut}`, urn);
      }
      for (const binding of bindingsOf(stack, address)) {
        if (protect && !binding.protect) {
          report(`Pulumi may unbind ${name}: it needs protect: true; ${wayOut}`, binding.urn);
        }
      }
    }
  },
};
