import { describe, expect, it } from "vitest";
import { kubernetesStandIn } from "../../../rehearsal/kubernetes/provider.ts";
import { FailedToInitialize } from "../../../rehearsal/stand-in.ts";
import { unknown } from "../../../rehearsal/values.ts";
import { configMap, Fixture, metadata, opaqueSecret, urn } from "./fixture.ts";

const fixture = new Fixture();
const none = { changes: false, replaces: [], stables: [], deleteBeforeReplace: false };

describe("diff", () => {
  const mutable = () =>
    kubernetesStandIn({ file: fixture.file, enableConfigMapMutable: true, enableSecretMutable: true });

  it("sees no difference in what the server added", async () => {
    const { outs } = await fixture.created(configMap({ a: "1" }));
    expect(await fixture.diff(outs, configMap({ a: "1" }))).toEqual(none);
    const { outs: secretOuts } = await fixture.created({
      ...opaqueSecret("KEY"),
      metadata: { ...metadata, name: "s" },
    });
    expect(
      await fixture.diff(secretOuts, { ...opaqueSecret("KEY"), metadata: { ...metadata, name: "s" } }),
    ).toEqual(none);
  });

  it("replaces a ConfigMap whose data changes, deleting it first, unless the provider may change it", async () => {
    const { outs } = await fixture.created(configMap({ a: "1" }));
    const news = configMap({ a: "2", "b.c": "3" });
    const replaced = {
      changes: true,
      replaces: ["data.a", 'data["b.c"]'],
      stables: [],
      deleteBeforeReplace: true,
    };
    expect(await fixture.diff(outs, news)).toEqual(replaced);
    expect(await fixture.diff(outs, news, mutable())).toEqual({ ...none, changes: true });
    const sealed = { ...news, immutable: true };
    expect(await fixture.diff(outs, sealed, mutable())).toEqual(replaced);
  });

  it("does the same with a Secret, and always for its type", async () => {
    const { outs } = await fixture.created(opaqueSecret("KEY"));
    expect(await fixture.diff(outs, opaqueSecret("NEW"))).toMatchObject({
      replaces: ["data.key"],
      deleteBeforeReplace: true,
    });
    expect(await fixture.diff(outs, opaqueSecret("NEW"), mutable())).toEqual({ ...none, changes: true });
    expect(await fixture.diff(outs, { ...opaqueSecret("KEY"), type: "x" }, mutable())).toMatchObject({
      replaces: ["type"],
    });
  });

  it.each([
    ["metadata.name", { ...metadata, name: "b" }],
    ["metadata.namespace", { ...metadata, namespace: "default" }],
    ["metadata.name", { ...metadata, name: unknown }],
  ])("replaces for another %s, side by side", async (property, changed) => {
    const { outs } = await fixture.created(configMap({ a: "1" }));
    expect(await fixture.diff(outs, configMap({ a: "1" }, { metadata: changed }))).toEqual({
      ...{ changes: true, replaces: [property], stables: [], deleteBeforeReplace: false },
    });
  });

  it("updates for labels, for what is not known yet, and for what is gone", async () => {
    const { outs } = await fixture.created(configMap({ a: "1", b: "2" }));
    for (const news of [
      configMap({ a: "1", b: "2" }, { metadata: { ...metadata, labels: { x: "y" } } }),
      configMap({ a: "1", b: unknown }),
      configMap({ a: "1" }),
    ]) {
      expect(await fixture.diff(outs, news, mutable())).toEqual({ ...none, changes: true });
    }
  });
});

describe("faults", () => {
  const call = "create kubernetes:core/v1:ConfigMap";
  const faulty = (when: "after" | "before") =>
    kubernetesStandIn({
      file: fixture.file,
      namespaces: ["edge"],
      faults: [{ call, nth: 2, times: 1, when, error: "InternalError" }],
    });
  const named = (name: string) => configMap({}, { metadata: { ...metadata, name } });
  const struck = new Error(`${call}: InternalError (injected by the fault plan)`);

  it("strike the planned call before it took effect, and are counted in the cluster's file", async () => {
    await faulty("before").create(urn, named("a"));
    await expect(faulty("before").create(urn, named("b"))).rejects.toEqual(struck);
    expect(await fixture.provider.read("edge/b", urn, {})).toEqual({ id: "", props: {} });
    await faulty("before").create(urn, named("b"));
  });

  it("or after", async () => {
    await faulty("after").create(urn, named("a"));
    await expect(faulty("after").create(urn, named("b"), { clientToken: "t" })).rejects.toEqual(struck);
    expect((await fixture.provider.read("edge/b", urn, {})).id).toBe("edge/b");
    expect((await faulty("after").create(urn, named("b"), { clientToken: "t" })).id).toBe("edge/b");
  });

  it("or leave the object there, and never ready", async () => {
    const provider = kubernetesStandIn({
      file: fixture.file,
      namespaces: ["edge"],
      faults: ["create", "update"].map((method) => ({
        ...{ call: `${method} kubernetes:core/v1:ConfigMap`, nth: 1, times: 1 },
        ...{ when: "after" as const, unready: true as const },
      })),
    });
    const late =
      "the Kubernetes API server reported that it failed to fully initialize or become live: timed out waiting for the condition";
    const created = await provider.create(urn, configMap({ a: "1" })).catch((error: unknown) => error);
    const { outs } = await fixture.provider.update("edge/verify", urn, {}, configMap({ a: "1" }));
    expect(created).toEqual(
      new FailedToInitialize("edge/verify", outs, `resource "${urn}" was successfully created, but ${late}`),
    );
    await expect(provider.update("edge/verify", urn, outs, configMap({ a: "2" }))).rejects.toMatchObject({
      message: late.replace("that it failed", 'that "edge/verify" failed'),
      properties: { data: { a: "2" }, __inputs: configMap({ a: "2" }) },
    });
  });
});
