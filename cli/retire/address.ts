import { stillTrusted } from "../../infra/config/egress-schema.ts";
import { isRetired } from "../../infra/config/rules/addresses.ts";
import type { AddressConfig } from "../../infra/config/school-schema.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import { knownAddress } from "../commands/address/known-address.ts";
import type { Deps } from "../deps.ts";
import { removeIn, setIn } from "../edit-yaml.ts";
import { inSchool } from "../stack-edit.ts";
import { type Leaving, type RetiringStep, saysGone, saysRetired } from "./step.ts";

/** An address leaves: never the active one, and one that the school trusts only when that is said. */
export function retireAddress(leaving: Leaving, deps: Deps): RetiringStep {
  const [key = ""] = leaving.words;
  const { stack, address } = knownAddress(leaving.school, key, deps);
  refuseInUse(stack, key, leaving.stillTrusted);
  return leaving.isLast ? remove(stack, key, address) : mark(stack, key, address);
}

function refuseInUse({ name, school: { egress } }: SchoolStack, key: string, mayStayTrusted: boolean): void {
  if (key === egress.active) {
    throw new Refusal(
      `${key} is the active address: the school's calls leave from it`,
      `swap to another one first: ./gate swap ${name} --to <key>`,
    );
  }
  if (egress.trusted.includes(key) && !mayStayTrusted) {
    throw new Refusal(
      `the school still trusts ${key}: whoever gets its IP next could call WeCom as the school's server`,
      `have the school take it off 企业可信IP, then ./gate address trusted ${name} ${key} --remove; or add --still-trusted`,
    );
  }
}

function mark(stack: SchoolStack, key: string, address: AddressConfig): RetiringStep {
  const remove = `./gate retire ${stack.name} address ${key} --delete`;
  if ("external" in address) {
    throw new Refusal(
      `${key} is an address that is not ours: there is no protection to take off`,
      `remove it at once: ${remove}`,
    );
  }
  const value = stack.school.egress.trusted.includes(key) ? stillTrusted : true;
  return {
    stack,
    ...saysRetired(key),
    edit: (text) => setIn(text, inSchool("egress", "addresses", key, "retired"), value),
    next: [
      `Next: pulumi up -s ${stack.name} takes its protection off; it stays bound, and can still be kept.`,
      `When no connection uses it any more, 15 minutes after the swap: ${remove}`,
    ],
  };
}

function remove(stack: SchoolStack, key: string, address: AddressConfig): RetiringStep {
  const isOwn = !("external" in address);
  if (isOwn && !isRetired(address)) {
    throw new Refusal(
      `${key} is not retired, so the next up would refuse to let it go`,
      `first ./gate retire ${stack.name} address ${key}, and pulumi up -s ${stack.name}`,
    );
  }
  const { trusted } = stack.school.egress;
  const effect =
    "allocationId" in address
      ? `unbinds ${address.allocationId} and hands it back`
      : `unbinds it and releases its IP for good`;
  return {
    stack,
    ...saysGone(`address ${key}`),
    edit: (text) => {
      const at = trusted.indexOf(key);
      const distrusted = at < 0 ? text : removeIn(text, inSchool("egress", "trusted", at));
      return removeIn(distrusted, inSchool("egress", "addresses", key));
    },
    next: isOwn
      ? [`Next: pulumi up -s ${stack.name} ${effect}.`]
      : ["Nothing changes in the cloud: it was never ours."],
  };
}
