// What belongs to Pulumi and to the project itself.
import { anyText, optional, text } from "../template.ts";
import type { Allowed } from "./type.ts";

/** A component's inputs are the program's own: its resources are judged. */
export const component: Allowed = { inputs: {} };

/** A component of what is protected until it is retired. */
export const retirable: Allowed = { inputs: { retired: optional(true) } };

export const kubernetesProvider: Allowed = {
  inputs: {
    kubeconfig: "",
    context: optional(anyText),
    enableConfigMapMutable: text(/true/, '"true"'),
    enableSecretMutable: text(/true/, '"true"'),
    version: optional(anyText),
  },
};

export const alicloudProvider: Allowed = {
  inputs: { region: text(/[a-z]+-[-a-z0-9]+/, "a region"), version: optional(anyText) },
};
