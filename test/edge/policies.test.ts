// What the platform's policies make of Envoy, where it cannot be seen from a request: its own configuration.
import { afterAll, beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "../support/edge-world.ts";

let world: EdgeWorld;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school({ slug: "policies" });
  await world.school({ slug: "policies2" });
});
afterAll(() => world.close());

interface Cluster {
  readonly name: string;
  readonly [field: string]: unknown;
}

async function clusters(): Promise<Cluster[]> {
  const dumped = (await world.envoyConfig("dynamic_active_clusters")) as { cluster: Cluster }[];
  return dumped.map(({ cluster }) => cluster).sort((a, b) => (a.name < b.name ? -1 : 1));
}

test("all schools share one cluster an upstream", async () => {
  expect((await clusters()).map(({ name }) => name)).toEqual([
    "backend/edge/hub/0/http",
    "backend/edge/open/0/http",
  ]);
});

test("the Gateway's policy reaches the shared clusters", async () => {
  for (const cluster of await clusters()) {
    expect(cluster).toMatchObject({
      connect_timeout: "5s",
      circuit_breakers: {
        thresholds: [
          { max_connections: 4096, max_pending_requests: 4096, max_requests: 8192, max_retries: 64 },
        ],
      },
      cluster_type: {
        name: "envoy.cluster.dns",
        typed_config: { dns_refresh_rate: "30s", respect_dns_ttl: true },
      },
      typed_extension_protocol_options: {
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
          common_http_protocol_options: { idle_timeout: "15s" },
          explicit_http_config: { http_protocol_options: {} },
        },
      },
    });
  }
});

test("upstreams are spoken to over TLS 1.2 or later, their names checked against the machine's authorities", async () => {
  const [hub] = await clusters();
  expect(hub?.transport_socket_matches).toMatchObject([
    {
      transport_socket: {
        name: "envoy.transport_sockets.tls",
        typed_config: {
          sni: "hub.17wanxiao.com",
          common_tls_context: {
            tls_params: { tls_minimum_protocol_version: "TLSv1_2", tls_maximum_protocol_version: "TLSv1_3" },
            combined_validation_context: {
              default_validation_context: {
                match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: "hub.17wanxiao.com" } }],
              },
              validation_context_sds_secret_config: { name: "system_ca_certificates" },
            },
          },
        },
      },
    },
  ]);
});

interface Route {
  readonly match: { readonly prefix?: string };
  readonly route?: Readonly<Record<string, unknown>>;
}

test("what may not have been asked twice is not asked again", async () => {
  const dumped = (await world.envoyConfig("dynamic_route_configs")) as {
    route_config: { name: string; virtual_hosts: { routes: Route[] }[] };
  }[];
  const found = dumped.find(
    ({ route_config: { name } }) => name === "edge/shared/school-policies/school/api1",
  );
  const routes = found?.route_config.virtual_hosts.flatMap((each) => each.routes) ?? [];
  const proxied = routes.filter(({ route }) => route !== undefined);
  expect(proxied.map(({ route }) => route)).toMatchObject([
    {
      cluster: "backend/edge/hub/0/http",
      timeout: "0s",
      idle_timeout: "60s",
      retry_policy: { num_retries: 2, retry_on: "connect-failure,reset-before-request" },
    },
  ]);
});
