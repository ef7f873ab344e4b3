// The host by which Pulumi's engine runs programs, policy packs and plugins on Node. A CLI that is installed brings its
// own; this one is for the CLI that is built from Go modules, because no module holds the host.
//
// It leaves out what a run does not ask for: installing dependencies, generating code, packing, debuggers, tracing, and
// invokes that block the program. Its gRPC server answers such calls with UNIMPLEMENTED.
import { flushCompileCache } from "node:module";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { endWithParent } from "../plugins/end-with-parent.ts";
import { Children } from "./children.ts";
import { anySize } from "./grpc.ts";
import { languageHost } from "./host.ts";

const children = new Children();
const server = new Server(anySize);
// The engine's flags for logs and traces come before its address.
server.addService(services.LanguageRuntimeService, languageHost(process.argv.at(-1) ?? "", children));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
  // Now, because the engine may kill this process without warning.
  flushCompileCache();
});

const end = () => {
  server.forceShutdown();
  void children.stop().then(() => process.exit());
};
process.once("SIGINT", end).once("SIGTERM", end);
endWithParent(end);
