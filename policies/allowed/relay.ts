// The proxy through which a school's OAuth service calls WeCom, and the ConfigMaps: its configuration, and verify files.
import { anyText, listOf, oneOf, type Template, text } from "../template.ts";
import { verifyFileContent } from "./edge.ts";
import { block, labels } from "./holes.ts";
import type { Allowed } from "./type.ts";

const relayLabels: Template = { "schoolgate/school": "<stack>", "app.kubernetes.io/name": "wecom-relay" };
const ofRelay = (name: Template): Template => ({
  name,
  namespace: "school-<stack>",
  labels: relayLabels,
});
const configName = text(/wecom-relay-[0-9a-f]{8}/, "wecom-relay-<digest>");

export const configMap: Allowed = {
  inputs: oneOf(verifyFileContent, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: ofRelay(configName),
    immutable: true,
    data: { "envoy.json": text(/(?![\s\S]*PRIVATE KEY)\{[\s\S]*\}\n/, "the relay's configuration") },
  }),
};

export const podNetworking: Allowed = {
  inputs: {
    apiVersion: "network.alibabacloud.com/v1beta1",
    kind: "PodNetworking",
    metadata: {
      name: "school-<stack>",
      labels,
      annotations: { "pulumi.com/waitFor": "jsonpath={.status.status}=Ready" },
    },
    spec: {
      allocationType: { type: "Elastic" },
      eniOptions: { eniType: "Default" },
      vSwitchOptions: listOf(anyText),
      securityGroupIDs: [anyText],
    },
  },
};

const spread = (topologyKey: string): Template => ({
  topologyKey,
  maxSkew: 1,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: relayLabels },
  matchLabelKeys: ["pod-template-hash"],
});
const probe = (path: string, timing: Readonly<Record<string, number>>): Template => ({
  httpGet: { path, port: "health" },
  timeoutSeconds: 3,
  ...timing,
});

export const deployment: Allowed = {
  inputs: {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: ofRelay("wecom-relay"),
    spec: {
      replicas: 2,
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 300,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: relayLabels },
      template: {
        metadata: {
          labels: relayLabels,
          annotations: {
            "k8s.aliyun.com/pod-networks-request": anyText,
            "k8s.aliyun.com/pod-eni": "true",
            "schoolgate/vswitches": anyText,
          },
        },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          topologySpreadConstraints: [
            spread("topology.kubernetes.io/zone"),
            spread("kubernetes.io/hostname"),
          ],
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "envoy",
              image: text(
                /docker\.io\/envoyproxy\/envoy:distroless-v[.\d]+@sha256:[0-9a-f]{64}/,
                "a release of Envoy by its digest",
              ),
              command: ["envoy"],
              args: [
                ...["--config-path", "/etc/envoy/envoy.json", "--log-level", "warn"],
                ...["--concurrency", "1", "--disable-hot-restart"],
              ],
              ports: [
                { name: "connect", containerPort: 3128, protocol: "TCP" },
                { name: "health", containerPort: 3129, protocol: "TCP" },
              ],
              readinessProbe: probe("/ready", { periodSeconds: 5, failureThreshold: 2 }),
              livenessProbe: probe("/live", {
                ...{ initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 3 },
              }),
              lifecycle: { preStop: { sleep: { seconds: 15 } } },
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
          volumes: [{ name: "config", configMap: { name: configName } }],
        },
      },
    },
  },
};

export const service: Allowed = {
  inputs: {
    apiVersion: "v1",
    kind: "Service",
    metadata: ofRelay("wecom-relay"),
    spec: {
      type: "ClusterIP",
      selector: relayLabels,
      ports: [{ name: "connect", port: 3128, targetPort: "connect", protocol: "TCP" }],
    },
  },
};

export const podDisruptionBudget: Allowed = {
  inputs: {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: ofRelay("wecom-relay"),
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: relayLabels },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  },
};

/** Private, shared, link-local and loopback addresses: WeCom has none of them. */
const notInternet = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

export const networkPolicy: Allowed = {
  inputs: {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: ofRelay("wecom-relay"),
    spec: {
      podSelector: { matchLabels: relayLabels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: {},
              podSelector: { matchLabels: { "schoolgate/wecom-caller": "<stack>" } },
            },
          ],
          ports: [{ protocol: "TCP", port: "connect" }],
        },
        { ports: [{ protocol: "TCP", port: "health" }] },
      ],
      egress: [
        {
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
        {
          to: [{ ipBlock: { cidr: "0.0.0.0/0", except: notInternet } }],
          ports: [{ protocol: "TCP", port: 443 }],
        },
      ],
    },
  },
};

/** Lets callers of the VPC reach the relay. */
export const securityGroupRule: Allowed = {
  inputs: {
    securityGroupId: anyText,
    type: "ingress",
    ipProtocol: "tcp",
    portRange: "3128/3129",
    cidrIp: block,
    nicType: "intranet",
    policy: "accept",
    priority: 1,
    description: "schoolgate-<stack>-relay",
  },
  ignoreChanges: ["ipv6CidrIp", "sourceSecurityGroupId", "sourceGroupOwnerAccount", "sourceGroupOwnerId"],
};
