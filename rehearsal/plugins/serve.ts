// What the two plugin executables have in common: Pulumi's own engine starts one for a package and drives over gRPC the
// very stand-in that the rehearsal drives in process. The stand-in world lies in the folder SCHOOLGATE_REHEARSAL.

import { flushCompileCache } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import protocol from "@pulumi/pulumi/proto/provider_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { messageOf } from "../../lib/system-errors.ts";
import type { StandIn } from "../stand-in.ts";
import { endWithParent } from "./end-with-parent.ts";
import { ignoreAsFound } from "./ignore-as-found.ts";
import { readWorldFolder, type WorldFolder } from "./world-folder.ts";

/**
 * Serves a stand-in until the engine ends the process.
 * @param name the executable's name, for error texts.
 * @param open makes the stand-in for the folder of the stand-in world.
 */
export async function serve(name: string, open: (world: WorldFolder) => StandIn): Promise<void> {
  // The SDK's server prints the stack of whatever a provider throws; the message alone is meant for the reader.
  Error.stackTraceLimit = 0;
  completeReads();
  endWithParent(() => process.exit());
  // Now, because the engine kills a plugin without warning.
  flushCompileCache();
  try {
    const world = await readWorldFolder(process.env.SCHOOLGATE_REHEARSAL);
    const standIn = open(world);
    if (standIn.ignoresAsFound === true) ignoreAsFound();
    await pulumi.provider.main(standIn, process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${name}: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

/**
 * Two things that the SDK's server (3.276) leaves out when it reads. An import reads by id alone, without properties,
 * which it takes for given: it gets an empty bag. And a resource that does not exist has no properties, not empty ones.
 */
function completeReads(): void {
  const { getProperties } = protocol.ReadRequest.prototype;
  protocol.ReadRequest.prototype.getProperties = function (this: protocol.ReadRequest) {
    return getProperties.call(this) ?? new structs.Struct();
  };
  const { setProperties } = protocol.ReadResponse.prototype;
  protocol.ReadResponse.prototype.setProperties = function (this: protocol.ReadResponse, properties) {
    return setProperties.call(this, this.getId() === "" ? undefined : properties);
  };
}
