import { isPublicAddress } from "../../../lib/cidr-block.ts";
import { didYouMean } from "../../../lib/nearest.ts";
import { type Finding, finding, type Path } from "../../../lib/problem.ts";
import { stillTrusted } from "../egress-schema.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";
import type { AddressConfig } from "../school-schema.ts";

/** The most addresses that WeCom's 企业可信IP list takes. */
const mostTrusted = 120;

const egress: Path = [schoolKey, "egress"];
const at = (key: string): Path => [...egress, "addresses", key];

/** Whether an address is retired. */
export function isRetired(address: AddressConfig | undefined): boolean {
  return address !== undefined && "retired" in address && address.retired !== undefined;
}

const isExternal = (facts: SchoolFacts, key: string): boolean => "external" in (facts.addresses[key] ?? {});
const ownKeys = (facts: SchoolFacts): string[] =>
  [...(facts.addressKeys ?? [])].filter((key) => !isExternal(facts, key));

/** An external address carries no traffic of ours: a school needs one that does. */
export function someOwnAddress(facts: SchoolFacts): Finding[] {
  if (!facts.addressKeys || ownKeys(facts).length > 0) return [];
  const fix = "add one that is allocated, such as a: {}; a second one stands by for a swap";
  return [finding([...egress, "addresses"], undefined, "a school has at least one address of its own", fix)];
}

/** OAuth calls leave from one of the school's addresses. */
export function activeKnown({ active, addressKeys }: SchoolFacts): Finding[] {
  if (active === undefined || !addressKeys || addressKeys.has(active)) return [];
  return [
    finding([...egress, "active"], active, "active is a key of addresses", didYouMean(active, addressKeys)),
  ];
}

/** An external address is not bound to the NAT gateway, so no SNAT entry can use it. */
export function activeOwn(facts: SchoolFacts): Finding[] {
  const { active } = facts;
  if (active === undefined || !isExternal(facts, active)) return [];
  const own = ownKeys(facts);
  const rule = "the active address is bound to the NAT gateway, and an external one is not ours to bind";
  const fix =
    own.length > 0 ? `choose one of ${own.join(", ")}` : "add an address of the school's own, such as a: {}";
  return [finding([...egress, "active"], active, rule, fix)];
}

/** The active address is not retired. */
export function activeNotRetired(facts: SchoolFacts): Finding[] {
  const { active, addresses } = facts;
  if (active === undefined || !isRetired(addresses[active])) return [];
  const rule = "the active address is not retired: its protection is off";
  return [
    finding([...egress, "active"], active, rule, "swap to another one first, or take its retired out again"),
  ];
}

/** Somebody else may get a released IP, so a retired address that the school still trusts must say so. */
export function retiredUntrusted({ addresses, trusted }: SchoolFacts): Finding[] {
  return Object.entries(addresses).flatMap(([key, address]) => {
    const retired = "retired" in address ? address.retired : undefined;
    const isTrusted = trusted.includes(key);
    if (retired === true && isTrusted) {
      const rule = "a retired address is not trusted, unless that is said";
      const fix = `have the school take its IP off 企业可信IP and remove ${key} from trusted, or write retired: ${stillTrusted}`;
      return [finding([...at(key), "retired"], retired, rule, fix)];
    }
    if (retired === stillTrusted && !isTrusted) {
      const rule = `${stillTrusted} is said of an address among trusted, and ${key} is not`;
      return [finding([...at(key), "retired"], retired, rule, "write retired: true")];
    }
    return [];
  });
}

/** WeCom refuses calls from an address that the school has not entered (errcode 60020). */
export function activeTrusted({ active, trusted, addressKeys }: SchoolFacts): Finding[] {
  // An empty list is a school that has not reached step 5: nothing is trusted yet, and nothing calls yet.
  if (active === undefined || !addressKeys?.has(active) || trusted.length === 0 || trusted.includes(active))
    return [];
  const rule = "the active address is trusted: WeCom answers any other with errcode 60020";
  return [
    finding(
      [...egress, "active"],
      active,
      rule,
      "have the school enter its IP in 企业可信IP, then add the key to trusted",
    ),
  ];
}

/** What is trusted is an address of the school. */
export function trustedKnown({ trusted, addressKeys }: SchoolFacts): Finding[] {
  if (!addressKeys) return [];
  return trusted.flatMap((key, index) =>
    addressKeys.has(key)
      ? []
      : [
          finding(
            [...egress, "trusted", index],
            key,
            "trusted holds keys of addresses",
            didYouMean(key, addressKeys),
          ),
        ],
  );
}

/** A key is trusted once. */
export function trustedOnce({ trusted }: SchoolFacts): Finding[] {
  return trusted.flatMap((key, index) =>
    trusted.indexOf(key) === index
      ? []
      : [finding([...egress, "trusted", index], key, "a key is trusted once", "remove it here")],
  );
}

/** WeCom's list is limited. */
export function trustedFit({ trusted }: SchoolFacts): Finding[] {
  if (trusted.length <= mostTrusted) return [];
  const rule = `WeCom takes at most ${mostTrusted} trusted IPs, and these are ${trusted.length}`;
  return [
    finding([...egress, "trusted"], undefined, rule, "remove addresses that no call leaves from any more"),
  ];
}

/** One elastic IP has one key. */
export function addressesOnce({ addresses }: SchoolFacts): Finding[] {
  const first = new Map<string, string>();
  return Object.entries(addresses).flatMap(([key, address]) => {
    const [field, id] =
      Object.entries(address).find(([name]) => name === "allocationId" || name === "ip") ?? [];
    if (field === undefined || typeof id !== "string") return [];
    const other = first.get(id);
    if (other !== undefined) {
      return [
        finding(
          [...at(key), field],
          id,
          `an address has one key, and ${other} has it already`,
          "remove one of the two",
        ),
      ];
    }
    first.set(id, key);
    return [];
  });
}

/** WeCom sees public addresses only. */
export function externalPublic({ addresses }: SchoolFacts): Finding[] {
  return Object.entries(addresses).flatMap(([key, address]) => {
    const ip = "ip" in address ? address.ip : undefined;
    if (ip === undefined || isPublicAddress(ip)) return [];
    const rule = "a trusted IP is a public address, and this one is not on the internet";
    return [
      finding([...at(key), "ip"], ip, rule, "write the address that WeCom names in its errcode 60020 answer"),
    ];
  });
}
