import type { SchoolConfig } from "./school-schema.ts";

/** What a destroy does with a school's egress, in words: "gives the IP of a, b up for good, and hands … back". */
export function leavingAddresses({ egress: { addresses, nat, snatEntryId } }: SchoolConfig): string {
  const own = Object.entries(addresses).filter(([, address]) => !("external" in address));
  const adopted = own.flatMap(([key, address]) =>
    "allocationId" in address ? [`${address.allocationId} (${key})`] : [],
  );
  if (snatEntryId !== undefined) adopted.push(snatEntryId);
  if (typeof nat === "object") adopted.push(nat.natGatewayId);
  const allocated = own.flatMap(([key, address]) => ("allocationId" in address ? [] : [key]));
  return [
    ...(allocated.length > 0 ? [`gives the IP of ${listed(allocated)} up for good`] : []),
    ...(adopted.length > 0 ? [`hands ${listed(adopted)} back`] : []),
  ].join(", and ");
}

const listed = (items: readonly string[]): string => items.join(", ");
