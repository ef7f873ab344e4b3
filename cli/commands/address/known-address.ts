import type { AddressConfig } from "../../../infra/config/school-schema.ts";
import type { SchoolStack } from "../../../infra/config/stacks.ts";
import { didYouMean } from "../../../lib/nearest.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { Deps } from "../../deps.ts";
import { soundSchool } from "../../stack-edit.ts";

/** @throws {Refusal} when the school's file is not sound, or has no such address */
export function knownAddress(
  school: string,
  key: string,
  deps: Deps,
): { readonly stack: SchoolStack; readonly address: AddressConfig } {
  const stack = soundSchool(school, deps);
  const { addresses } = stack.school.egress;
  const address = Object.hasOwn(addresses, key) ? addresses[key] : undefined;
  if (address === undefined)
    throw new Refusal(`${school} has no address ${key}`, didYouMean(key, Object.keys(addresses)));
  return { stack, address };
}
