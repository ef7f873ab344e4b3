import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { kubernetesStandIn } from "../../../rehearsal/kubernetes/provider.ts";
import type { Properties, StandIn } from "../../../rehearsal/stand-in.ts";
import { secret } from "../../../rehearsal/values.ts";

export const urn =
  "urn:pulumi:demo::schoolgate::schoolgate:index:School$kubernetes:core/v1:ConfigMap::demo-cm";
export const metadata = { name: "verify", namespace: "edge" };

export function configMap(data: object, more: object = {}): Properties {
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data, ...more };
}

export function opaqueSecret(key: unknown): Properties {
  return { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: secret({ key }) };
}

/** A provider on a cluster of its own for each test, with the namespace `edge`. */
export class Fixture {
  file = "";
  provider: StandIn = kubernetesStandIn({ file: "" });

  constructor() {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "provider-"));
      this.file = join(folder, "cluster.json");
      this.provider = kubernetesStandIn({ file: this.file, namespaces: ["edge"] });
    });
    afterEach(() => rm(folder, { recursive: true }));
  }

  /** Checks inputs and creates what they declare. */
  async created(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const checked = await this.provider.check(urn, {}, inputs);
    expect(checked.failures).toEqual([]);
    const { id, outs } = await this.provider.create(urn, checked.inputs);
    return { id, outs };
  }

  /** The difference from a state to new inputs, as an engine asks for it. */
  async diff(outs: Properties, news: Properties, standIn = this.provider) {
    const { inputs } = await standIn.check(urn, {}, news);
    return standIn.diff("edge/verify", urn, outs, inputs);
  }
}
