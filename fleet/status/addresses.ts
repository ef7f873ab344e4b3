import { z } from "zod";
import type { SchoolConfig } from "../../infra/config/school-schema.ts";
import type { Address } from "./model.ts";

const ips = z.record(z.string(), z.string()).catch({});

/** A school's addresses: its active one first, then in the file's order. */
export function addressesOf(
  { egress }: Pick<SchoolConfig, "egress">,
  outputs: Readonly<Record<string, unknown>>,
): Address[] {
  const known = ips.parse(outputs.egressIps);
  const addresses = Object.entries(egress.addresses).map(([key, address]): Address => {
    const ip = "ip" in address ? address.ip : known[key];
    return {
      key,
      ...(ip !== undefined && { ip }),
      role: roleOf(key, address, egress.active),
      trusted: egress.trusted.includes(key),
    };
  });
  return [
    ...addresses.filter(({ role }) => role === "active"),
    ...addresses.filter(({ role }) => role !== "active"),
  ];
}

function roleOf(
  key: string,
  address: SchoolConfig["egress"]["addresses"][string],
  active: string,
): Address["role"] {
  if (key === active) return "active";
  if ("external" in address) return "external";
  return address.retired === undefined ? "standby" : "retired";
}
