import { kindOf } from "../kubernetes.ts";
import { at } from "../read.ts";
import type { Resource, ResourceRule } from "../rule.ts";

const encrypting = "kubernetes:core/v1:Secret";

/** Keys and secrets stand in Kubernetes Secrets only, of the class whose data Pulumi encrypts in its state. */
export const secrets: ResourceRule = {
  name: "schoolgate-secrets",
  description: "Whoever may read a state, a plan or a ConfigMap must not be able to pose as the school.",
  level: "mandatory",
  judge: (resource, report) => {
    const { type, inputs } = resource;
    if (type.startsWith("pulumi:providers:")) return;
    if (type !== encrypting && kindOf(resource) !== undefined && at(inputs, "kind") === "Secret") {
      report("is a Secret that the state would hold in the open: declare it as a core/v1 Secret");
      return;
    }
    for (const path of secretPaths(resource)) {
      if (type === encrypting && isData(path)) continue;
      report(`has a secret in ${path}: only the data of a Secret may hold one`);
    }
    // Only a plan can tell: to the engine's policies all values are plain.
    if (type !== encrypting || resource.secrets === undefined) return;
    const open = resource.textsLike(() => true).filter(isData);
    for (const path of open.sort()) {
      report(`has ${path} in the open: hand it over as a secret`);
    }
  },
};

/** Whether a path lies in what Pulumi encrypts of a Secret. */
const isData = (path: string): boolean => /^(data|stringData)([.[]|$)/.test(path);

/** Where there is a private key, or what is known to be a secret. */
function secretPaths({ textsLike, secrets: known }: Resource): readonly string[] {
  const keys = textsLike((text) => text.includes("PRIVATE KEY-----"));
  return [...new Set([...keys, ...(known?.() ?? [])])].sort();
}
