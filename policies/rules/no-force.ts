import { at } from "../read.ts";
import type { ResourceRule } from "../rule.ts";

const patchForce = "pulumi.com/patchForce";

/** No resource is made or removed over what stands in the way. */
export const noForce: ResourceRule = {
  name: "schoolgate-no-force",
  description: "What stands in the way of a deletion is an address in use, or an object of somebody else's.",
  level: "mandatory",
  judge: ({ type, inputs }, report) => {
    if (type.startsWith("alicloud:") && at(inputs, "force") === true) {
      report("would be removed although it is in use: leave force out, and remove what uses it first");
    }
    if (!type.startsWith("kubernetes:")) return;
    if (at(inputs, "metadata", "annotations", patchForce) === "true") {
      report(`takes fields from whoever else manages the object: leave ${patchForce} out`);
    }
  },
};
