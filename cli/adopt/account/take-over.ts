import type { SchoolStack } from "../../../infra/config/stacks.ts";
import type { Deps } from "../../deps.ts";
import { soundSchool, textOf, writeStack } from "../../stack-edit.ts";
import { accountIn } from "./account.ts";
import { keyOf, withLive } from "./into-file.ts";
import { type Live, liveEgress, type Wanted } from "./live.ts";

/**
 * Has a school's stack file adopt what its calls use in the account. Nothing in the account is changed, and the file is
 * written whole or not at all; run again it finds the same.
 *
 * @throws {Refusal} when there is no one egress that can be taken over as it is
 */
export async function takeOver(wanted: Wanted, deps: Deps): Promise<void> {
  const stack = soundSchool(wanted.school, deps);
  const live = await liveEgress(wanted, stack.platform, accountIn(stack.platform.region, deps.env));
  const { egress } = stack.school;
  const key = keyOf(wanted.ip, live, egress);
  const text = withLive(textOf(stack, deps), key, live, egress);
  const isNew = writeStack(stack, text, `what its calls from ${wanted.ip} use`, deps);
  deps.stdout.write(report(stack, wanted, key, live, isNew));
}

function report(
  { file, name }: SchoolStack,
  { ip }: Wanted,
  key: string,
  live: Live,
  isNew: boolean,
): string {
  const { nat, snatEntryId, allocationId, source, standbys } = live;
  const gateway = nat === "shared" ? "the platform's NAT gateway" : `${nat.natGatewayId}, the school's own`;
  return [
    `Calls from ${source.vswitchIds.join(", ")} leave from ${ip} (${allocationId}, the address ${key}) by ${snatEntryId} at ${gateway}.`,
    ...(standbys.length === 0 ? [] : [`Bound there too, and unused: ${standbys.join(", ")}.`]),
    `${file} ${isNew ? "now adopts" : "adopts already"} that.`,
    `Next: pulumi preview -s ${name} --diff, which imports what exists and changes no SNAT entry; then pulumi up -s ${name}`,
    "",
  ].join("\n");
}
