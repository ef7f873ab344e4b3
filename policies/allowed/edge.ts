// What serves a school's hosts.
import {
  anyText,
  encrypted,
  encryptedOr,
  type Fields,
  known,
  listOf,
  oneOf,
  optional,
  type Template,
  text,
} from "../template.ts";
import {
  duration,
  envoyGateway,
  gatewayApi,
  gatewayName,
  gatewayNamespace,
  label,
  labels,
  ofSchool,
  ownHost,
} from "./holes.ts";
import type { Allowed } from "./type.ts";

/** Of a verify file's ConfigMap, and of the filter that answers with it. */
const verifyName = text(/verify-[-a-z0-9]+/, "verify-<route>-…");
const verifyPath = text(/\/WW_verify_[A-Za-z0-9]{1,1000}\.txt/, "the path of a verify file");

const filter = (name: Template): Template => ({
  type: "ExtensionRef",
  extensionRef: { group: envoyGateway, kind: "HTTPRouteFilter", name },
});

/** The rules that stand before all others on both ports: verify files, and 404 for whatever looks like one. */
const verifyFile: Template = {
  matches: [{ path: { type: "Exact", value: verifyPath } }],
  filters: [filter(verifyName)],
};
const verifyLike: Template = {
  matches: [{ path: { type: "RegularExpression", value: "(?i)(/+|.*(;|%2f|%5c).*)ww_verify_.*" } }],
  filters: [filter("not-found")],
};

const toUpstream: Template = {
  matches: [{ path: { type: "PathPrefix", value: "/" } }],
  filters: [
    filter(text(/[-a-z0-9]+-host/, "the filter of an upstream's name")),
    {
      type: "ResponseHeaderModifier",
      responseHeaderModifier: {
        set: [
          {
            name: "schoolgate-hosts",
            value: known(
              "hosts of the school, by upstream",
              text(/[-.a-z0-9]+:\d+=[-.a-z0-9]+( [-.a-z0-9]+:\d+=[-.a-z0-9]+)*/, "upstreams and hosts"),
            ),
          },
        ],
      },
    },
  ],
  timeouts: { request: duration },
  backendRefs: [
    {
      group: envoyGateway,
      kind: "Backend",
      name: known("an upstream's key", label),
      namespace: gatewayNamespace,
      // What the API server writes where there is none.
      weight: optional(1),
    },
  ],
};

const challenge: Template = {
  matches: [{ path: { type: "PathPrefix", value: "/.well-known/acme-challenge" } }],
  filters: [filter("not-found")],
};
const toHttps: Template = {
  matches: [{ path: { type: "PathPrefix", value: "/" } }],
  filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
};

const route = (name: Template, parent: Template, ...last: Template[]): Template => ({
  apiVersion: `${gatewayApi}/v1`,
  kind: "HTTPRoute",
  metadata: ofSchool(name),
  spec: {
    parentRefs: [parent],
    hostnames: [ownHost],
    rules: listOf(verifyFile, verifyLike, ...last),
  },
});

export const httpRoute: Allowed = {
  inputs: oneOf(
    route(
      text(/[-a-z0-9]+-https/, "<route>-https"),
      { group: gatewayApi, kind: "ListenerSet", name: "school", sectionName: label },
      toUpstream,
    ),
    route(
      text(/[-a-z0-9]+-http/, "<route>-http"),
      {
        group: gatewayApi,
        kind: "Gateway",
        name: gatewayName,
        namespace: gatewayNamespace,
        sectionName: "http",
      },
      challenge,
      toHttps,
    ),
  ),
};

export const httpRouteFilter: Allowed = {
  inputs: oneOf(
    filterOf(verifyName, {
      directResponse: {
        statusCode: 200,
        contentType: "text/plain",
        body: { type: "ValueRef", valueRef: { group: "", kind: "ConfigMap", name: verifyName } },
      },
    }),
    filterOf(text(/[-a-z0-9]+-host/, "<route>-host"), {
      urlRewrite: {
        hostname: {
          type: "PathRegex",
          pathRegex: {
            pattern: "^.*$",
            substitution: known(
              "an upstream's name and port",
              text(/[-.a-z0-9]+(:\d+)?/, "a host and its port"),
            ),
          },
        },
        appendXForwardedHost: false,
      },
    }),
    filterOf("not-found", { directResponse: { statusCode: 404 } }),
  ),
};

function filterOf(name: Template, spec: Template): Template {
  return { apiVersion: `${envoyGateway}/v1alpha1`, kind: "HTTPRouteFilter", metadata: ofSchool(name), spec };
}

/** Of a Secret: cert-manager's, or a brought one. */
const tlsName = text(/[-a-z0-9]+-tls/, "<route>-tls, or <route>-brought-tls");

export const listenerSet: Allowed = {
  inputs: {
    apiVersion: `${gatewayApi}/v1`,
    kind: "ListenerSet",
    metadata: ofSchool("school"),
    spec: {
      parentRef: { group: gatewayApi, kind: "Gateway", name: gatewayName, namespace: gatewayNamespace },
      listeners: listOf({
        name: label,
        hostname: ownHost,
        port: 443,
        protocol: "HTTPS",
        tls: { mode: "Terminate", certificateRefs: [{ group: "", kind: "Secret", name: tlsName }] },
        allowedRoutes: { namespaces: { from: "Same" } },
      }),
    },
  },
};

export const certificate: Allowed = {
  inputs: {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: ofSchool(label),
    spec: {
      secretName: tlsName,
      secretTemplate: { labels },
      dnsNames: [ownHost],
      issuerRef: {
        group: "cert-manager.io",
        kind: "ClusterIssuer",
        name: known("the platform's issuer", label),
      },
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      renewBeforePercentage: 33,
    },
  },
};

/** A certificate that the school brings: as it is declared, and as the provider keeps it. */
export const secret: readonly Allowed[] = ["stringData", "data"].map((data) => ({
  inputs: {
    apiVersion: "v1",
    kind: "Secret",
    metadata: ofSchool(text(/[-a-z0-9]+-brought-tls/, "<route>-brought-tls")),
    type: "kubernetes.io/tls",
    [data]: encryptedOr({ "tls.crt": encrypted, "tls.key": encrypted }),
  },
}));

export const namespace: Allowed = {
  inputs: {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: "school-<stack>",
      labels: { "schoolgate/school": "<stack>", "schoolgate/platform": label },
      annotations: {
        "schoolgate/name": anyText,
        "schoolgate/hosts": text(/[-.a-z0-9]+( [-.a-z0-9]+)*/, "the hosts, parted by spaces"),
      },
    },
  },
};

/** Lets the school's routes, and no others, refer to the platform's upstreams. */
export const referenceGrant: Allowed = {
  inputs: {
    apiVersion: `${gatewayApi}/v1`,
    kind: "ReferenceGrant",
    metadata: { name: "school-<stack>", namespace: label, labels },
    spec: {
      from: [{ group: gatewayApi, kind: "HTTPRoute", namespace: "school-<stack>" }],
      to: listOf({ group: envoyGateway, kind: "Backend", name: label }),
    },
  },
};

/** What a verify file's answer is: its code, and nothing that Envoy would take for a format string. */
export const verifyFileContent: Fields = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: ofSchool(verifyName),
  data: { "response.body": text(/[A-Za-z0-9]{1,1000}/, "a verify file's code") },
};
