import { isRetired } from "../../infra/config/rules/addresses.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { didYouMean } from "../../lib/nearest.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { differsInActiveOnly, refuseUnclean } from "./clean-tree.ts";
import { refuseToCommit } from "./commit.ts";
import type { EgressState, EgressView, SwapEngine } from "./engine.ts";
import type { SwapOptions } from "./swap.ts";

/**
 * Refuses an address that the stack file rules out.
 *
 * @throws {Refusal} when there is none of this key, or it is not ours, retired or not trusted
 */
export function refuseUnfit({ name, school: { egress } }: SchoolStack, to: string): void {
  const address = Object.hasOwn(egress.addresses, to) ? egress.addresses[to] : undefined;
  if (address === undefined)
    throw new Refusal(`${name} has no address ${to}`, didYouMean(to, Object.keys(egress.addresses)));
  const isFit = (key: string): boolean => {
    const other = egress.addresses[key];
    return other !== undefined && !("external" in other) && !isRetired(other) && key !== egress.active;
  };
  const others = egress.trusted.filter(isFit).join(", ") || "none yet; ./gate address --help";
  if ("external" in address) {
    throw new Refusal(
      `${to} is an address that is not ours: it is bound to no NAT gateway of ours, so no call can leave from it`,
      `choose one of: ${others}`,
    );
  }
  if (isRetired(address)) {
    throw new Refusal(
      `${to} is retired: its protection is off`,
      `choose one of: ${others}; or take its retired out of the stack file, and go up`,
    );
  }
  if (!egress.trusted.includes(to)) {
    throw new Refusal(
      `the school does not trust ${to}: WeCom would answer every call with errcode 60020`,
      `have the school add its IP to 企业可信IP, and after a minute: ./gate address trusted ${name} ${to}`,
    );
  }
}

/** @throws {Refusal} when nobody can be asked, or Git has other changes than the swap */
export function refuseUnready(
  stack: SchoolStack,
  { yes, commit, allowDirty }: Pick<SwapOptions, "yes" | "commit" | "allowDirty">,
  deps: Deps,
): void {
  if (!yes && !deps.isTerminal)
    throw new Refusal("--yes is missing", "add it; questions are asked only on a terminal");
  if (commit && !differsInActiveOnly(stack, deps))
    throw new Refusal(
      `--commit commits ${stack.file}, which has other changes too or is not in Git`,
      "commit those first, or leave --commit out",
    );
  if (commit) refuseToCommit(deps);
  if (!allowDirty) refuseUnclean([stack], deps);
}

/** @throws {Refusal} when the stack is not up, has an update that did not end, or has no such address */
export async function stateWith(engine: SwapEngine, name: string, to: string): Promise<EgressState> {
  const state = await engine.state();
  if (state === undefined) throw new Refusal(`${name} is not up: there is nothing to swap`, engine.upCommand);
  refuseUnfinished(engine, name, state);
  if (state.ips[to] === undefined)
    throw new Refusal(
      `${to} is in the stack file only: it is neither allocated nor bound`,
      `${engine.upCommand}; then have the school add its IP to 企业可信IP`,
    );
  return state;
}

/** @throws {Refusal} when an update of the stack did not come to its end */
export function refuseUnfinished(engine: SwapEngine, name: string, { pending }: EgressState): void {
  const [first] = pending;
  if (first === undefined) return;
  throw new Refusal(
    `an update of ${name} did not come to its end: ${first}`,
    `finish it first: ${engine.repairCommand}`,
  );
}

/** @throws {Refusal} when the cloud cannot be asked, or a SNAT entry cannot use the address */
export async function usableView(engine: SwapEngine, name: string, to: string): Promise<EgressView> {
  const view = await engine.cloud(to);
  if ("unknown" in view)
    throw new Refusal(
      `the cloud could not be asked about ${to}: ${view.unknown}`,
      "see that the credentials and the network are right, then swap again",
    );
  if (view.activeIp === undefined)
    throw new Refusal(
      `${name} has no SNAT entry in the cloud: somebody removed it, and no call leaves`,
      engine.name === "pulumi" ? engine.repairCommand : `${engine.upCommand} --reset`,
    );
  if (view.status !== "InUse")
    throw new Refusal(
      `${to} is not bound to the NAT gateway: it is ${view.status ?? "unbound"}, not InUse`,
      view.status === undefined ? engine.repairCommand : "wait until it is InUse, then swap again",
    );
  return view;
}
