import { addresses, bindingsOf, isRetiredSchool, snatEntries } from "../addresses.ts";
import type { StackRule } from "../rule.ts";

/** Beside the address that calls leave from, another one is bound and kept. */
export const standbyAddress: StackRule = {
  name: "schoolgate-standby-address",
  description:
    "With a standby that the school has listed, a blocked address is swapped in seconds; without one, in days.",
  level: "advisory",
  judgeStack: (stack, report) => {
    if (isRetiredSchool(stack)) return;
    const ready = addresses(stack).filter(
      (address) => address.protect && bindingsOf(stack, address).length > 0,
    );
    for (const { urn, sources } of snatEntries(stack)) {
      const active = sources("snatIp");
      if (ready.some((address) => !active.includes(address.urn))) continue;
      report("has no address to swap to: add one to the school's addresses, such as b: {}", urn);
    }
  },
};
