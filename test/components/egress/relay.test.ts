import { expect, test } from "vitest";
import { Relay, type RelayArgs } from "../../../components/egress/relay.ts";
import { relayBootstrap } from "../../../components/egress/relay-bootstrap.ts";
import { declare, named, outline } from "../../support/declare.ts";

const args: RelayArgs = {
  slug: "demo",
  namespace: "school-demo",
  vswitchIds: ["vsw-1", "vsw-2"],
  block: "10.20.8.0/24",
  securityGroupId: "sg-1",
  vpcBlock: "10.20.0.0/16",
  after: [],
};
const relay = (changes: Partial<RelayArgs> = {}) =>
  declare(() => ({ url: new Relay("demo-relay", { ...args, ...changes }).url }));
const selector = { "schoolgate/school": "demo", "app.kubernetes.io/name": "wecom-relay" };
const metadata = { name: "wecom-relay", namespace: "school-demo", labels: selector };

test("a proxy of two pods, its network, its Service, and who may come and go", async () => {
  const declaration = await relay();
  expect(outline(declaration)).toBe(
    `schoolgate:egress:Relay demo-relay
  alicloud:ecs/securityGroupRule:SecurityGroupRule demo-relay-admitted
  kubernetes:policy/v1:PodDisruptionBudget demo-relay-budget
  kubernetes:core/v1:ConfigMap demo-relay-config
  kubernetes:apps/v1:Deployment demo-relay-deployment
  kubernetes:network.alibabacloud.com/v1beta1:PodNetworking demo-relay-network
  kubernetes:networking.k8s.io/v1:NetworkPolicy demo-relay-policy
  kubernetes:core/v1:Service demo-relay-service`,
  );
  expect(declaration.outputs).toEqual({ url: "http://wecom-relay.school-demo.svc:3128" });
});

test("the pods are one after the other replaced by ones that serve", async () => {
  const { inputs, dependencies } = named(await relay(), "demo-relay-deployment");
  const { template: _, ...spec } = inputs.spec as { template: unknown };
  expect({ ...inputs, spec }).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 2,
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 300,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: selector },
    },
  });
  expect(dependencies).toEqual(["demo-relay-admitted", "demo-relay-config", "demo-relay-network"]);
});

test("a pod is placed by name into the pinned vSwitches, and has nothing that Envoy does not need", async () => {
  const declaration = await relay();
  const config = (named(declaration, "demo-relay-config").inputs.metadata as { name: string }).name;
  const { template } = named(declaration, "demo-relay-deployment").inputs.spec as { template: unknown };
  const spread = (topologyKey: string) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selector },
    matchLabelKeys: ["pod-template-hash"],
  });
  expect(template).toEqual({
    metadata: {
      labels: selector,
      annotations: {
        "k8s.aliyun.com/pod-networks-request":
          '[{"interfaceName":"eth0","network":"school-demo","defaultRoute":true}]',
        "k8s.aliyun.com/pod-eni": "true",
        "schoolgate/vswitches": "vsw-1,vsw-2",
      },
    },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
      topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "envoy",
          image:
            "docker.io/envoyproxy/envoy:distroless-v1.39.1@sha256:eb2c01c13125d1629637cb4e4cce7207009fb7cc2c8027f9742758549d15b6f4",
          command: ["envoy"],
          args: [
            "--config-path",
            "/etc/envoy/envoy.json",
            "--log-level",
            "warn",
            "--concurrency",
            "1",
            "--disable-hot-restart",
          ],
          ports: [
            { name: "connect", containerPort: 3128, protocol: "TCP" },
            { name: "health", containerPort: 3129, protocol: "TCP" },
          ],
          readinessProbe: {
            httpGet: { path: "/ready", port: "health" },
            timeoutSeconds: 3,
            periodSeconds: 5,
            failureThreshold: 2,
          },
          livenessProbe: {
            httpGet: { path: "/live", port: "health" },
            timeoutSeconds: 3,
            initialDelaySeconds: 10,
            periodSeconds: 10,
            failureThreshold: 3,
          },
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
      volumes: [{ name: "config", configMap: { name: config } }],
    },
  });
});

test("the network is asked for by name, so it has no selector, and is waited for", async () => {
  expect(named(await relay(), "demo-relay-network").inputs).toEqual({
    apiVersion: "network.alibabacloud.com/v1beta1",
    kind: "PodNetworking",
    metadata: {
      name: "school-demo",
      labels: { "schoolgate/school": "demo" },
      annotations: { "pulumi.com/waitFor": "jsonpath={.status.status}=Ready" },
    },
    spec: {
      allocationType: { type: "Elastic" },
      eniOptions: { eniType: "Default" },
      vSwitchOptions: ["vsw-1", "vsw-2"],
      securityGroupIDs: ["sg-1"],
    },
  });
});

test("labelled pods come in, DNS and the internet's :443 are what it reaches, and the security group agrees", async () => {
  const declaration = await relay();
  expect(named(declaration, "demo-relay-policy").inputs).toEqual({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            { namespaceSelector: {}, podSelector: { matchLabels: { "schoolgate/wecom-caller": "demo" } } },
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
          to: [
            {
              ipBlock: {
                cidr: "0.0.0.0/0",
                except: [
                  "10.0.0.0/8",
                  "100.64.0.0/10",
                  "127.0.0.0/8",
                  "169.254.0.0/16",
                  "172.16.0.0/12",
                  "192.168.0.0/16",
                ],
              },
            },
          ],
          ports: [{ protocol: "TCP", port: 443 }],
        },
      ],
    },
  });
  expect(named(declaration, "demo-relay-admitted").inputs).toEqual({
    securityGroupId: "sg-1",
    type: "ingress",
    ipProtocol: "tcp",
    portRange: "3128/3129",
    cidrIp: "10.20.0.0/16",
    nicType: "intranet",
    policy: "accept",
    priority: 1,
    description: "schoolgate-demo-relay",
  });
});

test("one pod at a time may be taken away, and callers have one name for both", async () => {
  const declaration = await relay();
  expect(named(declaration, "demo-relay-budget").inputs).toEqual({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selector },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  });
  expect(named(declaration, "demo-relay-service").inputs).toEqual({
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: {
      type: "ClusterIP",
      selector,
      ports: [{ name: "connect", port: 3128, targetPort: "connect", protocol: "TCP" }],
    },
  });
});

test("the configuration is named by its content, which the pods' template therefore follows", async () => {
  const [one, other] = [await relay(), await relay({ block: "10.20.9.0/24" })];
  const config = (declaration: typeof one) => named(declaration, "demo-relay-config").inputs;
  expect(config(one)).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { ...metadata, name: expect.stringMatching(/^wecom-relay-[0-9a-f]{8}$/) as string },
    immutable: true,
    data: { "envoy.json": `${JSON.stringify(relayBootstrap("10.20.8.0/24"), undefined, 2)}\n` },
  });
  expect(config(other).metadata).not.toEqual(config(one).metadata);
});

test("the bootstrap names WeCom by its name alone, and a block only where one is known", () => {
  const names = (block: string | undefined) =>
    [...JSON.stringify(relayBootstrap(block)).matchAll(/"(address|address_prefix)":"([^"]+)"/g)].map(
      ([, , value]) => value,
    );
  expect(names(undefined)).toEqual(["0.0.0.0", "0.0.0.0", "qyapi.weixin.qq.com"]);
  const received = ["10.20.8.0", "127.0.0.0"];
  expect(names("10.20.8.0/24")).toEqual([
    "0.0.0.0",
    ...received,
    "0.0.0.0",
    ...received,
    "qyapi.weixin.qq.com",
  ]);
});
