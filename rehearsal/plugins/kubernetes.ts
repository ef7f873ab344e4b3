import { kubernetesStandIn } from "../kubernetes/provider.ts";
import { serve } from "./serve.ts";

await serve("pulumi-resource-kubernetes", ({ clusterFile, kubernetes, faults }) =>
  kubernetesStandIn({
    file: clusterFile,
    namespaces: kubernetes.namespaces,
    faults,
    // As infra/providers.ts sets the provider: the SDK's server hands no configuration on.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  }),
);
