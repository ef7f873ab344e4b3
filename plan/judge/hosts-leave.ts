import type { Rule } from "../../policies/rule.ts";
import type { Change, Violation } from "../model.ts";

/** What a review is told of hosts that another one takes the place of. */
export const hostsLeave: Pick<Rule, "name" | "description" | "level"> = {
  name: "schoolgate-hosts-leave",
  description: "A host that another one takes the place of is not served any more.",
  level: "advisory",
};

/** Routes whose host becomes another one: no resource goes, so nothing else says that people lose an address. */
export function hostsThatLeave(stack: string, changes: readonly Change[]): Violation[] {
  const { name: policy, level } = hostsLeave;
  return changes.filter(isHttpsRoute).flatMap(({ urn, name, properties }) => {
    const key = name.slice(`${stack}-`.length, -"-https".length);
    return properties.flatMap(({ path, from, to }) => {
      if (!/^spec\.hostnames\[\d+\]$/.test(path) || typeof from !== "string" || typeof to !== "string")
        return [];
      const message = `${from} is not served any more, and ${to} is in its place: to serve both until people have moved, write the new one as a route of another key, and later ./gate retire ${stack} route ${key}`;
      return { policy, level, urn, message };
    });
  });
}

/** Each route has one for :443 and one for :80, of the same host. */
const isHttpsRoute = ({ operation, type, name }: Change): boolean =>
  operation === "update" &&
  type === "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute" &&
  name.endsWith("-https");
