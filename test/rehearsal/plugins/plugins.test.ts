// The plugin executables, started as Pulumi's engine starts them: a port on standard output, then gRPC.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { folder, urn, world } from "../alicloud/support.ts";

const plugins = fileURLToPath(new URL("../../../rehearsal/plugins/", import.meta.url));

function start(executable: string, rehearsal: string | undefined): ChildProcess {
  const { SCHOOLGATE_REHEARSAL: _, ...env } = process.env;
  return spawn(executable, ["127.0.0.1:1"], {
    env: rehearsal === undefined ? env : { ...env, SCHOOLGATE_REHEARSAL: rehearsal },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function outcome(executable: string) {
  const child = start(executable, undefined);
  let error = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    error += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, error };
}

/** A client of a plugin that lives until the test is over. */
async function connect(executable: string, rehearsal: string) {
  const child = start(executable, rehearsal);
  onTestFinished(() => {
    child.kill();
  });
  const [port] = (await once(child.stdout ?? child, "data")) as [Buffer];
  const address = `127.0.0.1:${port.toString().trim()}`;
  const client = new services.ResourceProviderClient(address, grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  return client;
}

function read(client: Awaited<ReturnType<typeof connect>>, id: string) {
  const request = new messages.ReadRequest();
  request.setId(id);
  request.setUrn(urn("eip"));
  return new Promise<messages.ReadResponse>((resolve, reject) =>
    client.read(request, (error, response) => (error ? reject(error) : resolve(response))),
  );
}

describe.each(["pulumi-resource-alicloud", "pulumi-resource-kubernetes"])("%s", (name) => {
  it("says what is missing, without a stack", async () => {
    expect(await outcome(join(plugins, name))).toEqual({
      code: 1,
      error: `${name}: set SCHOOLGATE_REHEARSAL to the folder of the stand-in world, e.g. .rehearsal/demo\n`,
    });
  });

  it("serves from a link in another folder", async () => {
    const path = await folder();
    await mkdir(join(path, "bin"));
    await symlink(join(plugins, name), join(path, "bin", name));
    const child = start(join(path, "bin", name), path);
    onTestFinished(() => {
      child.kill();
    });
    const [port] = (await once(child.stdout ?? child, "data")) as [Buffer];
    expect(port.toString()).toMatch(/^\d+\n$/);
  });
});

describe("pulumi-resource-alicloud", () => {
  it("keeps the cloud in the folder, reads for an import, and tells a missing resource from an empty one", async () => {
    const path = await folder();
    await writeFile(join(path, "world.json"), JSON.stringify({ alicloud: world }));
    const client = await connect(join(plugins, "pulumi-resource-alicloud"), path);
    const found = await read(client, "eip-old");
    expect([found.getId(), found.getProperties()?.toJavaScript().ipAddress]).toEqual([
      "eip-old",
      "47.111.68.100",
    ]);
    expect(found.getInputs()?.toJavaScript().addressName).toBe("old");
    const missing = await read(client, "eip-none");
    expect([missing.getId(), missing.getProperties(), missing.getInputs()]).toEqual([
      "",
      undefined,
      undefined,
    ]);

    const request = new messages.CreateRequest();
    request.setUrn(urn("eip"));
    request.setProperties(structs.Struct.fromJavaScript({ addressName: "a" }));
    const made = await new Promise<messages.CreateResponse>((resolve, reject) =>
      client.create(request, (error, response) => (error ? reject(error) : resolve(response))),
    );
    expect(made.getId()).toBe("eip-bp10000001");
    const file = JSON.parse(await readFile(join(path, "cloud.json"), "utf8")) as { eips: object };
    expect(Object.keys(file.eips)).toEqual(["eip-old", "eip-bp10000001"]);
  });
});
