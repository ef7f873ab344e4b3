import type * as pulumi from "@pulumi/pulumi";

/**
 * Pods of one kind apart from each other, where there is room: a constraint of a pod's topology.
 *
 * @param topologyKey label of nodes, such as kubernetes.io/hostname
 * @param labels of the pods
 */
export function spread(topologyKey: string, labels: Record<string, pulumi.Input<string>>) {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
    // Else a rollout counts the pods that are about to go.
    matchLabelKeys: ["pod-template-hash"],
  };
}
