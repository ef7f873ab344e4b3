import type { CustomResourceDefinition } from "./crds.ts";

const text = { type: "string" };
const texts = { type: "array", items: text };
const oneOf = (...values: [string, ...string[]]) => ({ ...text, enum: values });
const withDefault = (...values: [string, ...string[]]) => ({ ...oneOf(...values), default: values[0] });

const selector = {
  type: "object",
  "x-kubernetes-map-type": "atomic",
  properties: {
    matchLabels: { type: "object", additionalProperties: text },
    matchExpressions: {
      type: "array",
      "x-kubernetes-list-type": "atomic",
      items: {
        type: "object",
        required: ["key", "operator"],
        properties: { key: text, operator: text, values: { ...texts, "x-kubernetes-list-type": "atomic" } },
      },
    },
  },
};

const spec = {
  type: "object",
  required: ["eniOptions"],
  properties: {
    allocationType: {
      type: "object",
      properties: {
        type: withDefault("Elastic", "Fixed"),
        releaseStrategy: oneOf("TTL", "Never"),
        releaseAfter: text,
      },
    },
    eniOptions: {
      type: "object",
      required: ["eniType"],
      default: { eniType: "Default" },
      properties: { eniType: withDefault("Default", "ENI", "Trunk") },
    },
    securityGroupIDs: texts,
    selector: { type: "object", properties: { namespaceSelector: selector, podSelector: selector } },
    vSwitchOptions: texts,
    vSwitchSelectOptions: {
      type: "object",
      default: { vSwitchSelectionPolicy: "ordered" },
      properties: { vSwitchSelectionPolicy: withDefault("ordered", "most", "random") },
    },
  },
};

const status = {
  type: "object",
  properties: {
    message: text,
    status: text,
    updateAt: { ...text, format: "date-time" },
    vSwitches: { type: "array", items: { type: "object", properties: { id: text, zone: text } } },
  },
};

/**
 * Terway's PodNetworking, by its documented fields: no module proxy has Terway's own. What its webhook demands besides,
 * vSwitches and security groups among them, is not in the definition there either.
 */
export const podNetworking: CustomResourceDefinition & {
  readonly apiVersion: string;
  readonly metadata: { readonly name: string };
} = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "podnetworkings.network.alibabacloud.com" },
  spec: {
    group: "network.alibabacloud.com",
    scope: "Cluster",
    names: { kind: "PodNetworking", plural: "podnetworkings" },
    versions: [
      {
        name: "v1beta1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { apiVersion: text, kind: text, metadata: { type: "object" }, spec, status },
          },
        },
      },
    ],
  },
};
