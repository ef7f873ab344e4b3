import { tokens } from "../components/tokens.ts";
import type { Resource, Stack, StackResource } from "./rule.ts";

const eipAddress = "alicloud:ecs/eipAddress:EipAddress";
const eipAssociation = "alicloud:ecs/eipAssociation:EipAssociation";
const snatEntry = "alicloud:vpc/snatEntry:SnatEntry";

const ofType = (stack: Stack, wanted: string): readonly StackResource[] =>
  stack.resources.filter(({ type }) => type === wanted);

/** The addresses of a stack, adopted ones too. */
export const addresses = (stack: Stack): readonly StackResource[] => ofType(stack, eipAddress);

/** The entries that say which address calls leave from. */
export const snatEntries = (stack: Stack): readonly StackResource[] => ofType(stack, snatEntry);

/** What binds an address to a NAT gateway. */
export const bindingsOf = (stack: Stack, address: StackResource): readonly StackResource[] =>
  ofType(stack, eipAssociation).filter((binding) => binding.sources("allocationId").includes(address.urn));

/**
 * Whether an address or a NAT gateway was not made here: it keeps the name that it came with. The engine has that name among
 * the inputs once it is adopted: only the option tells.
 */
export const isAdopted = ({ ignoreChanges }: Resource): boolean =>
  ignoreChanges.includes("addressName") || ignoreChanges.includes("natGatewayName");

/** Whether the whole school is on its way out: until it is destroyed, its calls leave from an address without protection. */
export const isRetiredSchool = ({ resources }: Stack): boolean =>
  resources.some(({ type, inputs }) => type === tokens.School && inputs.retired === true);
