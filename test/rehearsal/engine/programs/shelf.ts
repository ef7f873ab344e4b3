import * as pulumi from "@pulumi/pulumi";
import { Box, Thing } from "./toy.ts";

const config = new pulumi.Config();
const box = new Box("box");
const first = new Thing(
  "first",
  { value: config.require("value"), fixed: config.require("fixed") },
  { parent: box },
);
const second = new Thing("second", { value: first.made }, { parent: box });
const hidden = new Thing("hidden", { value: config.requireSecret("password") }, { dependsOn: [second] });

export const made = first.made;
export const password = hidden.value;
