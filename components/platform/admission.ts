import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../tokens.ts";

/** Plurals of kinds by their group, "*" for all; in every version. */
export type Kinds = Readonly<Record<string, readonly string[]>>;

/** What the API server refuses in schools' namespaces, in CEL. */
export interface AdmissionPolicy {
  readonly role: string;
  readonly kinds: Kinds;
  /** What the policy exempts. Default: nothing */
  readonly but?: Kinds;
  /** Default: what is made and what is changed */
  readonly operations?: readonly string[];
  /** What the policy covers. Default: all */
  readonly where?: string;
  /** Whether the policy covers Namespaces, instead of what is in schools' namespaces. Default: no */
  readonly ofNamespaces?: boolean;
  /** What expressions call `variables.<name>`. Default: none */
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  /** Each holds for what may be; the message is what is wrong, and the way out. */
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

export interface AdmissionArgs {
  /** Name of the platform: the objects lie in no namespace, and carry it in their names. */
  readonly platform: string;
  /** Namespace of the Gateway, in which the upstreams lie. */
  readonly namespace: string;
  /** Labels of the platform: namespaces that carry them may attach to its Gateway, and are held to this. */
  readonly labels: Record<string, string>;
  readonly policies: readonly AdmissionPolicy[];
}

/**
 * Makes the cluster itself enforce what schools' stacks declare, whoever applies an object: a host leads only where
 * WeCom trusts it to lead, and no object in one school's namespace reaches another school.
 */
export class Admission extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #args: AdmissionArgs;

  constructor(name: string, args: AdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Admission, name, {}, opts);
    this.#name = name;
    this.#args = args;
    for (const policy of args.policies) this.#declare(policy);
    this.registerOutputs({});
  }

  #declare(policy: AdmissionPolicy): void {
    const { platform, labels } = this.#args;
    const { role, kinds, but, operations = ["CREATE", "UPDATE"], ofNamespaces = false } = policy;
    const { where = isChange, variables, validations } = policy;
    const metadata = { name: `schoolgate-${platform}-${role}`, labels };
    const rules = (of: Kinds) =>
      Object.entries(of).map(([group, resources]) => ({
        apiGroups: [group],
        apiVersions: ["*"],
        operations: [...operations],
        resources: [...resources],
        // What lies in no namespace is matched by every namespace selector: issuers and classes are no school's.
        scope: ofNamespaces ? "Cluster" : "Namespaced",
      }));
    const declared = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
      `${this.#name}-${role}`,
      {
        metadata,
        spec: {
          failurePolicy: "Fail",
          // The API server keeps no empty lists: with them, every up would be an update.
          matchConstraints: { resourceRules: rules(kinds), ...(but && { excludeResourceRules: rules(but) }) },
          matchConditions: [{ name: "where", expression: where }],
          ...(variables && { variables: [...variables] }),
          validations: [...validations],
        },
      },
      { parent: this },
    );
    new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      `${this.#name}-${role}-binding`,
      {
        metadata,
        spec: {
          policyName: declared.metadata.name,
          validationActions: ["Deny"],
          ...(ofNamespaces ? {} : { matchResources: this.#ofSchools() }),
        },
      },
      { parent: this },
    );
  }

  #ofSchools() {
    const { namespace, labels } = this.#args;
    return {
      namespaceSelector: {
        matchLabels: labels,
        // The platform's own carries the label too.
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: [namespace] }],
      },
    };
  }
}

/**
 * Removing a finalizer must stay possible for objects that were there before the policy, or they could never be
 * deleted.
 */
const isChange =
  'request.operation != "UPDATE" || !object.all(key, key == "metadata" || (key in oldObject && object[key] == oldObject[key])) || !oldObject.all(key, key in object)';
