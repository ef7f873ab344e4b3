import { writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Box, Thing } from "./toy.ts";

/** What goes wrong, by the config value `how`. */
const ways: Readonly<Record<string, () => unknown>> = {
  "throws a RunError": () => {
    throw new pulumi.RunError("the school has no name");
  },
  "throws an Error": () => {
    throw new TypeError("undefined is not a school");
  },
  "exits with 3": () => {
    console.error("no more");
    process.exit(3);
  },
  "kills itself": () => process.kill(process.pid, "SIGKILL"),
  hangs: () => {
    console.log(`pid ${process.pid}`);
    if (process.env.PID_FILE !== undefined) writeFileSync(process.env.PID_FILE, String(process.pid));
    setInterval(() => undefined, 1_000);
    return new Promise(() => undefined);
  },
  logs: async () => {
    await pulumi.log.debug("too much");
    await pulumi.log.info("by the way");
    await pulumi.log.warn("take care", new Box("box"));
    console.log("plain text");
  },
  transforms: () => new Thing("a", {}, { transforms: [() => undefined] }),
  hooks: () => new Thing("a", {}, { hooks: { beforeCreate: [() => undefined] } }),
  "a remote component": () => new pulumi.ComponentResource("toy:index:Remote", "r", {}, {}, true),
  "a stack reference": () => new pulumi.StackReference("other"),
  hideDiffs: () => new Thing("a", {}, { hideDiffs: ["value"] }),
  "resources as values": () => {
    const a = new Thing("a", { value: "1" });
    const b = new Thing("b", { value: a as never });
    return pulumi.output(b.value).apply((value) => pulumi.log.info(`b holds ${typeof value}`));
  },
};

const how = new pulumi.Config().require("how");
await ways[how]?.();
