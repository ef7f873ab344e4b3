import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { makeUrn, qualifiedTypeOf, rootStackType, type StackIdentity } from "../../lib/urn.ts";
import type { Value } from "../../lib/value.ts";
import type { Resource } from "../model.ts";
import { symbolOf } from "../symbols.ts";
import { knownOutputs } from "./known-outputs.ts";
import { refusedField } from "./request-fields.ts";
import { resourceOf } from "./resource.ts";
import { type Marks, plainValue } from "./values.ts";

type Register = MockMonitor["registerResource"];
type Answer = Parameters<Parameters<Register>[1]>[1];

/**
 * Takes the place of the SDK's mock monitor, which would answer with every input and no more: notes what is registered,
 * and answers as a preview does, with symbols for what an up finds out.
 */
export class RecordingMonitor {
  readonly #stack: StackIdentity;
  readonly #marks: Marks;
  readonly #resources = new Map<string, Resource>();
  #outputs: Readonly<Record<string, Value>> = {};

  constructor(stack: StackIdentity, marks: Marks) {
    this.#stack = stack;
    this.#marks = marks;
  }

  /** What was registered so far, in alphabetical order of URNs. */
  get resources(): Resource[] {
    return [...this.#resources.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  }

  /** What the stack gives out. */
  get outputs(): Readonly<Record<string, Value>> {
    return this.#outputs;
  }

  /** Puts itself in the place of the SDK's mocks. */
  replace(monitor: MockMonitor): void {
    monitor.registerResource = this.#register as Register;
    monitor.registerResourceOutputs = (request, callback) => {
      if (qualifiedTypeOf(request.getUrn()) === rootStackType) {
        const given = (request.getOutputs()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>;
        this.#outputs = plainValue(given, this.#marks, () => []) as Readonly<Record<string, Value>>;
      }
      callback(null, {});
    };
    monitor.readResource = async (request, callback) => {
      const urn = makeUrn(this.#stack, request.getParent(), request.getType(), request.getName());
      callback(null, { getUrn: () => urn, getProperties: () => request.getProperties() });
    };
    monitor.invoke = async (request, callback) => callback(refusedCall(request.getTok()), undefined);
    Object.assign(monitor, { call: monitor.invoke, close: () => undefined });
  }

  readonly #register = async (
    request: RegisterResourceRequest,
    callback: (error: unknown, answer: Answer | undefined) => void,
  ): Promise<void> => {
    const [type, name] = [request.getType(), request.getName()];
    const urn = makeUrn(this.#stack, request.getParent(), type, name);
    const refusal = this.#refusal(request, urn);
    if (refusal !== undefined) {
      callback(new Error(refusal), undefined);
      return;
    }
    if (type !== rootStackType) {
      this.#resources.set(urn, resourceOf(request, urn, this.#stack, this.#marks));
    }
    callback(null, answerTo(request, urn));
  };

  /** What the engine would not take either, or a plan cannot know. */
  #refusal(request: RegisterResourceRequest, urn: string): string | undefined {
    if (this.#resources.has(urn)) return `Duplicate resource URN '${urn}'; try giving it a unique name`;
    return refusedField(request);
  }
}

/** Of a failed call the SDK passes the details on, and nothing else. */
function refusedCall(token: string): Error {
  return Object.assign(new Error(), { details: `the program called ${token}: a plan asks no cloud` });
}

function answerTo(request: RegisterResourceRequest, urn: string): Answer {
  const name = request.getName();
  const known = knownOutputs[request.getType()] ?? [];
  const id = request.getImportid() || symbolOf(`${name}.id`);
  const inputs = request.getObject();
  const outputs = Object.fromEntries(known.map((output) => [output, symbolOf(`${name}.${output}`)]));
  return {
    getUrn: () => urn,
    getId: () => (request.getCustom() ? id : ""),
    getObject: () =>
      known.length === 0 ? inputs : { toJavaScript: () => ({ ...inputs?.toJavaScript(), ...outputs }) },
    getPropertydependenciesMap: () => undefined,
    getResult: () => 0,
    getUnknown: () => false,
  };
}
