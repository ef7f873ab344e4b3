import type { ActionContext } from "./cloud-action.ts";
import { eipActions } from "./cloud-eip.ts";
import { eipBindingActions } from "./cloud-eip-binding.ts";
import { natActions } from "./cloud-nat.ts";
import { protectionActions } from "./cloud-protection.ts";
import { routeEntryActions } from "./cloud-route-entry.ts";
import { routeTableActions } from "./cloud-route-table.ts";
import { securityGroupActions } from "./cloud-security-group.ts";
import { securityGroupRuleActions } from "./cloud-security-group-rule.ts";
import { snatActions } from "./cloud-snat.ts";
import { tagActions } from "./cloud-tags.ts";
import { vswitchActions } from "./cloud-vswitch.ts";

/**
 * The actions of the VPC (2016-04-28) and ECS (2014-05-26) API that the stand-in knows, under their own names.
 * Parameters and answers are spelled as Alibaba Cloud's own SDK for TypeScript spells them.
 */
export const actions = {
  ...vswitchActions,
  ...natActions,
  ...protectionActions,
  ...eipActions,
  ...eipBindingActions,
  ...snatActions,
  ...routeTableActions,
  ...routeEntryActions,
  ...securityGroupActions,
  ...securityGroupRuleActions,
  ...tagActions,
};

type Actions = typeof actions;
export type ActionName = keyof Actions;
export type RequestOf<Name extends ActionName> = Parameters<Actions[Name]>[1];
export type AnswerOf<Name extends ActionName> = ReturnType<Actions[Name]>;

/** Whether an action only looks. */
export function isQuery(name: ActionName): boolean {
  return /^(Describe|List)/.test(name);
}

/** Carries an action out. TypeScript cannot see that the request under a name belongs to the action under it. */
export function perform<Name extends ActionName>(
  name: Name,
  context: ActionContext,
  request: RequestOf<Name>,
): AnswerOf<Name> {
  const action = actions[name] as (context: ActionContext, request: RequestOf<Name>) => AnswerOf<Name>;
  return action(context, request);
}
