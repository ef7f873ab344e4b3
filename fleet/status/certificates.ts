import { certificatesKey } from "../../infra/config/rules/certificates.ts";
import { routesOf } from "../../infra/config/school-schema.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { chainEnds } from "../../lib/certificate-chain.ts";
import { isRecord } from "../../lib/value.ts";
import type { Certificate } from "./model.ts";

const day = 24 * 60 * 60 * 1000;

/** The certificates of a school's routes, and how long those last that it brings. */
export function certificatesOf({ school, config }: SchoolStack, now: Date): Certificate[] {
  const { from } = school.certificate;
  const brought = config[certificatesKey];
  return Object.entries(routesOf(school)).map(([route, { host }]) => {
    const entry = isRecord(brought) ? brought[route] : undefined;
    const chain = isRecord(entry) && typeof entry.chain === "string" ? entry.chain : undefined;
    const ends = chain === undefined ? undefined : chainEnds(chain);
    if (ends === undefined) return { route, host, from };
    const days = Math.floor((ends.getTime() - now.getTime()) / day);
    return { route, host, from, ends: ends.toISOString(), days };
  });
}
