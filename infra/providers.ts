import * as alicloud from "@pulumi/alicloud";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PlatformConfig } from "./config.ts";

/**
 * The platform's cluster. With `kubeContext` its file decides where schools go; without it whatever context is current where
 * Pulumi runs, which suits a runner that has one cluster.
 */
export function cluster({ kubeContext }: PlatformConfig): pulumi.ProviderResource {
  return new k8s.Provider("cluster", {
    ...(kubeContext === undefined ? {} : { context: kubeContext }),
    // Else a changed verify file or certificate would be deleted before it is made anew, and nobody served meanwhile.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
}

/** Alibaba Cloud in the platform's region; credentials come from the surroundings, never from a stack file. */
export function cloud({ region }: PlatformConfig): pulumi.ProviderResource {
  return new alicloud.Provider("cloud", { region });
}
