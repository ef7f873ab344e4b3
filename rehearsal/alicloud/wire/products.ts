import { bssActions, locationActions, stsActions } from "./account.ts";
import type { WireAction } from "./action.ts";
import { ecsActions } from "./ecs.ts";
import { eipActions } from "./vpc-eip.ts";
import { natActions } from "./vpc-nat.ts";
import { routeActions } from "./vpc-routes.ts";
import { tagActions } from "./vpc-tags.ts";
import { vswitchActions } from "./vpc-vswitch.ts";

/** One of Alibaba Cloud's RPC APIs. */
export interface Product {
  /** How endpoints, RAM policies and the log name it. */
  readonly name: "vpc" | "ecs" | "sts" | "bssopenapi" | "location";
  readonly actions: Readonly<Record<string, WireAction>>;
}

/** The APIs that the front answers, by their versions: no two of them have the same. */
export const products: Readonly<Record<string, Product>> = {
  "2016-04-28": {
    name: "vpc",
    actions: { ...vswitchActions, ...routeActions, ...natActions, ...eipActions, ...tagActions },
  },
  "2014-05-26": { name: "ecs", actions: ecsActions },
  "2015-04-01": { name: "sts", actions: stsActions },
  "2017-12-14": { name: "bssopenapi", actions: bssActions },
  "2015-06-12": { name: "location", actions: locationActions },
};
