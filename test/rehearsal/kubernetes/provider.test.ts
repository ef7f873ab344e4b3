import { describe, expect, it } from "vitest";
import { FileCluster } from "../../../rehearsal/kubernetes/file-cluster.ts";
import { FailedToInitialize, type Properties } from "../../../rehearsal/stand-in.ts";
import { secret, unknown } from "../../../rehearsal/values.ts";
import { configMap, Fixture, metadata, opaqueSecret, urn } from "./fixture.ts";

const fixture = new Fixture();
const manager = "pulumi-kubernetes-00be1a3e";
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("check", () => {
  it("puts a namespaced object into a namespace and drops what only the server sets", async () => {
    const copied = {
      name: "a",
      uid: "u",
      resourceVersion: "1",
      managedFields: [],
      generation: 3,
      labels: { a: "b" },
    };
    const news = { apiVersion: "v1", kind: "ConfigMap", metadata: copied };
    expect(await fixture.provider.check(urn, {}, news)).toEqual({
      inputs: { ...news, metadata: { name: "a", labels: { a: "b" }, namespace: "default" } },
      failures: [],
    });
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } };
    expect(await fixture.provider.check(urn, {}, namespace)).toEqual({ inputs: namespace, failures: [] });
  });

  it("moves a Secret's stringData into its data, and leaves unknown values unknown", async () => {
    const news: Properties = { ...opaqueSecret("KEY"), data: { old: base64("OLD") } };
    const { stringData: _stringData, ...own } = news;
    expect(await fixture.provider.check(urn, {}, news)).toEqual({
      inputs: { ...own, data: secret({ old: base64("OLD"), key: base64("KEY") }) },
      failures: [],
    });
    expect((await fixture.provider.check(urn, {}, opaqueSecret(unknown))).inputs.data).toEqual(
      secret({ key: unknown }),
    );
    const open = { ...opaqueSecret("x"), stringData: unknown };
    expect(await fixture.provider.check(urn, {}, open)).toMatchObject({
      inputs: { data: secret(unknown) },
      failures: [],
    });
  });

  it("tells every problem with its property", async () => {
    const spec = { hostnames: ["-"], rules: [{ filters: [{ type: "X" }] }] };
    const head = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute" };
    const { failures } = await fixture.provider.check(
      urn,
      {},
      { ...head, metadata: { name: "A.", namespace: "edge" }, spec },
    );
    const refused = 'HTTPRoute.gateway.networking.k8s.io "A." is invalid:';
    const host = "'^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'";
    const types =
      '"RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "RequestRedirect", "URLRewrite", "ExtensionRef", "CORS", "ExternalAuth"';
    const subdomain =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    expect(failures).toEqual([
      {
        property: "spec.hostnames[0]",
        reason: `${refused} spec.hostnames[0]: Invalid value: "-": spec.hostnames[0] in body should match ${host}`,
      },
      {
        property: "spec.rules[0].filters[0].type",
        reason: `${refused} spec.rules[0].filters[0].type: Unsupported value: "X": supported values: ${types}`,
      },
      { property: "metadata.name", reason: `${refused} metadata.name: Invalid value: "A.": ${subdomain}` },
    ]);
  });

  it("names the property that is too long", async () => {
    const tooLong = { ...opaqueSecret("x".repeat(1024 * 1024 + 1)) };
    expect((await fixture.provider.check(urn, {}, tooLong)).failures).toEqual([
      {
        property: "data",
        reason: 'Secret "verify" is invalid: data: Too long: may not be more than 1048576 bytes',
      },
    ]);
  });

  it("knows the kinds of its cluster only", async () => {
    const news = { apiVersion: "traefik.io/v1alpha1", kind: "IngressRoute", metadata };
    expect(await fixture.provider.check(urn, {}, news)).toEqual({
      inputs: news,
      failures: [
        { property: "kind", reason: 'no matches for kind "IngressRoute" in version "traefik.io/v1alpha1"' },
      ],
    });
  });
});

