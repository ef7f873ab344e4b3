import type { ResourceType } from "./resource-type.ts";
import { eipAddress } from "./resources/eip-address.ts";
import { eipAssociation } from "./resources/eip-association.ts";
import { natGateway } from "./resources/nat-gateway.ts";
import { routeEntry } from "./resources/route-entry.ts";
import { routeTable } from "./resources/route-table.ts";
import { routeTableAttachment } from "./resources/route-table-attachment.ts";
import { securityGroup } from "./resources/security-group.ts";
import { securityGroupRule } from "./resources/security-group-rule.ts";
import { snatEntry } from "./resources/snat-entry.ts";
import { vswitch } from "./resources/switch.ts";

/** The resource types of the stand-in, by token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    eipAddress,
    eipAssociation,
    natGateway,
    routeEntry,
    routeTable,
    routeTableAttachment,
    securityGroup,
    securityGroupRule,
    snatEntry,
    vswitch,
  ].map((type) => [type.token, type]),
);
