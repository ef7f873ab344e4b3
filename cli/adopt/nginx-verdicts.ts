import type { Directive } from "./nginx-text.ts";

/** What becomes of a directive at the gateway: it does the same, does it otherwise, or does not do it. */
export type Verdict = "same" | "otherwise" | "lost";

export interface Judged {
  readonly verdict: Verdict;
  /** How the gateway does it, or what is missing. Empty for what is the same. */
  readonly note: string;
}

const same: Judged = { verdict: "same", note: "" };
const otherwise = (note: string): Judged => ({ verdict: "otherwise", note });
const lost = (note: string): Judged => ({ verdict: "lost", note });

const timeouts = otherwise(
  "5 s to connect, 300 s for a request to come; an answer may take any time, unless it is silent for 60 s",
);
const buffers = otherwise("256 KiB of a body are held on each side");
const tls = otherwise("TLS 1.2 and 1.3 by Envoy's ciphers");
const compression = otherwise("the gateway compresses nothing; what the upstream compresses stays so");
const logs = otherwise("the gateway's own log: a line a request, without the query");
const upstreamTls = otherwise("the upstream's certificate is always checked, for its own name");
const redirects = otherwise(
  "Location and cookies of upstreams are brought back unless the platform says rewriteRedirects: false",
);
const access = lost("the gateway lets everybody in");

/** Directives that say something of a host's answers. What is not among them, or below, is lost. */
const known: Readonly<Record<string, Judged>> = {
  listen: same,
  server_name: same,
  ssl: same,
  http2: same,
  ssl_certificate: same,
  ssl_certificate_key: same,
  proxy_http_version: same,
  proxy_pass: same,
  proxy_ssl_server_name: same,
  allow: access,
  deny: access,
  auth_basic: access,
  auth_basic_user_file: access,
  auth_request: access,
  access_log: logs,
  client_max_body_size: otherwise("the gateway sets no limit"),
  client_body_buffer_size: buffers,
  error_log: logs,
  gzip: compression,
  gzip_comp_level: compression,
  gzip_min_length: compression,
  gzip_proxied: compression,
  gzip_types: compression,
  gzip_vary: compression,
  keepalive_timeout: timeouts,
  client_body_timeout: timeouts,
  client_header_timeout: timeouts,
  proxy_buffer_size: buffers,
  proxy_buffering: buffers,
  proxy_buffers: buffers,
  proxy_busy_buffers_size: buffers,
  proxy_connect_timeout: timeouts,
  proxy_read_timeout: timeouts,
  proxy_request_buffering: buffers,
  proxy_send_timeout: timeouts,
  send_timeout: timeouts,
  proxy_cookie_domain: redirects,
  proxy_redirect: redirects,
  proxy_ssl_name: upstreamTls,
  proxy_ssl_trusted_certificate: upstreamTls,
  proxy_ssl_verify: upstreamTls,
  proxy_ssl_verify_depth: upstreamTls,
  ssl_buffer_size: tls,
  ssl_ciphers: tls,
  ssl_dhparam: tls,
  ssl_ecdh_curve: tls,
  ssl_prefer_server_ciphers: tls,
  ssl_protocols: tls,
  ssl_session_cache: tls,
  ssl_session_tickets: tls,
  ssl_session_timeout: tls,
  ssl_stapling: tls,
  ssl_stapling_verify: tls,
};

/** Directives of nginx itself, which no answer shows. */
const unseen = new Set([
  "client_header_buffer_size",
  "default_type",
  "keepalive_requests",
  "large_client_header_buffers",
  "log_format",
  "map",
  "proxy_headers_hash_bucket_size",
  "proxy_headers_hash_max_size",
  "resolver",
  "resolver_timeout",
  "reuseport",
  "sendfile",
  "server_names_hash_bucket_size",
  "server_names_hash_max_size",
  "server_tokens",
  "tcp_nodelay",
  "tcp_nopush",
  "types",
  "types_hash_bucket_size",
  "types_hash_max_size",
]);

/** Request header, in lower case → what becomes of it. The gateway sends an upstream none that it does not write itself. */
const headers: Readonly<Record<string, Judged>> = {
  connection: same,
  upgrade: same,
  "x-forwarded-for": otherwise("written anew: the address that the gateway sees"),
  "x-forwarded-proto": otherwise("written anew: https"),
};

/** What becomes of a directive; `undefined` for one that no answer shows. */
export function judgeDirective({ name, args }: Directive, upstreamHost: string): Judged | undefined {
  if (unseen.has(name)) return undefined;
  if (name === "proxy_set_header") return judgeHeader(args[0] ?? "", args[1] ?? "", upstreamHost);
  if (
    name === "return" &&
    /^30[1278]$/.test(args[0] ?? "") &&
    /^https:\/\/\$(host|server_name)\$request_uri$/.test(args[1] ?? "")
  )
    return same;
  return Object.hasOwn(known, name) ? known[name] : lost("the gateway does not do it");
}

function judgeHeader(header: string, value: string, upstreamHost: string): Judged {
  const name = header.toLowerCase();
  if (name === "host") {
    return value === "$proxy_host" || value === upstreamHost
      ? same
      : otherwise(`the upstream is asked for its own name, ${upstreamHost}`);
  }
  return (
    (Object.hasOwn(headers, name) ? headers[name] : undefined) ??
    lost("the upstream does not get this header")
  );
}
