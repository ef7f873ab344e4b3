import type { Stack } from "../infra/stacks.ts";

/** Field of a stack file by the component that it makes; `*` is the key of a route or an upstream. */
const fields: Readonly<Record<string, string>> = {
  "schoolgate:edge:VerifyFile": "schoolgate:school.wecom.verifyFiles.*",
  "schoolgate:edge:Route": "schoolgate:school.routes.*",
  "schoolgate:edge:Listeners": "schoolgate:school.routes",
  "schoolgate:edge:Certificate": "schoolgate:school.certificate",
  "schoolgate:egress:Egress": "schoolgate:school.egress",
  "schoolgate:edge:Gateway": "schoolgate:platform.gateway",
  "schoolgate:edge:Upstream": "schoolgate:platform.upstreams.*",
  "schoolgate:edge:Issuer": "schoolgate:platform.issuer",
};

/** The place in a stack's file that a resource follows from, as people write it. */
export function declaredBy(urn: string, stack: Stack): string {
  const [, , types = "", name = ""] = urn.split("::");
  const component = types.split("$").find((type) => Object.hasOwn(fields, type));
  const field = (component && fields[component]) ?? `schoolgate:${stack.kind}`;
  const keys = Object.keys(stack.kind === "school" ? stack.school.routes : stack.platform.upstreams);
  const key = keys.find((each) => `${name}-`.startsWith(`${stack.name}-${each}-`));
  return `${stack.file}: ${key === undefined ? field.replace(/\.\*$/, "") : field.replace("*", key)}`;
}
