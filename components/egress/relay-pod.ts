import * as pulumi from "@pulumi/pulumi";
import { relayLabels } from "../names.ts";
import { spread } from "../pod-spread.ts";
import { relayPorts } from "./relay-bootstrap.ts";

/**
 * The Envoy that Envoy Gateway 1.9.1 runs by default, by the digest that its release names: what serves the schools' hosts
 * relays their calls too, and a cluster has one image to mirror.
 */
const image =
  "docker.io/envoyproxy/envoy:distroless-v1.39.1@sha256:eb2c01c13125d1629637cb4e4cce7207009fb7cc2c8027f9742758549d15b6f4";

/** Seconds between a pod's last new connection and its end: long enough for any call that is under way. */
const drainSeconds = 15;

export interface RelayPod {
  readonly slug: string;
  /** Name of the PodNetworking. */
  readonly podNetworking: pulumi.Input<string>;
  readonly vswitchIds: readonly pulumi.Input<string>[];
  /** Name of the ConfigMap with `envoy.json`. */
  readonly config: pulumi.Input<string>;
}

/** A pod of the relay: Envoy alone, without privileges. */
export function relayPod({ slug, podNetworking, vswitchIds, config }: RelayPod) {
  const selector = relayLabels(slug);
  return {
    metadata: { labels: selector, annotations: networkAnnotations(podNetworking, vswitchIds) },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // The pause before Envoy ends (preStop), and what it then needs.
      terminationGracePeriodSeconds: drainSeconds + 15,
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((key) =>
        spread(key, selector),
      ),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "envoy",
          image,
          command: ["envoy"],
          args: [
            ...["--config-path", "/etc/envoy/envoy.json", "--log-level", "warn"],
            // One thread carries some ten thousand calls a second; hot restarts would need a writable /dev/shm.
            ...["--concurrency", "1", "--disable-hot-restart"],
          ],
          ports: Object.entries(relayPorts).map(([name, containerPort]) => ({
            ...{ name, containerPort, protocol: "TCP" },
          })),
          readinessProbe: probe("/ready", { periodSeconds: 5, failureThreshold: 2 }),
          livenessProbe: probe("/live", { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 3 }),
          // Envoy ends at once on a signal. The pause lets callers move to other pods, and calls under way end.
          lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
          resources: {
            requests: { cpu: "50m", memory: "96Mi" },
            limits: { cpu: "1", memory: "256Mi" },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          volumeMounts: [{ name: "config", mountPath: "/etc/envoy", readOnly: true }],
        },
      ],
      volumes: [{ name: "config", configMap: { name: config } }],
    },
  };
}

/**
 * How Terway puts a pod into the pinned vSwitches, or not up at all. The request is refused by Terway's webhook where
 * it cannot be met. Where the webhook is skipped (its failure policy is Ignore by default), `pod-eni` makes Terway
 * wait for an interface that was never ordered, instead of giving the pod an address of the node's own vSwitch.
 */
function networkAnnotations(
  podNetworking: pulumi.Input<string>,
  vswitchIds: readonly pulumi.Input<string>[],
): Record<string, pulumi.Input<string>> {
  return {
    "k8s.aliyun.com/pod-networks-request": pulumi.jsonStringify([
      { interfaceName: "eth0", network: podNetworking, defaultRoute: true },
    ]),
    "k8s.aliyun.com/pod-eni": "true",
    // A pod stays where it came up: other vSwitches need other pods.
    "schoolgate/vswitches": pulumi.all([...vswitchIds]).apply((ids) => ids.join(",")),
  };
}

function probe(path: string, timing: Readonly<Record<string, number>>) {
  return { httpGet: { path, port: "health" }, timeoutSeconds: 3, ...timing };
}