describe("create, read, update, delete", () => {
  it("answers with the live object and the inputs that made it", async () => {
    const inputs = configMap({ "response.body": secret("code") });
    const { id, outs } = await fixture.created(inputs);
    expect(id).toBe("edge/verify");
    expect(outs).toEqual({
      ...{ apiVersion: "v1", kind: "ConfigMap", data: { "response.body": secret("code") } },
      metadata: {
        ...metadata,
        ...{ creationTimestamp: expect.any(String), uid: expect.any(String), resourceVersion: "6" },
        managedFields: [
          {
            ...{
              manager,
              operation: "Apply",
              apiVersion: "v1",
              fieldsType: "FieldsV1",
              time: expect.any(String),
            },
            fieldsV1: { "f:data": { "f:response.body": {} } },
          },
        ],
      },
      ...{ __fieldManager: manager, __initialApiVersion: "v1", __inputs: inputs },
    });
    expect(await fixture.provider.read(id, urn, outs)).toEqual({ id, props: outs, inputs });
    const { outs: updated } = await fixture.provider.update(id, urn, outs, configMap({ b: "2" }));
    expect(updated).toMatchObject({ data: { b: "2" }, metadata: { resourceVersion: "7" } });
    await fixture.provider.delete(id, urn, updated);
    expect(await fixture.provider.read(id, urn, updated)).toEqual({ id: "", props: {} });
    await fixture.provider.delete(id, urn, updated);
  });

  it("returns a Secret's data as a secret", async () => {
    const { outs } = await fixture.created(opaqueSecret("KEY"));
    expect(outs.data).toEqual(secret({ key: base64("KEY") }));
    expect((await fixture.provider.read("edge/verify", urn, outs)).props).toEqual(outs);
  });

  it("reads for an import what nobody has declared", async () => {
    await fixture.created(configMap({ a: "1" }, { immutable: true }));
    const found = await fixture.provider.read("edge/verify", urn, {});
    expect(found.inputs).toEqual(configMap({ a: "1" }, { immutable: true }));
    expect(found.props.__inputs).toEqual(found.inputs);
  });

  it("finds what somebody else changed", async () => {
    const { outs } = await fixture.created(configMap({ a: "1", b: secret("2") }));
    const other = configMap(
      { a: "I", b: "II" },
      { metadata: { ...metadata, annotations: { "pulumi.com/patchForce": "true" } } },
    );
    await fixture.provider.update(
      "edge/verify",
      "urn:pulumi:other::p::kubernetes:core/v1:ConfigMap::x",
      {},
      other,
    );
    const found = await fixture.provider.read("edge/verify", urn, outs);
    expect(found.inputs).toEqual(configMap({ a: "I", b: secret("II") }));
    expect(await fixture.diff(found.props, configMap({ a: "1", b: secret("2") }))).toMatchObject({
      changes: true,
    });
  });

  it("says which object was refused, why, and what to do", async () => {
    await fixture.created(configMap({ a: "1" }));
    const head = 'resource "edge/verify" was not successfully created by the Kubernetes API server: ';
    await expect(fixture.provider.create(urn, configMap({}))).rejects.toEqual(
      new Error(
        `${head}configmaps "verify" already exists. Import it (pulumi import), or delete it from the cluster.`,
      ),
    );
    const elsewhere = { ...configMap({}), metadata: { name: "a", namespace: "school-x" } };
    await expect(fixture.provider.create(urn, elsewhere)).rejects.toEqual(
      new Error(`${head.replace("edge/verify", "school-x/a")}namespaces "school-x" not found`),
    );
  });

  it("keeps a refused update as it was wanted, with the object as it is and the reason", async () => {
    const { outs } = await fixture.created(configMap({ a: "1" }));
    const other = "urn:pulumi:other::schoolgate::kubernetes:core/v1:ConfigMap::x";
    const news = configMap({ a: "2" });
    const reason =
      'the Kubernetes API server reported that "edge/verify" failed to fully initialize or become live: ' +
      "Server-Side Apply field conflict detected. See https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help.\n" +
      'The resource managed by field manager "pulumi-kubernetes-ffb1035a" had an apply conflict: ' +
      `Apply failed with 1 conflict: conflict with "${manager}": .data.a\n` +
      'Leave the field to its manager, or set the annotation "pulumi.com/patchForce": "true" to take it over.';
    const refused = fixture.provider.update("edge/verify", other, {}, news);
    await expect(refused).rejects.toEqual(
      new FailedToInitialize(
        "edge/verify",
        { ...outs, __fieldManager: "pulumi-kubernetes-ffb1035a", __inputs: news },
        reason,
      ),
    );
    await expect(refused).rejects.toMatchObject({ reasons: [reason] });
  });

  it("leaves the object as it is where an update of a Secret is refused", async () => {
    const { outs } = await fixture.created(opaqueSecret("OLD"));
    const { inputs } = await fixture.provider.check(urn, {}, { ...opaqueSecret("NEW"), type: "other" });
    const refused = fixture.provider.update("edge/verify", urn, outs, inputs);
    await expect(refused).rejects.toMatchObject({ properties: { data: secret({ key: base64("OLD") }) } });
  });

  it("changes nothing about an object that is gone, until a refresh lets go of it", async () => {
    const { id, outs } = await fixture.created(configMap({ a: "1" }));
    await fixture.provider.delete(id, urn, outs);
    const gone = 'configmaps "verify" not found';
    await expect(fixture.provider.update(id, urn, outs, configMap({ a: "2" }))).rejects.toEqual(
      new Error(
        `update of resource "${urn}" failed: ${gone}\nunable to get cluster state: ${gone}\n` +
          "Only the state has it: a refresh removes it there, and the next up makes it again.",
      ),
    );
    expect(await fixture.provider.read(id, urn, outs)).toEqual({ id: "", props: {} });
  });

  it.each(["kubectl", "kubectl-edit", "kubectl-client-side-apply"])(
    "takes over what %s has set",
    async (fieldManager) => {
      const { id, outs } = await fixture.created(configMap({ a: "1" }));
      const cluster = new FileCluster(fixture.file);
      await cluster.apply(configMap({ a: "2", b: "2" }), { fieldManager, force: true });
      const updated = await fixture.provider.update(id, urn, outs, configMap({ a: "3" }));
      expect(updated.outs).toMatchObject({
        data: { a: "3" },
        metadata: { managedFields: [{ manager, fieldsV1: { "f:data": { "f:a": {} } } }] },
      });
    },
  );

  it("creates once for one client token", async () => {
    const first = await fixture.provider.create(urn, configMap({ a: "1" }), { clientToken: "t" });
    expect(await fixture.provider.create(urn, configMap({ a: "1" }), { clientToken: "t" })).toEqual(first);
  });

  it("has no functions", async () => {
    await expect(fixture.provider.invoke("kubernetes:yaml:decode", {})).rejects.toEqual(
      new Error(
        'the rehearsal\'s cluster has no function "kubernetes:yaml:decode": call it on a real cluster',
      ),
    );
  });
});
