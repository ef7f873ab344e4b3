import { createInterface } from "node:readline";
import type { ServerWritableStream } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import { sdkScript } from "../sdk-script.ts";
import type { Child, Children } from "./children.ts";
import { PolicyPackProxy } from "./policy-pack-proxy.ts";
import { runtimeOptions } from "./runtime-options.ts";

export type PluginCall = ServerWritableStream<messages.RunPluginRequest, messages.RunPluginResponse>;

/** Runs a plugin until it ends or is cancelled. What it writes goes into the call, its exit code last. */
export async function runPlugin(call: PluginCall, children: Children, cancelled: AbortSignal): Promise<void> {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() ?? "";
  const { nodeArgs, env } = runtimeOptions(request.getInfo()?.getOptions()?.toJavaScript());
  const start = (args: readonly string[], cwd: string, more: Readonly<Record<string, string>> = {}) =>
    children.start(
      [...nodeArgs, ...args],
      {
        cwd,
        env: { ...variables(request.getEnvList()), ...env, ...more },
        stdio: ["ignore", "pipe", "pipe"],
      },
      cancelled,
    );
  if (request.getKind() !== "analyzer") {
    const script = sdkScript(folder, "run-plugin");
    const plugin = start([script, folder, ...request.getArgsList()], request.getPwd());
    plugin.process.stdout?.on("data", (data: Buffer) => writeOut(call, data));
    return await finish(call, plugin);
  }

  const script = sdkScript(folder, "run-policy-pack");
  const proxy = new PolicyPackProxy();
  cancelled.addEventListener("abort", () => proxy.close());
  try {
    writeOut(call, `${await proxy.listen()}\n`);
    // A pack runs in its own folder.
    const pack = start([script, ...request.getArgsList(), folder], folder, await proxy.environment());
    readPack(call, pack, proxy);
    await finish(call, pack);
  } finally {
    proxy.close();
  }
}

/** The first line that a pack writes is its port; the engine has the proxy's. */
function readPack(call: PluginCall, { process }: Child, proxy: PolicyPackProxy): void {
  if (process.stdout === null) return;
  const lines = createInterface({ input: process.stdout });
  lines.once("line", (port) => {
    void proxy.attach(port);
    lines.on("line", (line) => writeOut(call, `${line}\n`));
  });
  lines.once("close", () => proxy.fail("the policy pack ended before it served"));
}

async function finish(call: PluginCall, { process, ended }: Child): Promise<void> {
  process.stderr?.on("data", (data: Buffer) => call.write(new messages.RunPluginResponse().setStderr(data)));
  const { code } = await ended;
  // A process that a signal ended has no exit code.
  call.write(new messages.RunPluginResponse().setExitcode(code ?? 1));
}

function writeOut(call: PluginCall, data: Buffer | string): void {
  call.write(new messages.RunPluginResponse().setStdout(Buffer.from(data)));
}

/** Of a list of `name=value`. */
function variables(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
