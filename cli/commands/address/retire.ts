import { stillTrusted } from "../../../infra/config/egress-schema.ts";
import { isRetired } from "../../../infra/config/rules/addresses.ts";
import type { AddressConfig } from "../../../infra/config/school-schema.ts";
import type { SchoolStack } from "../../../infra/config/stacks.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { command } from "../../command.ts";
import { removeIn, setIn } from "../../edit-yaml.ts";
import { inSchool, textOf, writeStack } from "../../stack-edit.ts";
import { knownAddress } from "./known-address.ts";

/** `gate address retire`: gives an address up in two changes, so that no single slip loses one for good. */
export const retireAddress = command(
  {
    name: "address retire",
    description: "Give an address up: first take its protection off, and later, with --delete, the address",
  },
  {
    school: { type: "positional", required: true, description: "The school" },
    key: { type: "positional", required: true, description: "Key of the address; not the active one" },
    delete: {
      type: "boolean",
      description: "The second step: remove the key. The next up releases its IP for good, or hands it back",
    },
    "still-trusted": {
      type: "boolean",
      description: "Although the school has it in its list: whoever gets the IP next is then trusted there",
    },
  },
  [
    "./gate address retire demo a",
    "./gate address retire demo a --delete",
    "./gate address retire demo a --still-trusted",
  ],
  ({ school, key, delete: isLast, "still-trusted": isTold }, deps) => {
    const { stack, address } = knownAddress(school, key, deps);
    refuseInUse(stack, key, isTold === true);
    const step = isLast ? remove(stack, key, address) : mark(stack, key, address);
    const text = step.edit(textOf(stack, deps));
    const isNew = writeStack(stack, text, `${key} retired`, deps);
    const said = isNew ? step.done : `${stack.file} says already that ${key} is retired.`;
    deps.stdout.write(`${[said, ...step.next].join("\n")}\n`);
    return 0;
  },
);

interface RetiringStep {
  readonly edit: (text: string) => string;
  readonly done: string;
  /** What the human does next, in lines. */
  readonly next: readonly string[];
}

function refuseInUse({ name, school: { egress } }: SchoolStack, key: string, isTold: boolean): void {
  if (key === egress.active) {
    throw new Refusal(
      `${key} is the active address: the school's calls leave from it`,
      `swap to another one first: ./gate swap ${name} --to <key>`,
    );
  }
  if (egress.trusted.includes(key) && !isTold) {
    throw new Refusal(
      `the school still trusts ${key}: whoever gets its IP next could call WeCom as the school's server`,
      `have the school take it off 企业可信IP, then ./gate address trusted ${name} ${key} --remove; or add --still-trusted`,
    );
  }
}

function mark(stack: SchoolStack, key: string, address: AddressConfig): RetiringStep {
  if ("external" in address) {
    throw new Refusal(
      `${key} is an address that is not ours: there is no protection to take off`,
      `remove it at once: ./gate address retire ${stack.name} ${key} --delete`,
    );
  }
  const value = stack.school.egress.trusted.includes(key) ? stillTrusted : true;
  return {
    edit: (text) => setIn(text, inSchool("egress", "addresses", key, "retired"), value),
    done: `${stack.file} now says that ${key} is retired.`,
    next: [
      `Next: pulumi up -s ${stack.name} takes its protection off; it stays bound, and can still be kept.`,
      `When no connection uses it any more, 15 minutes after the swap: ./gate address retire ${stack.name} ${key} --delete`,
    ],
  };
}

function remove(stack: SchoolStack, key: string, address: AddressConfig): RetiringStep {
  const isOwn = !("external" in address);
  if (isOwn && !isRetired(address)) {
    throw new Refusal(
      `${key} is not retired, so the next up would refuse to let it go`,
      `first ./gate address retire ${stack.name} ${key}, and pulumi up -s ${stack.name}`,
    );
  }
  const { trusted } = stack.school.egress;
  const effect =
    "allocationId" in address
      ? `unbinds ${address.allocationId} and hands it back`
      : `unbinds it and releases its IP for good`;
  return {
    edit: (text) => {
      const at = trusted.indexOf(key);
      const distrusted = at < 0 ? text : removeIn(text, inSchool("egress", "trusted", at));
      return removeIn(distrusted, inSchool("egress", "addresses", key));
    },
    done: `${stack.file} has no address ${key} any more.`,
    next: isOwn
      ? [`Next: pulumi up -s ${stack.name} ${effect}.`]
      : ["Nothing changes in the cloud: it was never ours."],
  };
}
