// Every option of a resource that the engine does not do; by the SDK itself in program.long.test.ts.
import callbacks from "@pulumi/pulumi/proto/callback_pb.js";
import protocol from "@pulumi/pulumi/proto/resource_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, test } from "vitest";
import { Refusal } from "../../../lib/refusal.ts";
import { goalOfRequest } from "../../../rehearsal/engine/requests.ts";

type Request = protocol.RegisterResourceRequest;

test.each<[feature: string, ask: (request: Request) => unknown]>([
  ["remote components", (request) => request.setRemote(true)],
  ["parameterized packages", (request) => request.setPackageref("a")],
  ["transforms", (request) => request.addTransforms(new callbacks.Callback())],
  [
    "resource hooks",
    (request) => request.setHooks(new protocol.RegisterResourceRequest.ResourceHooksBinding()),
  ],
  ["state migrations", (request) => request.addStateMigrations(new callbacks.Callback())],
  ["the option replaceWith", (request) => request.addReplaceWith("a")],
  ["the option replacementTrigger", (request) => request.setReplacementTrigger(new structs.Value())],
  ["the option hideDiffs", (request) => request.addHidediffs("a")],
  ["the option envVarMappings", (request) => request.getEnvvarmappingsMap().set("a", "b")],
])("%s: refused, not ignored", (feature, ask) => {
  const request = new protocol.RegisterResourceRequest();
  request.setType("toy:index:Thing");
  request.setName("a");
  ask(request);
  expect(() => goalOfRequest(request)).toThrow(
    new Refusal(
      `toy:index:Thing "a" uses ${feature}, which the rehearsal does not support: take it out, or use Pulumi's own engine`,
    ),
  );
});
