import { type AppFact, missingAppFacts } from "../../infra/config/app-facts.ts";
import { entryUrlOf } from "../../infra/config/entry-url.ts";
import { routesOf } from "../../infra/config/school-schema.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import type { Step } from "./model.ts";

const appFacts: Readonly<Record<AppFact, string>> = {
  corpId: "CorpId",
  agentId: "AgentId",
  secret: "Secret",
};

/**
 * The first step of the handbook that a school has not come to the end of. Step 1, the domains' DNS records, and whether a
 * page renders, only a probe sees.
 */
export function openStep(stack: SchoolStack, isUp: boolean): Step | undefined {
  const { name, school } = stack;
  const missing = missingAppFacts(stack).map((fact) => appFacts[fact]);
  const unverified = Object.entries(routesOf(school)).flatMap(([route, { retired }]) =>
    retired || Object.keys(school.wecom.verifyFiles[route] ?? {}).length > 0 ? [] : [route],
  );
  const steps: readonly (Step | false)[] = [
    !isUp && {
      ...{ number: 2, title: "reverse proxy", whose: "platform" },
      what: `pulumi up -s ${name}`,
    },
    missing.length > 0 && {
      ...{ number: 3, title: "self-built app", whose: "WeCom administrator" },
      what: `hand over the app's ${missing.join(", ")}`,
    },
    unverified.length > 0 && {
      ...{ number: 4, title: "trusted domain", whose: "WeCom administrator" },
      what: `hand over the verify file of ${unverified.join(", ")}`,
    },
    school.egress.trusted.length === 0 && {
      ...{ number: 5, title: "trusted IPs", whose: "WeCom administrator" },
      what: "enter the trusted IPs of the handover sheet",
    },
    entryUrlOf(school) === undefined && {
      ...{ number: 6, title: "home page", whose: "platform" },
      what: "write entry into the stack file, as the vendor gives it",
    },
  ];
  return steps.find((step) => step !== false);
}
