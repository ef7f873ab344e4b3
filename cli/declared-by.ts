import { tokens } from "../components/tokens.ts";
import type { Stack } from "../infra/config/stacks.ts";
import { nameOf, qualifiedTypeOf } from "../lib/urn.ts";

/** Field of a stack file by the component that it makes; `*` is the key of a route or an upstream. */
const fields: Readonly<Record<string, string>> = {
  [tokens.VerifyFile]: "schoolgate:school.wecom.verifyFiles.*",
  [tokens.Route]: "schoolgate:school.routes.*",
  [tokens.Listeners]: "schoolgate:school.routes",
  [tokens.Certificate]: "schoolgate:school.certificate",
  [tokens.Egress]: "schoolgate:school.egress",
  [tokens.Gateway]: "schoolgate:platform.gateway",
  [tokens.Upstream]: "schoolgate:platform.upstreams.*",
  [tokens.Issuer]: "schoolgate:platform.issuer",
};

/** The place in a stack's file that a resource follows from, as people write it. */
export function declaredBy(urn: string, stack: Stack): string {
  const name = nameOf(urn);
  const component = qualifiedTypeOf(urn)
    .split("$")
    .find((type) => Object.hasOwn(fields, type));
  const field = (component && fields[component]) ?? `schoolgate:${stack.kind}`;
  const keys = Object.keys(stack.kind === "school" ? stack.school.routes : stack.platform.upstreams);
  const key = keys.find((each) => `${name}-`.startsWith(`${stack.name}-${each}-`));
  return `${stack.file}: ${key === undefined ? field.replace(/\.\*$/, "") : field.replace("*", key)}`;
}
