import * as alicloud from "@pulumi/alicloud";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PlatformConfig } from "./config/platform-schema.ts";

/**
 * The platform's cluster. With `kubeContext` its file decides where schools go; without it whatever context is current where
 * Pulumi runs, which suits a runner that has one cluster.
 */
export function cluster({ kubeContext }: PlatformConfig): pulumi.ProviderResource {
  return new k8s.Provider("cluster", {
    ...(kubeContext === undefined ? {} : { context: kubeContext }),
    // Empty, the provider looks for it where kubectl does: KUBECONFIG (a list too), ~/.kube/config, the pod's own. Left out,
    // the SDK would put KUBECONFIG into the state, and another machine's path would be another provider there.
    kubeconfig: "",
    // Else a changed verify file or certificate would be deleted before its successor is made, and not be served
    // meanwhile.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
}

/**
 * Alibaba Cloud in the platform's region. Credentials come from the surroundings of the plugin, never from a stack file, and
 * never as inputs of the provider: those are kept in the state, where another machine, or a refresh, would meet them.
 */
export function cloud({ region }: PlatformConfig): pulumi.ProviderResource {
  return without(
    ["ALICLOUD_PROFILE", "ALICLOUD_ECS_ROLE_NAME"],
    () => new alicloud.Provider("cloud", { region }),
  );
}

/** Makes a provider while these environment variables are hidden, which the SDK would take for inputs. */
function without<Made>(names: readonly string[], make: () => Made): Made {
  const taken = names.flatMap((name): [string, string][] => {
    const value = process.env[name];
    delete process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  try {
    return make();
  } finally {
    Object.assign(process.env, Object.fromEntries(taken));
  }
}
