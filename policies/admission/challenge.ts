import { gatewayApi, gatewayName, gatewayNamespace, label, ofSchool, ownHost } from "../allowed/holes.ts";
import { type Fields, optional, text } from "../template.ts";

/**
 * The route by which cert-manager answers a challenge of HTTP-01: it makes it beside the Certificate, to a Service of its
 * own there. It is known by what it can do, not by who made it: the service account's name is chosen by whoever installs
 * cert-manager, and under another one no certificate would be renewed. One that is forged answers the paths of challenges
 * for the school's own hosts on :80, and never under https, which is what WeCom opens.
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
