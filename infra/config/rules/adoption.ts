import { type Finding, finding, type Path } from "../../../lib/problem.ts";
import { type SchoolFacts, schoolKey } from "../school-facts.ts";
import type { AddressConfig } from "../school-schema.ts";

// What a school takes over of the egress that it has: its NAT gateway, its SNAT entry, and what is bound.

const egress: Path = [schoolKey, "egress"];

const isBound = (address: AddressConfig | undefined): boolean =>
  address !== undefined && "bound" in address && address.bound === true;

const boundKeys = ({ addresses }: SchoolFacts): string[] =>
  Object.keys(addresses).filter((key) => isBound(addresses[key]));

/** What is bound or used already is so at a NAT gateway that exists. */
export function adoptedAtExistingNat(facts: SchoolFacts): Finding[] {
  if (facts.nat !== "dedicated") return [];
  const rule = "nat: dedicated makes a NAT gateway, and";
  const fix = "write nat: shared, or nat: { natGatewayId, snatTableId } of the one that it is at";
  return [
    ...boundKeys(facts).map((key) =>
      finding(
        [...egress, "addresses", key, "bound"],
        true,
        `${rule} nothing is bound to one that is not there`,
        fix,
      ),
    ),
    ...(facts.snatEntryId === undefined
      ? []
      : [finding([...egress, "snatEntryId"], facts.snatEntryId, `${rule} a new one has no entry`, fix)]),
  ];
}

/** A NAT gateway comes with the routes that lead to it: new vSwitches would not come under them. */
export function adoptedNatSource({ nat, source }: SchoolFacts): Finding[] {
  if (typeof nat !== "object" || source.zones === undefined) return [];
  const rule = "no route leads from new vSwitches to a NAT gateway that exists";
  const fix = "write vswitchIds, of vSwitches whose routes lead to it, in the place of zones";
  return [finding([...egress, "source", "zones"], undefined, rule, fix)];
}

/** An entry that exists uses an address that is bound, or the first up would change it. */
export function adoptedEntryUses(facts: SchoolFacts): Finding[] {
  const { snatEntryId } = facts;
  if (snatEntryId === undefined || boundKeys(facts).length > 0) return [];
  const rule = "an adopted entry uses an address that is bound already, and is handed back with it";
  const fix =
    "write bound: true of the address that it uses; or take snatEntryId out, and the entry leaves with the school";
  return [finding([...egress, "snatEntryId"], snatEntryId, rule, fix)];
}

/** An entry that is handed back goes on, so the address that it uses must stay. */
export function handedBackWhole(facts: SchoolFacts): Finding[] {
  const { retired, snatEntryId, active, addresses } = facts;
  if (retired !== true || snatEntryId === undefined || active === undefined) return [];
  const back = boundKeys(facts);
  if (!Object.hasOwn(addresses, active) || back.includes(active) || back.length === 0) return [];
  const rule = `a retired school hands its SNAT entry back, and ${active} would leave under it`;
  const fix = `swap to ${back.join(" or ")} first; or take snatEntryId out, and the entry leaves with the school`;
  return [finding([...egress, "active"], active, rule, fix)];
}
