// What the API server refuses in schools' namespaces: everything except a closed list, made from the policies' own
// table.
import type { AdmissionPolicy, Kinds } from "../../components/platform/admission.ts";
import { tlsKeys } from "../../lib/tls-keys.ts";
import { verifyFileContent } from "../allowed/edge.ts";
import type { Fields } from "../template.ts";
import { challengeRoute } from "./challenge.ts";
import { declaredKinds } from "./declared-kinds.ts";
import { factsOf, type PlatformFacts, variables } from "./facts.ts";
import { type Validation, validationsOf, wayOut } from "./shapes.ts";
import { tlsKeyPattern } from "./tls-keys.ts";

/** API groups that configure what an edge serves. */
const edgeGroups = [
  "acme.cert-manager.io",
  "cert-manager.io",
  "gateway.envoyproxy.io",
  "gateway.networking.k8s.io",
  "gateway.networking.x-k8s.io",
];

/** What cert-manager makes on the way to a school's certificate. */
const certManagers: Kinds = {
  "acme.cert-manager.io": ["challenges", "orders"],
  "cert-manager.io": ["certificaterequests"],
};

/**
 * Whether the caller may do the same in every namespace, as the cluster's controllers and those who run the stacks
 * may.
 */
const mayEverywhere =
  '{"CREATE": ["create"], "UPDATE": ["update", "patch"], "DELETE": ["delete"]}[request.operation].exists(verb, authorizer.group(request.resource.group).resource(request.resource.resource).check(verb).allowed())';

/** The hosts that an object is about, by its kind. */
const hostsIn: Readonly<Record<string, string>> = {
  Certificate: "object.spec.?dnsNames.orValue([])",
  HTTPRoute: "object.spec.?hostnames.orValue([])",
  ListenerSet: 'object.spec.?listeners.orValue([]).map(each, each.?hostname.orValue(""))',
};

export function admissionPolicies(platform: PlatformFacts): readonly AdmissionPolicy[] {
  const declared = declaredKinds(edgeGroups);
  const ofSchools = Map.groupBy(declared, ({ group }) => group);
  const but = Object.fromEntries(
    [...new Set([...ofSchools.keys(), ...Object.keys(certManagers)])].map((group) => [
      group,
      [...(ofSchools.get(group) ?? []).map(({ plural }) => plural), ...(certManagers[group] ?? [])],
    ]),
  );
  return [
    ...declared.map(({ group, kind, plural, ways }) =>
      shape(platform, { [group]: [plural] }, kind, kind === "HTTPRoute" ? [...ways, challengeRoute] : ways),
    ),
    {
      ...shape(platform, { "": ["configmaps"] }, "verify file", [verifyFileContent]),
      where: 'object.metadata.name.startsWith("verify-")',
    },
    secrets,
    {
      role: "kinds",
      kinds: Object.fromEntries(edgeGroups.map((group) => [group, ["*"]])),
      but,
      validations: [
        {
          expression: "false",
          message: `is not for a school: its hosts are served by HTTPRoutes to the upstreams that the stack of the platform ${platform.name} declares`,
        },
      ],
    },
    {
      // However many routes a namespace alone could make, the edge that all schools share would hold them.
      role: "writers",
      kinds: { "*": ["*"] },
      validations: [
        {
          expression: mayEverywhere,
          message: `is written in a school's namespace only by who may write it in every namespace: ${wayOut}`,
        },
      ],
    },
    namespaces(platform.name),
  ];
}

/**
 * The field managers of those who write certificates that were checked: cert-manager, which asked an issuer for them, and
 * Pulumi's provider, whose program read them. The provider adds a suffix for each resource.
 */
const checkedWriters = "^(?:cert-manager-certificates-issuing|pulumi-kubernetes-.+)$";

/**
 * Envoy Gateway hands on what it can read, and Envoy takes no change of :443 while it refuses one of its keys or
 * certificates. CEL cannot read the certificate, so a Secret that nobody has checked is refused by who writes it.
 */
const secrets: AdmissionPolicy = {
  role: "secrets",
  kinds: { "": ["secrets"] },
  validations: [
    {
      expression: `object.?data[?"tls.key"].optMap(key, string(key).matches(${JSON.stringify(tlsKeyPattern)})).orValue(true)`,
      message: `has a tls.key that Envoy may refuse, and then it takes no change of any school's: bring a certificate for a key of ${tlsKeys}, and write the key as openssl pkey does`,
    },
    {
      // cert-manager's key manager writes the next key alone, and names no field manager.
      expression: `!object.?data[?"tls.crt"].hasValue() || request.options.?fieldManager.orValue("").matches("${checkedWriters}")`,
      message:
        "has a tls.crt that neither Pulumi nor cert-manager writes, so nobody has checked it: bring the certificate with certificate.from: secret in the school's stack file, and run pulumi up",
    },
  ],
};

function shape(
  platform: PlatformFacts,
  kinds: Kinds,
  kind: string,
  ways: readonly Fields[],
): AdmissionPolicy {
  return {
    role: Object.values(kinds).join(),
    kinds,
    variables,
    validations: [...ownHosts(hostsIn[kind]), ...validationsOf(kind, ways, factsOf(platform))],
  };
}

function ownHosts(hosts: string | undefined): Validation[] {
  if (hosts === undefined) return [];
  return [
    {
      expression: `size(${hosts}) > 0 && ${hosts}.all(host, host in variables.hosts)`,
      message:
        "is about a host that is not its school's, or about none: the hosts are in the school's stack file, and pulumi up writes them to the annotation schoolgate/hosts of its namespace",
    },
  ];
}

/** A user of a single namespace may have been granted the Namespace object too. */
function namespaces(platform: string): AdmissionPolicy {
  const labels = ["schoolgate/platform", "schoolgate/school"].map((key) => `?labels[?"${key}"]`);
  const same = [...labels, '?annotations[?"schoolgate/hosts"]'].map(
    (path) => `object.metadata.${path}.orValue("") == oldObject.metadata.${path}.orValue("")`,
  );
  const isOfPlatform = (object: string) =>
    `${object}.metadata.?labels[?"schoolgate/platform"].orValue("") == "${platform}"`;
  return {
    role: "namespaces",
    kinds: { "": ["namespaces"] },
    operations: ["UPDATE"],
    ofNamespaces: true,
    where: `${isOfPlatform("object")} || ${isOfPlatform("oldObject")}`,
    validations: [
      {
        expression: `(${same.join(" && ")}) || ${mayEverywhere}`,
        message: `has its school and its hosts from the school's stack, and from nobody who may write in it alone: ${wayOut}`,
      },
    ],
  };
}
