import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../tokens.ts";
import { isChallenge, leadsToUpstreams } from "./admission-rules.ts";

const envoyGateway = "gateway.envoyproxy.io";
const gatewayApi = "gateway.networking.k8s.io";

export interface AdmissionArgs {
  /** Name of the platform: the objects lie in no namespace, and carry it in their names. */
  readonly platform: string;
  /** Namespace of the Gateway, in which the upstreams lie. */
  readonly namespace: string;
  /** Labels of the platform: namespaces that carry them may attach to its Gateway, and are held to this. */
  readonly labels: Record<string, string>;
}

/** What the API server refuses in a school's namespace. */
interface Refusal {
  readonly role: string;
  /** Plurals of the kinds that it is about, by their group; in every version. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** CEL that holds for what may be; `object` is the object as it would be. */
  readonly holds: string;
  /** What is wrong, and the way out: the API server puts the object's kind and name before it. */
  readonly message: string;
}

/**
 * Holds schools to the platform's upstreams in the cluster itself, whoever applies an object and by what: a host leads
 * where WeCom trusts it to lead. What of a school's own could take its requests is refused by the API server.
 */
export class Admission extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #args: AdmissionArgs;

  constructor(name: string, args: AdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Admission, name, {}, opts);
    this.#name = name;
    this.#args = args;
    const { platform, namespace } = args;
    this.#refuse({
      role: "routes",
      kinds: { [gatewayApi]: ["httproutes"] },
      holds: `${isChallenge} || ${leadsToUpstreams(namespace)}`,
      message: `leads to what is no upstream of the platform ${platform}: name a Backend of the namespace ${namespace}`,
    });
    this.#refuse({
      role: "kinds",
      kinds: {
        [envoyGateway]: [
          "backends",
          "envoyextensionpolicies",
          "envoypatchpolicies",
          "envoyproxies",
          "securitypolicies",
        ],
        [gatewayApi]: ["backendtlspolicies", "grpcroutes", "tcproutes", "tlsroutes", "udproutes"],
      },
      holds: "false",
      message: `is not for a school: its hosts are served by HTTPRoutes to the upstreams that the stack of the platform ${platform} declares`,
    });
    this.registerOutputs({});
  }

  #refuse({ role, kinds, holds, message }: Refusal): void {
    const { platform, namespace, labels } = this.#args;
    const metadata = { name: `schoolgate-${platform}-${role}`, labels };
    const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
      `${this.#name}-${role}`,
      {
        metadata,
        spec: {
          failurePolicy: "Fail",
          matchConstraints: {
            resourceRules: Object.entries(kinds).map(([group, resources]) => ({
              apiGroups: [group],
              apiVersions: ["*"],
              operations: ["CREATE", "UPDATE"],
              resources: [...resources],
            })),
          },
          // Who takes a finalizer off what was there before the policy must be able to, or it would never go.
          matchConditions: [
            { name: "changes", expression: "oldObject == null || object.?spec != oldObject.?spec" },
          ],
          validations: [{ expression: holds, message }],
        },
      },
      { parent: this },
    );
    new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      `${this.#name}-${role}-binding`,
      {
        metadata,
        spec: {
          policyName: policy.metadata.name,
          validationActions: ["Deny"],
          matchResources: {
            namespaceSelector: {
              matchLabels: labels,
              // The platform's own carries the label too.
              matchExpressions: [
                { key: "kubernetes.io/metadata.name", operator: "NotIn", values: [namespace] },
              ],
            },
          },
        },
      },
      { parent: this },
    );
  }
}
