import type { Rule } from "../../policies/rule.ts";
import type { Change, DeclaredStack, Violation } from "../model.ts";

/** Removals that were not announced: those that Pulumi's engine refuses, so that no up can make them, and hosts. */
export const retireFirst: Pick<Rule, "name" | "description" | "level"> = {
  name: "schoolgate-retire-first",
  description: "What is protected, or serves a host, is retired before it goes.",
  level: "mandatory",
};

/** What a review is told of addresses that leave as they were announced to. */
export const addressesLeave: Pick<Rule, "name" | "description" | "level"> = {
  name: "schoolgate-addresses-leave",
  description: "An IP that is released goes to somebody else.",
  level: "advisory",
};

const eipAddress = "alicloud:ecs/eipAddress:EipAddress";
const addressTypes: ReadonlySet<string> = new Set([eipAddress, "alicloud:ecs/eipAssociation:EipAssociation"]);
/** Types that Alibaba Cloud protects too. */
const cloudTypes: ReadonlySet<string> = new Set([eipAddress, "alicloud:vpc/natGateway:NatGateway"]);
const inCloud = "switch deletion protection off in Alibaba Cloud, and ";

/** What of a stack's changes Pulumi will refuse, each with the way that works. */
export function refusals(stack: string, changes: readonly Change[]): Violation[] {
  const { name: policy, level } = retireFirst;
  const goneRoutes = new Set(changes.filter(isGoneRoute).map(({ name }) => name));
  return changes
    .filter(({ refused }) => refused)
    .map((change) => ({ policy, level, urn: change.urn, message: messageOf(stack, change, goneRoutes) }));
}

/** Hosts that go without a word before: no engine refuses that, and people are still on them. */
export function unannounced(stack: string, changes: readonly Change[]): Violation[] {
  const { name: policy, level } = retireFirst;
  return changes
    .filter(isGoneRoute)
    .filter(({ properties }) => !properties.some(({ path, from }) => path === "retired" && from === true))
    .map(({ urn, name }) => {
      const retire = `./gate retire ${stack} route ${name.slice(`${stack}-`.length)}`;
      const message = `its host would not be served any more, and that was not announced: put it back; ${twoSteps(retire)}`;
      return { policy, level, urn, message };
    });
}

const isGoneRoute = ({ operation, type }: Change): boolean =>
  operation === "delete" && type === "schoolgate:edge:Route";

/** What a stack whose file is gone needs: a destroy, not an up. */
export function refusalOfDestroy(stack: string, changes: readonly Change[]): Violation[] {
  const { name: policy, level } = retireFirst;
  const refused = changes.filter((change) => change.refused);
  if (refused.length === 0) return [];
  const message =
    `Pulumi refuses to destroy it, because ${refused.length} of its resources are protected: put its file back; ` +
    `to give it up, first ./gate retire ${stack} and an up, then pulumi destroy -s ${stack}; its file goes last`;
  return [{ policy, level, message }];
}

/** What becomes of the addresses that go, which nobody refuses any more: they were retired before. */
export function partings(changes: readonly Change[], base: DeclaredStack | undefined): Violation[] {
  const { name: policy, level } = addressesLeave;
  const handedBack = new Set(changes.filter(isHandedBack).map(({ name }) => name));
  return changes
    .filter(({ operation, type, refused }) => operation === "delete" && type === eipAddress && !refused)
    .map((change) => {
      const ip = base?.outputs?.[change.urn]?.ipAddress;
      const which = typeof ip === "string" ? `its IP ${ip}` : "its IP";
      const message = isHandedBack(change)
        ? `${which} is handed back: it stays in the account, ${
            handedBack.has(change.name.replace(/-eip$/, "-binding")) ? "bound as it is" : "unbound"
          } and protected there`
        : `${which} is given up for good: nobody gets it back`;
      return { policy, level, urn: change.urn, message };
    });
}

const isHandedBack = ({ options }: Change): boolean =>
  options.some(({ option, from }) => option === "retainOnDelete" && from === true);

function messageOf(stack: string, change: Change, goneRoutes: ReadonlySet<string>): string {
  const { operation, type, urn } = change;
  const isAddress = addressTypes.has(type);
  if (operation === "delete") {
    const because = "Pulumi refuses to delete it, because it is protected: put it back";
    const retire = retiring(stack, change, goneRoutes);
    if (retire === undefined) return `${because}; to give it up for good, ${unprotecting(stack, type, urn)}`;
    return `${because}; ${twoSteps(retire)}`;
  }
  const because = `Pulumi refuses to replace it, because it is protected: undo ${reasonOf(change)}`;
  if (!isAddress) return `${because}; to have another for good, ${unprotecting(stack, type, urn)}`;
  return `${because}; for another address, add one under a new key, swap to it, and retire this one`;
}

function twoSteps(retire: string): string {
  return `to give it up, first ${retire} and an up, then ${retire} --delete in a change of its own`;
}

/** The command that retires what a resource belongs to: an address, a verify file, or the route that goes with it. */
function retiring(
  stack: string,
  { type, name }: Change,
  goneRoutes: ReadonlySet<string>,
): string | undefined {
  if (addressTypes.has(type)) {
    const key = /-egress-(.+)-(eip|binding)$/.exec(name)?.[1] ?? "<key>";
    return `./gate retire ${stack} address ${key}`;
  }
  const [, route, file] =
    /^(.+?)-(WW_verify_[A-Za-z0-9]+\.txt)-(?:content|answer)$/.exec(name.slice(`${stack}-`.length)) ?? [];
  if (goneRoutes.has(`${stack}-${route}`)) return `./gate retire ${stack} route ${route}`;
  return file === undefined ? undefined : `./gate retire ${stack} verify-file ${route} ${file}`;
}

/** The only way for a resource that no stack file can retire. */
function unprotecting(stack: string, type: string, urn: string): string {
  return `${cloudTypes.has(type) ? inCloud : ""}right before the up: pulumi state unprotect '${urn}' -s ${stack}`;
}

/** What makes the engine replace it. */
function reasonOf({ properties, options }: Change): string {
  const paths = properties.filter(({ replaces }) => replaces).map(({ path }) => path);
  if (paths.length > 0) return `the change of ${paths.join(", ")}`;
  return options.some(({ option }) => option === "importId")
    ? "the change of its allocation id"
    : "the change of its provider";
}
