import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import { type OutputClass, type Rpc, serializeAtOnce, transferLazily } from "./synthesize-lazily.ts";

/** The Pulumi SDK of one side of a comparison. */
export interface Sdk {
  readonly pulumi: typeof Pulumi;
  /** Runs something with a state of the SDK's own: nothing of it is left for the next. */
  readonly withOwnState: <T>(run: () => Promise<T>) => Promise<T>;
}

type Struct = object & { toJavaScript: () => unknown };

/** What is taken out of the SDK, or put in its place. */
interface Internals {
  readonly debuggable: { debuggablePromise: <T>(promise: T) => T };
  readonly state: { withLocalStorage: <T>(run: () => Promise<T>) => Promise<T> };
  readonly struct: { readonly Struct: (new () => Struct) & { fromJavaScript: (value: object) => Struct } };
  readonly rpc: Rpc;
  readonly output: { readonly Output: OutputClass };
  readonly resource: { readonly Resource: { stackTrace: () => readonly never[] } };
}

/**
 * Loads the SDK that a project's program uses, and takes out what only debugging or the network needs: it is two thirds
 * of a program's time. Every promise got a stack trace, every resource the place in the source where it was declared,
 * and every bag of properties was written into a message and read out of it again. What a program declares stays the same.
 *
 * @param root the project's folder
 */
export function loadSdk(root: string): Sdk {
  const require = createRequire(join(root, "package.json"));
  const pulumi = require("@pulumi/pulumi") as typeof Pulumi;
  const internals: Internals = {
    debuggable: require("@pulumi/pulumi/runtime/debuggable.js"),
    state: require("@pulumi/pulumi/runtime/state.js"),
    rpc: require("@pulumi/pulumi/runtime/rpc.js"),
    output: require("@pulumi/pulumi/output.js"),
    resource: require("@pulumi/pulumi/resource.js"),
    // The SDK's own copy: npm may have placed it below the SDK.
    struct: createRequire(require.resolve("@pulumi/pulumi/package.json"))(
      "google-protobuf/google/protobuf/struct_pb.js",
    ),
  };
  // Two sides with the same packages have the same SDK.
  if (!lightened.has(pulumi)) lighten(internals);
  lightened.add(pulumi);
  return { pulumi, withOwnState: (run) => internals.state.withLocalStorage(run) };
}

const lightened = new WeakSet<object>();

function lighten({ debuggable, resource, rpc, output, struct }: Internals): void {
  debuggable.debuggablePromise = (promise) => promise;
  resource.Resource.stackTrace = () => [];
  rpc.transferProperties = transferLazily(output.Output);
  rpc.serializeResourceProperties = serializeAtOnce(rpc.serializeResourceProperties);
  carryPlainly(struct.Struct);
}

/** Lets a message carry a bag of properties as it is. */
function carryPlainly(StructMessage: Internals["struct"]["Struct"]): void {
  class PlainStruct extends StructMessage {
    readonly #value: object;
    constructor(value: object) {
      super();
      this.#value = value;
    }
    override readonly toJavaScript = () => this.#value;
  }
  StructMessage.fromJavaScript = (value) => new PlainStruct(value);
}
