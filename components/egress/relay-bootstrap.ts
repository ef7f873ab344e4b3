// The configuration of the relay's Envoy, as data. It depends only on the block that the relay may run in.

/** The only place that the relay connects to: WeCom's API. Its addresses change, so its name is always looked up. */
const relayTarget = { host: "qyapi.weixin.qq.com", port: 443 } as const;
/** Where callers CONNECT, and where the kubelet asks after the relay. */
export const relayPorts = { connect: 3128, health: 3129 } as const;

/** Connections at once; with the buffers below, some 128 MiB at the very most. */
const maxConnections = 2048;
const bufferBytes = 32_768;
/** A tunnel without a byte for so long is closed: before the NAT gateway forgets it (900 s), and after any call's end. */
const idle = "60s";

const v3 = "type.googleapis.com/envoy.extensions";
const refusal = { status: 403, body: { inline_string: "only CONNECT qyapi.weixin.qq.com:443 is relayed\n" } };

/**
 * Envoy's bootstrap: CONNECT to WeCom's API, and nothing else. What passes is encrypted from end to end; what is logged is
 * of refused requests alone, and of these no path, no header and no body.
 *
 * @param block IPv4 block of the pinned vSwitches: in a pod with another address every request is refused, and the pod is
 *   never ready. `undefined`: not known, and not checked here.
 */
export function relayBootstrap(block: string | undefined): object {
  return {
    static_resources: {
      listeners: [
        listener("connect", { per_connection_buffer_limit_bytes: bufferBytes }, connectManager(block)),
        // Not limited: a relay whose connections are all in use is busy, not broken.
        listener("health", { ignore_global_conn_limit: true }, healthManager(block)),
      ],
      clusters: [wecom],
    },
    overload_manager: {
      resource_monitors: [
        {
          name: "envoy.resource_monitors.global_downstream_max_connections",
          typed_config: {
            "@type": `${v3}.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig`,
            max_active_downstream_connections: maxConnections,
          },
        },
      ],
    },
  };
}

const target = `${relayTarget.host}:${relayTarget.port}`;

const wecom = {
  name: "wecom",
  cluster_type: {
    name: "envoy.cluster.dns",
    typed_config: {
      "@type": `${v3}.clusters.dns.v3.DnsCluster`,
      // WeCom's list of trusted IPs takes IPv4 alone.
      dns_lookup_family: "V4_ONLY",
      respect_dns_ttl: true,
      dns_failure_refresh_rate: { base_interval: "1s", max_interval: "10s" },
      typed_dns_resolver_config: {
        name: "envoy.network.dns_resolver.cares",
        typed_config: {
          "@type": `${v3}.network.dns_resolver.cares.v3.CaresDnsResolverConfig`,
          // The search domains of Kubernetes would ask for five other names first.
          dns_resolver_options: { no_default_search_domain: true },
        },
      },
    },
  },
  connect_timeout: "5s",
  per_connection_buffer_limit_bytes: bufferBytes,
  circuit_breakers: {
    thresholds: [
      { max_connections: maxConnections, max_pending_requests: maxConnections, max_requests: maxConnections },
    ],
  },
  load_assignment: {
    cluster_name: "wecom",
    endpoints: [
      {
        lb_endpoints: [
          {
            endpoint: {
              address: { socket_address: { address: relayTarget.host, port_value: relayTarget.port } },
            },
          },
        ],
      },
    ],
  },
};

