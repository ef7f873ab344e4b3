// What a relay is made of, as the real API server takes it: by its built-in kinds and by PodNetworking's definition.
import { beforeAll, describe, expect, inject, test } from "vitest";
import { Relay } from "../../components/egress/relay.ts";
import { attachEdge } from "../../rehearsal/edge/edge.ts";
import { KubeApi, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { type Declaration, declare } from "../support/declare.ts";

let api: KubeApi;
let declaration: Declaration;
beforeAll(async () => {
  const edge = await attachEdge(inject("edgeFolder"));
  if (edge === undefined) throw new Error("the edge of this run is down");
  api = await KubeApi.fromKubeconfig(edge.kubeconfig);
  const args = {
    ...{ slug: "demo", namespace: "default", vswitchIds: ["vsw-1"], block: "10.20.8.0/24" },
    ...{ securityGroupId: "sg-1", vpcBlock: "10.20.0.0/16", after: [] },
  };
  declaration = await declare(() => ({ url: new Relay("demo-relay", args).url }));
});

function object(kind: string): KubeObject {
  const found = declaration.resources.find(
    ({ type, inputs }) => type.startsWith("kubernetes:") && inputs.kind === kind,
  );
  if (found === undefined) throw new Error(`no ${kind} is declared`);
  return found.inputs as unknown as KubeObject;
}

/** Server-side apply that changes nothing: what the object would become. */
async function tried(manifest: KubeObject): Promise<KubeObject> {
  const query = "dryRun=All&fieldManager=test&fieldValidation=Strict";
  return api.send(
    "PATCH",
    `${await api.pathOf(manifest)}?${query}`,
    manifest,
    "application/apply-patch+yaml",
  );
}

test.each(["ConfigMap", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "PodNetworking", "Service"])(
  "%s is accepted, with every field as it is declared",
  async (kind) => {
    const declared = object(kind);
    const { metadata, ...content } = declared;
    expect(await tried(declared)).toMatchObject({ ...content, metadata });
  },
);

describe("what a relay must not be is refused", () => {
  test.each([
    [
      "a PodNetworking of another interface type",
      "PodNetworking",
      { spec: { eniOptions: { eniType: "Trunked" } } },
      'spec.eniOptions.eniType: Unsupported value: "Trunked": supported values: "Default", "ENI", "Trunk"',
    ],
    [
      "a PodNetworking with a field that is none",
      "PodNetworking",
      { spec: { eniOptions: { eniType: "Default" }, vswitchOptions: ["vsw-1"] } },
      ".spec.vswitchOptions: field not declared in schema",
    ],
    [
      "a Service without ports",
      "Service",
      { spec: { type: "ClusterIP", ports: [] } },
      "spec.ports: Required value",
    ],
  ])("%s", async (_, kind, changes, refusal) => {
    await expect(tried({ ...object(kind), ...changes })).rejects.toThrow(refusal);
  });
});

test("the Deployment's selector stays as it is", async () => {
  const deployment = object("Deployment");
  await api.apply(deployment, "test");
  try {
    const spec = { ...deployment.spec, selector: { matchLabels: { app: "other" } } };
    await expect(tried({ ...deployment, spec })).rejects.toThrow("field is immutable");
  } finally {
    await api.delete(deployment);
  }
});
