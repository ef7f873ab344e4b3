// A proxy between the engine and a policy pack. The engine sends the stack's configuration to a pack that already
// serves, but the SDK's packs read it from their environment when they start.
import {
  Client,
  credentials,
  type MethodDefinition,
  Server,
  ServerCredentials,
  status,
  type UntypedHandleCall,
} from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import { anySize } from "./grpc.ts";

type Method = MethodDefinition<object, object>;
type Call = { readonly request: object };
type Respond = (error: { code?: number; details?: string } | null, response?: object) => void;
type Stack = messages.AnalyzerStackConfigureRequest;

const service = services.AnalyzerService;

/** One pack's. The pack is started once the proxy knows what its environment is. */
export class PolicyPackProxy {
  readonly #server = new Server(anySize);
  /** `undefined` where the engine asks for something else first: there is no stack then. */
  readonly #stack = Promise.withResolvers<Stack | undefined>();
  readonly #pack = Promise.withResolvers<Client>();

  constructor() {
    // A caller that asks for the pack gets this failure; there may be none.
    this.#pack.promise.catch(() => undefined);
    const forward = (method: Method) => (call: Call, respond: Respond) => {
      this.#stack.resolve(undefined);
      this.#pack.promise.then(
        (pack) => ask(pack, method, call.request, respond),
        (error: Error) => respond({ code: status.UNAVAILABLE, details: error.message }),
      );
    };
    const answers: Record<string, (call: Call, respond: Respond) => void> = {
      ...Object.fromEntries(
        Object.entries(service).map(([name, method]) => [name, forward(method as Method)]),
      ),
      handshake: (_, respond) => respond(null, new messages.AnalyzerHandshakeResponse()),
      configureStack: ({ request }, respond) => {
        this.#stack.resolve(request as Stack);
        respond(null, new messages.AnalyzerStackConfigureResponse());
      },
    };
    this.#server.addService(service, answers as Record<string, UntypedHandleCall>);
  }

  /** @returns the port of 127.0.0.1 that the engine takes for the pack's */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
  }

  /** What the pack's environment says of the stack, once the engine has told. */
  async environment(): Promise<Record<string, string>> {
    const stack = await this.#stack.promise;
    if (stack === undefined) return {};
    return {
      PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
      PULUMI_NODEJS_PROJECT: stack.getProject(),
      PULUMI_NODEJS_STACK: stack.getStack(),
      PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().getEntryList())),
    };
  }

  /** Hands the stack's configuration to the pack at this port of 127.0.0.1, which then answers. */
  async attach(port: string): Promise<void> {
    const pack = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), anySize);
    const stack = await this.#stack.promise;
    if (stack === undefined) return this.#pack.resolve(pack);
    ask(pack, service.configureStack as Method, stack, (error) => {
      // An older pack knows no such call, and needs none.
      if (error === null || error.code === status.UNIMPLEMENTED) this.#pack.resolve(pack);
      else this.fail(`the policy pack does not take its stack's configuration: ${error.details}`);
    });
  }

  /** Tells waiting callers why the pack does not come. Has no effect once it came. */
  fail(reason: string): void {
    this.#stack.resolve(undefined);
    this.#pack.reject(new Error(reason));
  }

  close(): void {
    this.fail("the policy pack was ended");
    void this.#pack.promise.then((pack) => pack.close()).catch(() => undefined);
    this.#server.forceShutdown();
  }
}

function ask(pack: Client, method: Method, request: object, respond: Respond): void {
  pack.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, request, respond);
}
