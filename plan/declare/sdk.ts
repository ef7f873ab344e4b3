import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import { type OutputClass, type Rpc, transferLazily } from "./lazy-outputs.ts";

/** The Pulumi SDK of the side that a thread declares. */
export interface Sdk {
  readonly pulumi: typeof Pulumi;
  /** Forgets the stack before, and all of its state. */
  readonly beginAnew: () => void;
}

/** What the SDK keeps of a stack's run. */
interface Store {
  readonly settings: { readonly options: { engineAddr?: string | undefined } };
}

type Struct = object & { toJavaScript: () => unknown };

/** What is taken out of the SDK, or put in its place. */
interface Internals {
  readonly debuggable: { debuggablePromise: <T>(promise: T) => T };
  readonly state: { getStore: () => Store };
  readonly struct: { readonly Struct: (new () => Struct) & { fromJavaScript: (value: object) => Struct } };
  readonly rpc: Rpc;
  readonly settings: { getCallbacks: () => never };
  readonly output: { readonly Output: OutputClass };
  readonly resource: { readonly Resource: { stackTrace: () => readonly never[] } };
}

/**
 * Loads the SDK that a project's program uses, and takes out what only debugging or the network needs: it is two thirds
 * of a program's time. Every promise got a stack trace, every resource the place in the source where it was declared,
 * and every bag of properties was written into a message and read out of it again. What a program declares stays the same.
 *
 * @param root the project's folder
 * @param onAsked called whenever the SDK reads the stack's name or config
 */
export function loadSdk(root: string, onAsked: () => void): Sdk {
  const require = createRequire(join(root, "package.json"));
  const pulumi = require("@pulumi/pulumi") as typeof Pulumi;
  const internals: Internals = {
    debuggable: require("@pulumi/pulumi/runtime/debuggable.js"),
    state: require("@pulumi/pulumi/runtime/state.js"),
    rpc: require("@pulumi/pulumi/runtime/rpc.js"),
    settings: require("@pulumi/pulumi/runtime/settings.js"),
    output: require("@pulumi/pulumi/output.js"),
    resource: require("@pulumi/pulumi/resource.js"),
    // The SDK's own copy: npm may have placed it below the SDK.
    struct: createRequire(require.resolve("@pulumi/pulumi/package.json"))(
      "google-protobuf/google/protobuf/struct_pb.js",
    ),
  };
  lighten(internals);
  internals.state.getStore = heard(internals.state.getStore, onAsked);
  return {
    pulumi,
    beginAnew: () => {
      // The SDK makes it again, of what the environment says, as in a process that has just begun.
      Object.assign(globalThis, { globalStore: undefined });
      // Nobody listens there.
      internals.state.getStore().settings.options.engineAddr = undefined;
    },
  };
}

/** The SDK's modules call each other by what they export. */
function heard(original: () => Store, onAsked: () => void): () => Store {
  const hear = () => {
    onAsked();
    return original();
  };
  return Object.assign(hear, original);
}

function lighten({ debuggable, resource, rpc, output, struct, settings }: Internals): void {
  debuggable.debuggablePromise = (promise) => promise;
  resource.Resource.stackTrace = () => [];
  rpc.transferProperties = transferLazily(output.Output);
  carryPlainly(struct.Struct);
  // An engine would call the program back; the SDK's mocks never do, and say nothing.
  settings.getCallbacks = () => {
    throw new Error("a plan calls no transform, hook or state migration, as the engine would: do without");
  };
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
