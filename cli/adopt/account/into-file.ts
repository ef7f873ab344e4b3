// Puts a live egress into a school's stack file.
import type { SchoolConfig } from "../../../infra/config/school-schema.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { removeIn, setIn, type YamlPath } from "../../edit-yaml.ts";
import { inSchool } from "../../stack-edit.ts";
import type { Live } from "./live.ts";

type Egress = SchoolConfig["egress"];

/** The key under which the school has, or gets, the address that its calls leave from. */
export function keyOf(ip: string, { allocationId }: Live, { addresses, active }: Egress): string {
  const [known] =
    Object.entries(addresses).find(
      ([, address]) =>
        ("allocationId" in address && address.allocationId === allocationId) ||
        ("external" in address && address.ip === ip),
    ) ?? [];
  if (known !== undefined) return known;
  const taken = addresses[active];
  if (taken === undefined || !("allocationId" in taken)) return active;
  throw new Refusal(
    `the active address ${active} is ${taken.allocationId} already, and ${ip} is ${allocationId}`,
    `give the IP of ${taken.allocationId}, or correct ${active} in the stack file`,
  );
}

/** The stack file's text with what the calls use; the same text where it says that already. */
export function withLive(text: string, key: string, live: Live, { addresses }: Egress): string {
  const { allocationId, nat, snatEntryId, source, standbys } = live;
  const used = addresses[key] ?? {};
  const known = Object.values(addresses).flatMap((each) =>
    "allocationId" in each ? [each.allocationId] : [],
  );
  const more = standbys.filter((id) => !known.includes(id));
  const keys = freeKeys([...Object.keys(addresses), key]);
  const values: readonly (readonly [readonly string[], unknown])[] = [
    [["nat"], nat],
    [["source"], source],
    [["snatEntryId"], snatEntryId],
    "allocationId" in used
      ? [["addresses", key, "bound"], true]
      : [["addresses", key], { allocationId, bound: true }],
    ...more.map(
      (id, index) => [["addresses", keys[index] ?? id], { allocationId: id, bound: true }] as const,
    ),
    [["active"], key],
  ];
  return values.reduce((done, [path, value]) => anew(done, inSchool("egress", ...path), value), text);
}

const freeKeys = (taken: readonly string[]): string[] =>
  [..."abcdefghijklmnopqrstuvwxyz"].filter((letter) => !taken.includes(letter));

/** Sets a value; a map takes the place of what was there whole, at the end of what it stands in. */
function anew(text: string, path: YamlPath, value: unknown): string {
  const set = setIn(text, path, value);
  if (set === text || typeof value !== "object" || path.includes("addresses")) return set;
  return setIn(removeIn(text, path), path, value);
}
