import type { Sheet } from "./blocks.ts";
import type { Handover } from "./handover.ts";
import { app } from "./sections/app.ts";
import { cutOver } from "./sections/cut-over.ts";
import { domains } from "./sections/domains.ts";
import { entry } from "./sections/entry.ts";
import { error60020 } from "./sections/error-60020.ts";
import { filing } from "./sections/filing.ts";
import { head } from "./sections/head.ts";
import { leavingHosts } from "./sections/leaving-hosts.ts";
import { pages } from "./sections/pages.ts";
import { progress } from "./sections/progress.ts";
import { trustedDomain } from "./sections/trusted-domain.ts";
import { trustedIps } from "./sections/trusted-ips.ts";

/**
 * The sheet for a school's administrators, in Chinese: what to enter where, step by step, what is seen when it is right,
 * and what to do when it is not. It names no secret: of the app's Secret it says only how to hand it over.
 */
export function handoverSheet(handover: Handover): Sheet {
  const { school } = handover.stack;
  return {
    title: `${school.name} 企业微信对接清单`,
    blocks: [
      ...head(handover),
      ...progress(handover),
      ...filing(handover),
      ...domains(handover),
      ...cutOver(handover),
      ...leavingHosts(handover),
      ...pages(handover),
      ...app(handover),
      ...trustedDomain(handover),
      ...trustedIps(handover),
      ...entry(handover),
      ...error60020(handover),
    ],
  };
}
