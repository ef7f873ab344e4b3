import { eipAddress, isAdopted } from "../addresses.ts";
import { kindOf } from "../kubernetes.ts";
import { isOfPlatform, stackOf } from "../owner.ts";
import { at } from "../read.ts";
import type { Resource, ResourceRule } from "../rule.ts";

/** What of Alibaba Cloud's can carry tags; the rest is reached through one of these. */
const tagged: ReadonlySet<string> = new Set([
  eipAddress,
  "alicloud:ecs/securityGroup:SecurityGroup",
  "alicloud:vpc/natGateway:NatGateway",
  "alicloud:vpc/routeTable:RouteTable",
  "alicloud:vpc/switch:Switch",
]);

/** Everything says whose it is; an adopted address keeps the tags that say so to others. */
export const tagsAndLabels: ResourceRule = {
  name: "schoolgate-tags-and-labels",
  description: "Bills, alarms and whoever cleans up go by these to tell one school's things from another's.",
  level: "mandatory",
  judge: (resource, report) => {
    const { type, inputs, ignoreChanges } = resource;
    const owner = stackOf(resource);
    if (type === eipAddress && isAdopted(resource)) {
      if (!ignoreChanges.includes("tags")) {
        report("takes off tags that others gave an adopted address: it needs ignoreChanges: tags");
      }
    } else if (tagged.has(type) && at(inputs, "tags", "schoolgate:school") !== owner) {
      report(`does not say whose it is: it needs the tag schoolgate:school: ${owner}`);
    }
    if (kindOf(resource) === undefined) return;
    const label = labelOf(resource);
    if (at(inputs, "metadata", "labels", label) === owner) return;
    report(`does not say whose it is: it needs the label ${label}: ${owner}`);
  },
};

const labelOf = (resource: Resource): string =>
  isOfPlatform(resource) ? "schoolgate/platform" : "schoolgate/school";
