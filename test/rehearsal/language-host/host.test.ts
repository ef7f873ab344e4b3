// The host's executable as Pulumi's engine starts it, without an engine; test/engine/language-host.test.ts has one.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, onTestFinished, test } from "vitest";
import { pulumiVersion } from "../../../rehearsal/pulumi/parts.ts";
import { repository } from "../../support/projects.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const executable = join(repository, "rehearsal", "language-host", "pulumi-language-nodejs");

async function start(command = executable, env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(command, ["-v=9", "127.0.0.1:1"], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  expect(port.toString()).toMatch(/^\d+\n$/);
  const address = `127.0.0.1:${port.toString().trim()}`;
  const client = new services.LanguageRuntimeClient(address, credentials.createInsecure());
  onTestFinished(() => client.close());
  return { child, client };
}

type Asked<Response> = (respond: (error: ServiceError | null, response: Response) => void) => unknown;

function ask<Response>(call: Asked<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

function program(folder: string, options: Record<string, structs.JavaScriptValue> = { typescript: false }) {
  const info = new messages.ProgramInfo()
    .setRootDirectory(folder)
    .setProgramDirectory(folder)
    .setEntryPoint(".");
  info.setOptions(structs.Struct.fromJavaScript(options));
  const request = new messages.RunRequest();
  request.setInfo(info);
  return request;
}

test("it is of the SDK's version, asks for no plugin, and does not do what no run asks for", async () => {
  const { client } = await start();
  const info = await ask<{ getVersion(): string }>((respond) =>
    client.getPluginInfo(new empty.Empty(), respond),
  );
  expect(info.getVersion()).toBe(pulumiVersion);
  const required = await ask<messages.GetRequiredPackagesResponse>((respond) =>
    client.getRequiredPackages(new messages.GetRequiredPackagesRequest(), respond),
  );
  expect(required.toObject()).toEqual({ packagesList: [], specsList: [] });
  const packed = ask((respond) => client.pack(new messages.PackRequest(), respond));
  await expect(packed).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
});

test("a program that cannot be started is an answer to the engine", async () => {
  const folder = temporaryFolder();
  const { client } = await start();
  const run = async (request: messages.RunRequest) =>
    (await ask<messages.RunResponse>((respond) => client.run(request, respond))).toObject();
  expect(await run(program(folder))).toEqual({
    error: `@pulumi/pulumi is not installed in ${folder}: run "npm ci" there`,
    bail: false,
  });
  expect(await run(program(repository, { typescript: 1 }))).toEqual({
    error: "runtime option typescript must be true or false",
    bail: false,
  });
});

test("without a node on PATH it says so", async () => {
  const folder = temporaryFolder();
  // What the executable itself needs.
  for (const name of ["dirname", "readlink"]) symlinkSync(`/usr/bin/${name}`, join(folder, name));
  const { client } = await start(executable, { PATH: folder });
  const response = await ask<messages.RunResponse>((respond) => client.run(program(repository), respond));
  expect(response.toObject()).toEqual({ error: "there is no node on PATH", bail: false });
});

test("it ends when it is told to, and when who started it was killed", async () => {
  const { child } = await start();
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([0, null]);

  const folder = temporaryFolder();
  const starter = join(folder, "starter.mjs");
  writeFileSync(
    starter,
    `#!${process.execPath}
import { spawn } from "node:child_process";
spawn(${JSON.stringify(executable)}, ["127.0.0.1:1"], { stdio: "inherit", detached: true });
`,
    { mode: 0o755 },
  );
  const { child: killed } = await start(starter);
  killed.kill("SIGKILL");
  // The host is the last to hold it.
  await ended(killed);
});

async function ended({ stdout }: ChildProcess): Promise<void> {
  stdout?.resume();
  if (stdout?.readableEnded === false) await once(stdout, "end");
}
