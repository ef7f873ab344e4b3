import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { isRecord } from "../../lib/value.ts";
import { isSecret, isUnknown, unwrap } from "../../rehearsal/values.ts";

/** A resource as the program registered it: what an engine would be told, in a form that a test can write down. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  /** Name of the parent; the stack itself is `stack`. */
  readonly parent: string;
  /** Plain values; a secret is `{ secret: … }`, what is not known yet `<unknown>`. */
  readonly inputs: Record<string, unknown>;
  /** Names of all it waits for, in alphabetical order: by `dependsOn`, and by the outputs among its inputs. */
  readonly dependencies: readonly string[];
  /** Only what differs from Pulumi's defaults. */
  readonly options: DeclaredOptions;
  /** Name of the provider; components have none. */
  readonly provider?: string;
}

export interface DeclaredOptions {
  readonly protect?: true;
  readonly retainOnDelete?: true;
  readonly deleteBeforeReplace?: true;
  readonly ignoreChanges?: readonly string[];
  readonly importId?: string;
}

export interface Declaration {
  /** In alphabetical order of their names: registration order depends on timing. */
  readonly resources: readonly Declared[];
  /** The stack's outputs, marked as inputs are. */
  readonly outputs: Record<string, unknown>;
}

/** What one program run registered, and the errors that no caller of the program sees. */
interface Recording {
  readonly resources: Declared[];
  readonly failures: unknown[];
  outputs: Record<string, unknown>;
}

type RegisterRequest = Parameters<MockMonitor["registerResource"]>[0];
type OutputsRequest = Parameters<MockMonitor["registerResourceOutputs"]>[0];

interface DeclareOptions {
  readonly stack?: string;
  /** As in `pulumi preview`: ids and what only the cloud knows are unknown. */
  readonly preview?: boolean;
}

// The SDK's mocks belong to the process: one program at a time.
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a program under the SDK's mock monitor, as a stack of its own, to its end.
 *
 * @param program what `infra/index.ts` would do; its result is the stack's outputs
 * @throws what the program throws, or what a value of it was rejected with
 */
export function declare(program: () => unknown, options: DeclareOptions = {}): Promise<Declaration> {
  const turn = last.then(() => run(program, options));
  last = turn.catch(() => undefined);
  return turn;
}

async function run(program: () => unknown, { stack = "demo", preview = false }: DeclareOptions) {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, type, inputs }) => ({
        id: preview ? undefined : `${name}-id`,
        state: { ...inputs, ...(preview ? {} : computed(type, name)) },
      }),
      call: ({ token }) => {
        // Of a failed call the SDK passes the details on, and nothing else.
        throw Object.assign(new Error(), { details: `the program called ${token}: it is to need no cloud` });
      },
    },
    "schoolgate",
    stack,
    preview,
  );
  const recording: Recording = { resources: [], failures: [], outputs: {} };
  record(pulumi.runtime.getMonitor() as unknown as MockMonitor, recording);
  await untilQuiet(recording, async () => {
    await pulumi.runtime.runInPulumiStack(async () => program());
  });
  const [failure] = recording.failures;
  if (failure !== undefined) throw failure;
  return {
    resources: recording.resources.sort((a, b) => compare(a.name, b.name) || compare(a.type, b.type)),
    outputs: recording.outputs,
  };
}

/** The resource of one name. */
export function named({ resources }: Declaration, name: string): Declared {
  const found = resources.filter((resource) => resource.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} resources are named ${name}, of:\n${outline({ resources })}`);
  }
  return only;
}

/** Every resource's type and name, each below its parent: the whole stack at a glance. */
export function outline({ resources }: Pick<Declaration, "resources">): string {
  const below = (parent: string, depth: number): string[] =>
    resources
      .filter((resource) => resource.parent === parent)
      .flatMap(({ type, name }) => [`${"  ".repeat(depth)}${type} ${name}`, ...below(name, depth + 1)]);
  return below("stack", 0).join("\n");
}

/** What the cloud would add to a new resource's inputs. */
function computed(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "alicloud:ecs/eipAddress:EipAddress":
      return { ipAddress: addressOf(name) };
    case "alicloud:vpc/natGateway:NatGateway":
      return { snatTableIds: `stb-${name}` };
    default:
      return {};
  }
}

/** One address of TEST-NET-3 for each name `<…>-<key>-eip`: `a` is .1, `b` is .2. */
function addressOf(name: string): string {
  const key = name.split("-").at(-2) ?? "";
  return `203.0.113.${key.charCodeAt(0) - "a".charCodeAt(0) + 1}`;
}

/** Listens to what the monitor is told; it still answers as the SDK's mock does. */
function record(monitor: MockMonitor, recording: Recording): void {
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterRequest, callback) => {
    if (request.getType() !== pulumi.runtime.rootPulumiStackTypeName) {
      recording.resources.push(declared(request));
    }
    return register(request, callback);
  };
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request: OutputsRequest, callback) => {
    if (nameOf(request.getUrn()) === "stack") recording.outputs = readable(request.getOutputs());
    registerOutputs(request, callback);
  };
}

/**
 * Waits until nothing is under way any more. The SDK lets a resource whose inputs fail reject a promise of nobody's, and
 * its own runner takes that for the program's failure; so does this.
 */
async function untilQuiet(recording: Recording, run: () => Promise<void>): Promise<void> {
  const before = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (failure) => recording.failures.push(failure));
  try {
    await run().catch((failure: unknown) => recording.failures.push(failure));
    await pulumi.runtime.disconnect();
    // Rejections without a handler are reported once the queue of promises is empty.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener);
  }
}

function declared(request: RegisterRequest): Declared {
  const provider = request.getProvider();
  return {
    type: request.getType(),
    name: request.getName(),
    parent: nameOf(request.getParent()),
    inputs: readable(request.getObject()),
    dependencies: [...new Set<string>(request.getDependenciesList().map(nameOf))].sort(compare),
    options: {
      ...(request.getProtect() && { protect: true }),
      ...(request.getRetainondelete() && { retainOnDelete: true }),
      ...(request.getDeletebeforereplace() && { deleteBeforeReplace: true }),
      ...(request.getIgnorechangesList().length > 0 && { ignoreChanges: request.getIgnorechangesList() }),
      ...(request.getImportid() !== "" && { importId: request.getImportid() }),
    },
    ...(provider !== "" && { provider: nameOf(provider) }),
  };
}

/** Name of a resource by its URN, or by the reference to a provider: its URN and id. */
function nameOf(urn: string): string {
  const [, , type, name] = urn.split("::");
  if (name === undefined || type === pulumi.runtime.rootPulumiStackTypeName) return "stack";
  return name;
}

function readable(properties: ReturnType<RegisterRequest["getObject"]>): Record<string, unknown> {
  return mark(properties?.toJavaScript() ?? {}) as Record<string, unknown>;
}

function mark(value: unknown): unknown {
  if (isSecret(value)) return { secret: mark(unwrap(value)) };
  if (isUnknown(value)) return "<unknown>";
  if (Array.isArray(value)) return value.map(mark);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mark(child)]));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
