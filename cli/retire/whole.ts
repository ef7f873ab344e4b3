import { leavingAddresses } from "../../infra/config/leaving.ts";
import { platformKey } from "../../infra/config/rules/platform.ts";
import { schoolKey } from "../../infra/config/school-facts.ts";
import type { SchoolConfig } from "../../infra/config/school-schema.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { setIn } from "../edit-yaml.ts";
import { soundStack } from "../school-stack.ts";
import { type Leaving, type RetiringStep, saysRetired } from "./step.ts";

/** A whole school, or a platform that has no school any more, leaves; the last step is a destroy, which no file asks for. */
export function retireWhole({ school: name, isLast }: Leaving, { root, now }: Deps): RetiringStep {
  if (isLast) {
    throw new Refusal(
      "--delete removes something of a school from its file, and a whole stack goes by a destroy",
      `once ./gate retire ${name} is up: pulumi destroy -s ${name}, then pulumi stack rm ${name}`,
    );
  }
  const stack = soundStack(root, name, now(), "cannot be changed");
  const key = stack.kind === "school" ? schoolKey : platformKey;
  const addresses = stack.kind === "school" ? leavingAddresses(stack.school) : "";
  const trusted = stack.kind === "school" ? trustedUntilThen(stack.school) : [];
  return {
    stack,
    ...saysRetired(name),
    edit: (text) => setIn(text, ["config", key, "retired"], true),
    next: [
      `Next: pulumi up -s ${name} takes all of its protection off; it goes on serving, and can still be kept.`,
      ...trusted,
      `Then: pulumi destroy -s ${name}${addresses === "" ? "" : `, which ${addresses}`}.`,
      `Last: pulumi stack rm ${name}, which removes ${stack.file} too.`,
    ],
  };
}

/** What of a school the next owner of its IPs could misuse. */
function trustedUntilThen({ egress: { addresses, trusted } }: SchoolConfig): string[] {
  const ours = trusted.filter((key) => !("external" in (addresses[key] ?? {})));
  if (ours.length === 0) return [];
  return [
    `Before the destroy, the school takes the IP of ${ours.join(", ")} off 企业可信IP: whoever gets one next is trusted there.`,
  ];
}
