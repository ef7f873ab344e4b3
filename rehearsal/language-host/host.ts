import { type handleUnaryCall, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { messageOf } from "../../lib/system-errors.ts";
import project from "../../package.json" with { type: "json" };
import type { Children } from "./children.ts";
import { type PluginCall, runPlugin } from "./run-plugin.ts";
import { runProgram } from "./run-program.ts";

/**
 * The calls that a run makes.
 * @param engine the address of the engine's service, which the program logs to
 * @param children what the host runs
 */
export function languageHost(engine: string, children: Children): UntypedServiceImplementation {
  let address = engine;
  const all = new AbortController();
  /** Fires when the engine hangs up on this call, or cancels all of them. */
  const cancelled = (call: { on(event: "cancelled", hear: () => void): unknown }): AbortSignal => {
    const one = new AbortController();
    call.on("cancelled", () => one.abort());
    return AbortSignal.any([one.signal, all.signal]);
  };

  const handshake: handleUnaryCall<messages.LanguageHandshakeRequest, messages.LanguageHandshakeResponse> = (
    { request },
    respond,
  ) => {
    address = request.getEngineAddress();
    respond(null, new messages.LanguageHandshakeResponse());
  };
  const getPluginInfo: handleUnaryCall<empty.Empty, plugins.PluginInfo> = (_, respond) => {
    respond(null, new plugins.PluginInfo().setVersion(project.dependencies["@pulumi/pulumi"]));
  };
  // None: the plugins are on PATH, so the engine fetches none.
  const getRequiredPackages: handleUnaryCall<
    messages.GetRequiredPackagesRequest,
    messages.GetRequiredPackagesResponse
  > = (_, respond) => respond(null, new messages.GetRequiredPackagesResponse());

  const run: handleUnaryCall<messages.RunRequest, messages.RunResponse> = (call, respond) => {
    runProgram(call.request, address, children, cancelled(call)).then(
      (response) => respond(null, response),
      (error: unknown) => respond(null, new messages.RunResponse().setError(messageOf(error))),
    );
  };
  const plugin = (call: PluginCall) => {
    runPlugin(call, children, cancelled(call)).then(
      () => call.end(),
      (error: unknown) => call.emit("error", { code: status.UNKNOWN, details: messageOf(error) }),
    );
  };
  const cancel: handleUnaryCall<empty.Empty, empty.Empty> = (_, respond) => {
    all.abort();
    respond(null, new empty.Empty());
  };
  return { handshake, getPluginInfo, getRequiredPackages, run, runPlugin: plugin, cancel };
}
