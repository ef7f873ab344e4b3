import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { frontagesHeader } from "../platform/redirect-script.ts";
import { type Frontage, frontagesValue } from "../platform/redirects.ts";
import { type Retirable, retiredInput } from "../retired.ts";
import { tokens } from "../tokens.ts";

/** A path that the gateway answers itself, by a filter of the school's namespace. */
export interface DirectAnswer {
  readonly path: string;
  readonly filterName: string;
}

export interface RouteArgs extends Retirable {
  /** Key of the route, such as `api1`: also the name of its listener. */
  readonly route: string;
  /** The public host, such as api1.xxxedu.cn. */
  readonly host: string;
  /** The platform's upstream behind it. */
  readonly upstream: { readonly key: string; readonly host: string; readonly port: number };
  /** The shared Gateway; upstreams live in its namespace, and its listener `http` serves :80. */
  readonly gateway: { readonly name: string; readonly namespace: string };
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  /** Name of the school's ListenerSet. */
  readonly listenerSet: pulumi.Input<string>;
  /** The verify files of this host. */
  readonly verifyFiles: readonly DirectAnswer[];
  /** Name of the filter that answers 404. */
  readonly notFound: pulumi.Input<string>;
  /** The school's hosts in front of upstreams, this one's own first: what the platform brings answers back under. */
  readonly frontages: readonly Frontage[];
}

// Any spelling of /WW_verify_… at the root, with anything behind it. Another school's file may lie at the upstream, and
// whoever gets one answered under this host can claim the host. Exact matches win over it, it wins over the prefix. Envoy
// has resolved dot segments and decoded letters by then; an upstream may also decode slashes, and cut a path's parameters
// before it resolves dots (`/x/..;/WW_verify_…`): with either before it, the name is taken to be at the root.
const verifyLike = { type: "RegularExpression", value: "(?i)(/+|.*(;|%2f|%5c).*)ww_verify_.*" };
const challenge = { type: "PathPrefix", value: "/.well-known/acme-challenge" };
const everything = { type: "PathPrefix", value: "/" };

/** No limit for an answer as a whole (Envoy's own is 15 s): a download takes its time. The Gateway ends what stalls. */
const requestTimeout = "0s";

/**
 * One public host: to its upstream on :443; on :80 verify files, and a redirect for the rest. Retired, it still serves: a plan
 * reads there that its removal was announced.
 */
export class Route extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #args: RouteArgs;

  constructor(name: string, args: RouteArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Route, name, retiredInput(args), opts);
    this.#name = name;
    this.#args = args;
    this.#https(this.#upstreamHost());
    this.#http();
    this.registerOutputs({ host: args.host });
  }

  /** Upstreams serve by name and port: the school's host would be unknown to them. */
  #upstreamHost(): pulumi.Output<string> {
    const filter = this.#object(
      "host",
      "gateway.envoyproxy.io/v1alpha1",
      "HTTPRouteFilter",
      `${this.#args.route}-host`,
      {
        urlRewrite: {
          // A literal host name takes no port; a pattern over the path does.
          hostname: {
            type: "PathRegex",
            pathRegex: { pattern: "^.*$", substitution: authorityOf(this.#args.upstream) },
          },
          appendXForwardedHost: false,
        },
      },
    );
    return filter.metadata.name;
  }

  #https(upstreamHost: pulumi.Input<string>): void {
    const { route, host, upstream, gateway, listenerSet, frontages } = this.#args;
    this.#object("https", "gateway.networking.k8s.io/v1", "HTTPRoute", `${route}-https`, {
      parentRefs: [
        { group: "gateway.networking.k8s.io", kind: "ListenerSet", name: listenerSet, sectionName: route },
      ],
      hostnames: [host],
      rules: [
        ...this.#direct(),
        {
          matches: [{ path: everything }],
          filters: [answer(upstreamHost), responseHeader(frontagesHeader, frontagesValue(frontages))],
          timeouts: { request: requestTimeout },
          backendRefs: [
            {
              group: "gateway.envoyproxy.io",
              kind: "Backend",
              name: upstream.key,
              namespace: gateway.namespace,
            },
          ],
        },
      ],
    });
  }

  #http(): void {
    const { route, host, gateway, notFound } = this.#args;
    this.#object("http", "gateway.networking.k8s.io/v1", "HTTPRoute", `${route}-http`, {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: gateway.name,
          namespace: gateway.namespace,
          sectionName: "http",
        },
      ],
      hostnames: [host],
      rules: [
        ...this.#direct(),
        // A challenge under way has an exact route of the issuer's, which wins; none must be sent to https.
        { matches: [{ path: challenge }], filters: [answer(notFound)] },
        {
          matches: [{ path: everything }],
          filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
        },
      ],
    });
  }

  /** The rules that stand before all others on both ports: this host's verify files, and no other's. */
  #direct(): object[] {
    const { verifyFiles, notFound } = this.#args;
    return [
      ...verifyFiles.map(({ path, filterName }) => ({
        matches: [{ path: { type: "Exact", value: path } }],
        filters: [answer(filterName)],
      })),
      { matches: [{ path: verifyLike }], filters: [answer(notFound)] },
    ];
  }

  #object(
    role: string,
    apiVersion: string,
    kind: string,
    name: string,
    spec: object,
  ): k8s.apiextensions.CustomResource {
    const { namespace, labels } = this.#args;
    return new k8s.apiextensions.CustomResource(
      `${this.#name}-${role}`,
      { apiVersion, kind, metadata: { name, namespace, labels }, spec },
      { parent: this },
    );
  }
}

/**
 * The `Host` that an upstream is asked by: as browsers write it, without https's own port. An upstream that redirects to its
 * canonical name would otherwise redirect without end.
 */
function authorityOf({ host, port }: RouteArgs["upstream"]): string {
  return port === 443 ? host : `${host}:${port}`;
}

/** Hands a request to a filter of the route's own namespace. */
function answer(filterName: pulumi.Input<string>): object {
  return {
    type: "ExtensionRef",
    extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name: filterName },
  };
}

/** Sets a header of an answer, in the place of the upstream's own. */
function responseHeader(name: string, value: string): object {
  return { type: "ResponseHeaderModifier", responseHeaderModifier: { set: [{ name, value }] } };
}