function listener(name: keyof typeof relayPorts, options: object, manager: object): object {
  return {
    name,
    address: { socket_address: { address: "0.0.0.0", port_value: relayPorts[name] } },
    ...options,
    filter_chains: [
      {
        filters: [
          {
            name: "envoy.filters.network.http_connection_manager",
            typed_config: {
              "@type": `${v3}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
              stat_prefix: name,
              codec_type: "HTTP1",
              common_http_protocol_options: { idle_timeout: idle },
              stream_idle_timeout: idle,
              request_headers_timeout: "10s",
              max_request_headers_kb: 8,
              ...manager,
            },
          },
        ],
      },
    ],
  };
}

function connectManager(block: string | undefined): object {
  return {
    access_log: [refused],
    upgrade_configs: [{ upgrade_type: "CONNECT" }],
    http_filters: [...onlyIn(block), router],
    route_config: {
      virtual_hosts: [
        {
          name: "wecom",
          domains: [target],
          routes: [
            {
              match: { connect_matcher: {} },
              route: {
                cluster: "wecom",
                upgrade_configs: [{ upgrade_type: "CONNECT", connect_config: {} }],
                // One of WeCom's addresses may be gone for good: Envoy tries another before the caller gets an error.
                retry_policy: {
                  retry_on: "connect-failure",
                  num_retries: 2,
                  retry_host_predicate: [
                    {
                      name: "envoy.retry_host_predicates.previous_hosts",
                      typed_config: { "@type": `${v3}.retry.host.previous_hosts.v3.PreviousHostsPredicate` },
                    },
                  ],
                  host_selection_retry_max_attempts: 3,
                },
              },
            },
            { match: { prefix: "/" }, direct_response: refusal },
          ],
        },
        {
          name: "else",
          domains: ["*"],
          routes: [
            { match: { connect_matcher: {} }, direct_response: refusal },
            { match: { prefix: "/" }, direct_response: refusal },
          ],
        },
      ],
    },
  };
}

/** `/ready` once WeCom's name was resolved, and `/live` always. */
function healthManager(block: string | undefined): object {
  return {
    http_filters: [
      ...onlyIn(block, { url_path: { path: { exact: "/live" } } }),
      {
        name: "envoy.filters.http.health_check",
        typed_config: {
          "@type": `${v3}.filters.http.health_check.v3.HealthCheck`,
          pass_through_mode: false,
          headers: [{ name: ":path", string_match: { exact: "/ready" } }],
          cluster_min_healthy_percentages: { wecom: { value: 1 } },
        },
      },
      router,
    ],
    route_config: {
      virtual_hosts: [
        {
          name: "health",
          domains: ["*"],
          routes: [{ match: { path: "/live" }, direct_response: { status: 200 } }],
        },
      ],
    },
  };
}

const router = {
  name: "envoy.filters.http.router",
  typed_config: { "@type": `${v3}.filters.http.router.v3.Router` },
};

/**
 * Refuses requests received at an address outside of the block: a pod that comes up elsewhere sends no call from a
 * wrong IP. Loopback is `kubectl port-forward`.
 */
function onlyIn(block: string | undefined, ...others: object[]): object[] {
  if (block === undefined) return [];
  const received = [block, "127.0.0.0/8"].map((cidr) => ({ destination_ip: cidrRange(cidr) }));
  return [
    {
      name: "envoy.filters.http.rbac",
      typed_config: {
        "@type": `${v3}.filters.http.rbac.v3.RBAC`,
        rules: {
          action: "ALLOW",
          policies: {
            pinned: {
              permissions: [{ or_rules: { rules: [...received, ...others] } }],
              principals: [{ any: true }],
            },
          },
        },
      },
    },
  ];
}

function cidrRange(block: string): object {
  const [address_prefix, prefix_len] = block.split("/");
  return { address_prefix, prefix_len: Number(prefix_len) };
}

/** The log of refused requests. A path may hold a Secret or a code, so no part of it is logged. */
const refused = {
  name: "envoy.access_loggers.stdout",
  filter: {
    status_code_filter: {
      comparison: { op: "GE", value: { default_value: 400, runtime_key: "relay.log_from_status" } },
    },
  },
  typed_config: {
    "@type": `${v3}.access_loggers.stream.v3.StdoutAccessLog`,
    log_format: {
      json_format: {
        time: "%START_TIME%",
        method: "%REQ(:METHOD):16%",
        authority: "%REQ(:AUTHORITY):255%",
        status: "%RESPONSE_CODE%",
        // Envoy's own word for what happened, such as direct_response or rbac_access_denied_matched_policy[none].
        why: "%RESPONSE_CODE_DETAILS%",
      },
    },
  },
};
