import { gatewayApi, gatewayName, gatewayNamespace, label, ofSchool, ownHost } from "../allowed/holes.ts";
import { type Fields, optional, text } from "../template.ts";

/**
 * The route by which cert-manager answers an HTTP-01 challenge. cert-manager makes it in the Certificate's namespace,
 * for a Service of its own. The rule checks what the route does, not who made it: whoever installs cert-manager
 * chooses its service account's name, and under another name no certificate would be renewed. A forged route can only
 * answer challenge paths of the school's own hosts on :80, never https, which is what WeCom opens.
 */
export const challengeRoute: Fields = {
  apiVersion: `${gatewayApi}/v1`,
  kind: "HTTPRoute",
  metadata: ofSchool(text(/cm-acme-http-solver-[a-z0-9]+/, "cm-acme-http-solver-…")),
  spec: {
    parentRefs: [
      {
        group: gatewayApi,
        kind: "Gateway",
        name: gatewayName,
        namespace: gatewayNamespace,
        // An issuer that exists already may leave it to the Gateway, which has one listener of its own.
        sectionName: optional("http"),
      },
    ],
    hostnames: [ownHost],
    rules: [
      {
        matches: [
          {
            path: {
              type: "Exact",
              value: text(/\/\.well-known\/acme-challenge\/[-_A-Za-z0-9]+/, "the path of a challenge"),
            },
          },
        ],
        backendRefs: [
          { group: "", kind: "Service", name: label, namespace: "school-<stack>", port: 8089, weight: 1 },
        ],
      },
    ],
  },
};
