import { createHash } from "node:crypto";
import * as alicloud from "@pulumi/alicloud";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { callerLabels, cloudName, relayLabels, schoolLabels, schoolNamespace } from "../names.ts";
import { tokens } from "../tokens.ts";
import { relayBootstrap, relayPorts } from "./relay-bootstrap.ts";
import { relayPod } from "./relay-pod.ts";

export interface RelayArgs {
  readonly slug: string;
  readonly namespace: pulumi.Input<string>;
  /** The pinned vSwitches. */
  readonly vswitchIds: readonly pulumi.Input<string>[];
  /** IPv4 block that covers them; absent: not known. */
  readonly block?: string | undefined;
  /** Group of the relay's network interfaces. */
  readonly securityGroupId: pulumi.Input<string>;
  /** IPv4 block of the VPC: callers are in it. */
  readonly vpcBlock: string;
  /** What must be there before a call may leave, so that the first one leaves by the right address. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * A proxy in the pinned vSwitches through which a school's OAuth service calls WeCom: it takes CONNECT to
 * qyapi.weixin.qq.com:443 and nothing else, so TLS stays between the service and WeCom. A service that runs in the pinned
 * vSwitches itself needs none.
 */
export class Relay extends pulumi.ComponentResource {
  /** What callers set as their HTTPS proxy. */
  readonly url: pulumi.Output<string>;
  readonly #name: string;
  readonly #args: RelayArgs;

  constructor(name: string, args: RelayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Relay, name, {}, opts);
    this.#name = name;
    this.#args = args;
    const network = this.#network();
    const admitted = this.#admitted();
    const config = this.#config();
    this.#policy();
    this.#budget();
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: this.#metadata(),
        spec: {
          replicas: 2,
          revisionHistoryLimit: 3,
          progressDeadlineSeconds: 300,
          // A pod goes only when its successor serves.
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          selector: { matchLabels: relayLabels(args.slug) },
          template: relayPod({
            slug: args.slug,
            podNetworking: network.metadata.name,
            vswitchIds: args.vswitchIds,
            config: config.metadata.name,
          }),
        },
      },
      { parent: this, dependsOn: [network, admitted, ...args.after] },
    );
    const service = this.#service();
    this.url = pulumi.interpolate`http://${service.metadata.name}.${service.metadata.namespace}.svc:${relayPorts.connect}`;
    this.registerOutputs({ url: this.url });
  }

  /**
   * The network that pods ask for by name (relay-pod.ts). It has no selector: pods that ask for one by name are refused
   * while it is missing, not ready, or has a selector, where pods that merely match a selector start anywhere.
   */
  #network(): k8s.apiextensions.CustomResource {
    const { slug, vswitchIds, securityGroupId } = this.#args;
    return new k8s.apiextensions.CustomResource(
      `${this.#name}-network`,
      {
        apiVersion: "network.alibabacloud.com/v1beta1",
        kind: "PodNetworking",
        metadata: {
          name: schoolNamespace(slug),
          labels: schoolLabels(slug),
          // Terway makes it ready; until then it would refuse the pods.
          annotations: { "pulumi.com/waitFor": "jsonpath={.status.status}=Ready" },
        },
        spec: {
          allocationType: { type: "Elastic" },
          eniOptions: { eniType: "Default" },
          vSwitchOptions: vswitchIds,
          securityGroupIDs: [securityGroupId],
        },
      },
      { parent: this },
    );
  }

  /** A security group refuses traffic from outside of it by default. */
  #admitted(): alicloud.ecs.SecurityGroupRule {
    const { connect, health } = relayPorts;
    return new alicloud.ecs.SecurityGroupRule(
      `${this.#name}-admitted`,
      {
        securityGroupId: this.#args.securityGroupId,
        type: "ingress",
        ipProtocol: "tcp",
        portRange: `${connect}/${health}`,
        cidrIp: this.#args.vpcBlock,
        nicType: "intranet",
        policy: "accept",
        priority: 1,
        description: cloudName(this.#args.slug, "relay"),
      },
      // Not set here, and a rule is replaced for them.
      {
        parent: this,
        ignoreChanges: [
          "ipv6CidrIp",
          "sourceSecurityGroupId",
          "sourceGroupOwnerAccount",
          "sourceGroupOwnerId",
        ],
      },
    );
  }

  /** Named by its content: changed content makes a new ConfigMap, and the pods roll to it. */
  #config(): k8s.core.v1.ConfigMap {
    const text = `${JSON.stringify(relayBootstrap(this.#args.block), undefined, 2)}\n`;
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 8);
    return new k8s.core.v1.ConfigMap(
      `${this.#name}-config`,
      { metadata: this.#metadata(`wecom-relay-${digest}`), immutable: true, data: { "envoy.json": text } },
      { parent: this },
    );
  }

  #service(): k8s.core.v1.Service {
    return new k8s.core.v1.Service(
      `${this.#name}-service`,
      {
        metadata: this.#metadata(),
        spec: {
          type: "ClusterIP",
          selector: relayLabels(this.#args.slug),
          ports: [{ name: "connect", port: relayPorts.connect, targetPort: "connect", protocol: "TCP" }],
        },
      },
      { parent: this },
    );
  }

  #budget(): void {
    new k8s.policy.v1.PodDisruptionBudget(
      `${this.#name}-budget`,
      {
        metadata: this.#metadata(),
        spec: {
          maxUnavailable: 1,
          selector: { matchLabels: relayLabels(this.#args.slug) },
          // A pod that is not ready serves nobody, so it must not block the drain of a node.
          unhealthyPodEvictionPolicy: "AlwaysAllow",
        },
      },
      { parent: this },
    );
  }

  #policy(): void {
    const { slug } = this.#args;
    const callers = { namespaceSelector: {}, podSelector: { matchLabels: callerLabels(slug) } };
    const dns = (["UDP", "TCP"] as const).map((protocol) => ({ protocol, port: 53 }));
    new k8s.networking.v1.NetworkPolicy(
      `${this.#name}-policy`,
      {
        metadata: this.#metadata(),
        spec: {
          podSelector: { matchLabels: relayLabels(slug) },
          policyTypes: ["Ingress", "Egress"],
          ingress: [
            { from: [callers], ports: [{ protocol: "TCP", port: "connect" }] },
            // The kubelet asks from the node, which not every network plug-in lets through by itself.
            { ports: [{ protocol: "TCP", port: "health" }] },
          ],
          egress: [
            { ports: dns },
            // WeCom is on the internet: a DNS answer with a private address gets no traffic.
            {
              to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [...notInternet] } }],
              ports: [{ protocol: "TCP", port: 443 }],
            },
          ],
        },
      },
      { parent: this },
    );
  }

  #metadata(name = "wecom-relay") {
    const { namespace, slug } = this.#args;
    return { name, namespace, labels: relayLabels(slug) };
  }
}

/** Private, shared (with Alibaba Cloud's own metadata service), link-local and loopback addresses. */
const notInternet = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
] as const;
