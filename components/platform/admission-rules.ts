// What an HTTPRoute in a school's namespace may lead to, in CEL: `object` is the HTTPRoute. Absent fields hold nothing, as
// for the controller; a kind that is left out is a Service, a namespace the route's own.

const rules = "object.spec.?rules.orValue([])";

/**
 * Whether everything that a route sends requests to is a Backend beside the platform's Gateway, the target of a copy too. A
 * route that answers by itself sends them nowhere.
 *
 * @param namespace of the Gateway
 */
export function leadsToUpstreams(namespace: string): string {
  const isUpstream = (target: string) =>
    [
      `${target}.?group.orValue("") == "gateway.envoyproxy.io"`,
      `${target}.?kind.orValue("Service") == "Backend"`,
      `${target}.?namespace.orValue("") == "${namespace}"`,
    ].join(" && ");
  // Who is asked whether a request may pass can answer it as well.
  const sendsOnlyThere = (owner: string) =>
    `${owner}.?filters.orValue([]).all(filter, filter.type != "ExternalAuth" && (!has(filter.requestMirror) || ${isUpstream("filter.requestMirror.backendRef")}))`;
  const backends = `rule.?backendRefs.orValue([]).all(backend, ${isUpstream("backend")} && ${sendsOnlyThere("backend")})`;
  return `${rules}.all(rule, ${sendsOnlyThere("rule")} && ${backends})`;
}

const path = "/.well-known/acme-challenge/";
const matchesChallenges = `rule.?matches.orValue([]).size() > 0 && rule.matches.all(match, match.?path.?type.orValue("") == "Exact" && match.path.value.startsWith("${path}"))`;
const namesServices =
  'rule.?backendRefs.orValue([]).all(backend, backend.?kind.orValue("Service") == "Service" && backend.?filters.orValue([]).size() == 0)';

/**
 * Whether a route is the one by which cert-manager answers a challenge of HTTP-01: it makes it beside the Certificate, to a
 * Service of its own there. It is known by what it can do, not by who made it: the service account's name is chosen by
 * whoever installs cert-manager, and under another one no certificate would be renewed. One that is forged by its label
 * answers the paths of challenges on the Gateway's own listener, :80, and never under https, which is what WeCom opens.
 */
export const isChallenge = `(${[
  'object.metadata.?labels[?"acme.cert-manager.io/http01-solver"].orValue("") == "true"',
  'object.spec.?parentRefs.orValue([]).all(parent, parent.?kind.orValue("Gateway") == "Gateway")',
  `${rules}.all(rule, ${matchesChallenges} && rule.?filters.orValue([]).size() == 0 && ${namesServices})`,
].join(" && ")})`;
