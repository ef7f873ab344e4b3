import { expect, test } from "vitest";
import { Admission, type AdmissionPolicy } from "../../../components/platform/admission.ts";
import { declare, named, outline } from "../../support/declare.ts";

const labels = { "schoolgate/platform": "hz" };
const refused = { expression: "false", message: "is refused: leave it" };
const declared = (...policies: AdmissionPolicy[]) =>
  declare(() => {
    new Admission("hz-admission", { platform: "hz", namespace: "edge", labels, policies });
  });
const rule = (group: string, resources: string[], operations: string[], scope = "Namespaced") => ({
  apiGroups: [group],
  apiVersions: ["*"],
  operations,
  resources,
  scope,
});

test("declares each policy, and where it holds", async () => {
  const kinds = { "example.com": ["as"] };
  const policies = ["a", "b"].map((role) => ({ role, kinds, validations: [refused] }));
  expect(outline(await declared(...policies))).toBe(
    `schoolgate:edge:Admission hz-admission
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-a
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-a-binding
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-b
  kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-b-binding`,
  );
});

test("a policy is about what is made and changed in schools' namespaces, and not about metadata", async () => {
  const stack = await declared({ role: "a", kinds: { "example.com": ["as", "bs"] }, validations: [refused] });
  const made = ["CREATE", "UPDATE"];
  expect(named(stack, "hz-admission-a").inputs).toEqual({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: "schoolgate-hz-a", labels },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [rule("example.com", ["as", "bs"], made)],
      },
      matchConditions: [
        {
          name: "where",
          expression:
            'request.operation != "UPDATE" || !object.all(key, key == "metadata" || (key in oldObject && object[key] == oldObject[key])) || !oldObject.all(key, key in object)',
        },
      ],
      validations: [refused],
    },
  });
  const { inputs, dependencies } = named(stack, "hz-admission-a-binding");
  expect(inputs).toEqual({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: "schoolgate-hz-a", labels },
    spec: {
      policyName: "schoolgate-hz-a",
      validationActions: ["Deny"],
      matchResources: {
        namespaceSelector: {
          matchLabels: labels,
          matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["edge"] }],
        },
      },
    },
  });
  expect(dependencies).toEqual(["hz-admission-a"]);
});

test("one about namespaces holds wherever it says, for the operations that it says", async () => {
  const stack = await declared({
    role: "a",
    kinds: { "": ["namespaces"] },
    but: { "example.com": ["as"] },
    operations: ["DELETE"],
    where: "true",
    ofNamespaces: true,
    variables: [{ name: "x", expression: "1" }],
    validations: [refused],
  });
  expect(named(stack, "hz-admission-a").inputs).toMatchObject({
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [rule("", ["namespaces"], ["DELETE"], "Cluster")],
        excludeResourceRules: [rule("example.com", ["as"], ["DELETE"], "Cluster")],
      },
      matchConditions: [{ name: "where", expression: "true" }],
      variables: [{ name: "x", expression: "1" }],
      validations: [refused],
    },
  });
  expect(named(stack, "hz-admission-a-binding").inputs.spec).toEqual({
    policyName: "schoolgate-hz-a",
    validationActions: ["Deny"],
  });
});
