import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type sendUnaryData,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import monitorGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/resource_pb.js";
import type { InvokeResult } from "@pulumi/pulumi/provider/index.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { Refusal } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import type { Properties } from "../stand-in.ts";
import type { Deployment } from "./deployment.ts";
import { goalOfRead, goalOfRequest, propertiesOf, unsupported } from "./requests.ts";
import { Stopped } from "./work.ts";

/** One message of the program, by the severity it gave it. */
export interface LogMessage {
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
  /** The resource it is about, "" for the run as a whole. */
  readonly urn: string;
}

/** What the program's side of the protocol makes known. */
export interface MonitorEvents {
  onLog(message: LogMessage): void;
}

/** The newer features of the protocol that this engine supports; the SDK itself refuses the others. */
const features: readonly string[] = [
  "secrets",
  "resourceReferences",
  "outputValues",
  "deletedWith",
  "aliasSpecs",
];

/** As large as Pulumi's own: a resource may carry whole files. */
const messageLimit = 400 * 1024 * 1024;

/** The services of Pulumi's engine that a program talks to, in front of one deployment. */
export class Monitor {
  readonly #server = new Server({ "grpc.max_receive_message_length": messageLimit });
  readonly #deployment: Deployment;
  readonly #events: MonitorEvents;
  #root = "";

  constructor(deployment: Deployment, events: MonitorEvents) {
    this.#deployment = deployment;
    this.#events = events;
    this.#server.addService(monitorGrpc.ResourceMonitorService, this.#monitorService());
    this.#server.addService(engineGrpc.EngineService, this.#engineService());
  }

  /** Begins to listen, on loopback. @returns the address */
  async listen(): Promise<string> {
    const port = await new Promise<number>((resolve, reject) => {
      const settle = (error: Error | null, bound: number) =>
        error === null ? resolve(bound) : reject(error);
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), settle);
    });
    return `127.0.0.1:${port}`;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  /**
   * A handler that answers with what a function returns, or with its error's text. What the engine refuses ends the
   * run; what a stand-in's function answers with an error is the program's to deal with.
   */
  #unary<Request>(answer: (request: Request) => unknown): UntypedHandleCall {
    const reply = async (request: Request, callback: sendUnaryData<unknown>) => {
      try {
        callback(null, await answer(request));
      } catch (error) {
        if (error instanceof Refusal) this.#deployment.work.fail("", error);
        // UNAVAILABLE makes the SDK end the program without an error of its own: the engine has reported it.
        const isOver = error instanceof Refusal || error instanceof Stopped;
        callback({ code: isOver ? status.UNAVAILABLE : status.UNKNOWN, details: messageOf(error) });
      }
    };
    const handle: handleUnaryCall<Request, unknown> = (call, callback) => void reply(call.request, callback);
    return handle as UntypedHandleCall;
  }

  #monitorService(): UntypedServiceImplementation {
    const deployment = this.#deployment;
    const refuse = (feature: string) =>
      this.#unary(() => {
        throw unsupported(feature, "the program");
      });
    return {
      supportsFeature: this.#unary((request: InstanceType<typeof messages.SupportsFeatureRequest>) =>
        filled(new messages.SupportsFeatureResponse(), (it) =>
          it.setHassupport(features.includes(request.getId())),
        ),
      ),
      registerResource: this.#unary(
        async (request: InstanceType<typeof messages.RegisterResourceRequest>) => {
          const registered = await deployment.register(goalOfRequest(request));
          return filled(new messages.RegisterResourceResponse(), (it) => {
            it.setUrn(registered.urn);
            it.setId(registered.id);
            it.setObject(structOf(registered.outputs));
          });
        },
      ),
      registerResourceOutputs: this.#unary(
        (request: InstanceType<typeof messages.RegisterResourceOutputsRequest>) => {
          deployment.registerOutputs(request.getUrn(), propertiesOf(request.getOutputs()));
          return new emptyMessages.Empty();
        },
      ),
      readResource: this.#unary(async (request: InstanceType<typeof messages.ReadResourceRequest>) => {
        const found = await deployment.read(goalOfRead(request));
        return filled(new messages.ReadResourceResponse(), (it) => {
          it.setUrn(found.urn);
          it.setProperties(structOf(found.outputs));
        });
      }),
      invoke: this.#unary(async (request: InstanceType<typeof messages.ResourceInvokeRequest>) => {
        const args = propertiesOf(request.getArgs());
        const answer: InvokeResult =
          request.getTok() === "pulumi:pulumi:getResource"
            ? { outputs: resourceOf(deployment, args.urn) }
            : await deployment.invoke(request.getTok(), args, request.getProvider(), request.getVersion());
        return filled(new messages.ResourceInvokeResponse(), (it) => {
          it.setReturn(structOf(answer.outputs));
          it.setFailuresList(
            (answer.failures ?? []).map(({ property, reason }) =>
              filled(new providerMessages.CheckFailure(), (failure) => {
                failure.setProperty(property);
                failure.setReason(reason);
              }),
            ),
          );
        });
      }),
      signalAndWaitForShutdown: this.#unary(() => new emptyMessages.Empty()),
      call: refuse("methods of resources (call)"),
      existsResource: refuse("existsResource"),
      registerStackTransform: refuse("transforms"),
      registerStackInvokeTransform: refuse("transforms"),
      registerResourceHook: refuse("resource hooks"),
      registerErrorHook: refuse("error hooks"),
      registerPackage: refuse("parameterized packages"),
    };
  }

  #engineService(): UntypedServiceImplementation {
    return {
      log: this.#unary((request: InstanceType<typeof engineMessages.LogRequest>) => {
        const severity = severities[request.getSeverity()];
        if (severity !== undefined && !request.getEphemeral()) {
          this.#events.onLog({ severity, message: request.getMessage(), urn: request.getUrn() });
        }
        return new emptyMessages.Empty();
      }),
      getRootResource: this.#unary(() =>
        filled(new engineMessages.GetRootResourceResponse(), (it) => it.setUrn(this.#root)),
      ),
      setRootResource: this.#unary((request: InstanceType<typeof engineMessages.SetRootResourceRequest>) => {
        this.#root = request.getUrn();
        return new engineMessages.SetRootResourceResponse();
      }),
    };
  }
}

/** The protocol's severities; debug messages are of no interest to users. */
const severities: Readonly<Record<number, LogMessage["severity"]>> = { 1: "info", 2: "warning", 3: "error" };

/** What the SDK asks for when it finds a resource as a whole in another one's outputs. */
function resourceOf(deployment: Deployment, urn: unknown): Properties {
  const state = typeof urn === "string" ? deployment.resource(urn) : undefined;
  if (state === undefined) throw new Error(`unknown resource ${String(urn)}`);
  return { urn: state.urn, id: state.id, state: state.outputs };
}

function filled<T>(message: T, fill: (message: T) => void): T {
  fill(message);
  return message;
}

function structOf(bag: Properties) {
  return structMessages.Struct.fromJavaScript(
    bag as Parameters<typeof structMessages.Struct.fromJavaScript>[0],
  );
}
