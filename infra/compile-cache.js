// Loaded before the program (Pulumi.yaml, nodeargs): the SDKs are large, and kept compiled they load in half the
// time. If the folder cannot be written, nothing happens.
import module from "node:module";
import { join } from "node:path";

module.enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "node-compile"));
