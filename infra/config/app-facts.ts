import { wecomSecretKey } from "./rules/secrets.ts";
import type { SchoolStack } from "./stacks.ts";

/** What a school hands over of its WeCom app (handbook, step 3). */
export type AppFact = "corpId" | "agentId" | "secret";

/** What of it the stack file does not have yet. */
export function missingAppFacts({ school: { wecom }, config }: SchoolStack): AppFact[] {
  const there: Readonly<Record<AppFact, boolean>> = {
    corpId: wecom.corpId !== undefined,
    agentId: wecom.agentId !== undefined,
    secret: Object.hasOwn(config, wecomSecretKey),
  };
  return (["corpId", "agentId", "secret"] as const).filter((fact) => !there[fact]);
}
