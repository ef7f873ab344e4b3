// nginx of Debian, twice: as the vendor's upstreams, fast enough not to be what is measured, and as the reverse proxy that
// the handbook describes, which the edge is measured against.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { addressOf } from "../../rehearsal/edge/layout.ts";
import { issueCertificate } from "../../rehearsal/edge/prepare.ts";
import { until } from "../support/edge-objects.ts";

/** A public host, the certificate that it shows and the upstream behind it. */
export interface Site {
  readonly host: string;
  /** Path without `.crt` and `.key`. */
  readonly pair: string;
  readonly upstream: { readonly host: string; readonly port: number };
}

/** Where the reference proxy serves, inside the edge's namespaces. */
export const referencePort = 8443;

/** A running nginx. */
export class Nginx {
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.#child = child;
  }

  static async start(folder: string, config: string, wrap: (command: string[]) => Promise<string[]>) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "nginx.conf"), config);
    const nginx = ["nginx", "-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")];
    const [file = "", ...args] = await wrap(nginx);
    const child = spawn(file, args, { stdio: ["ignore", "inherit", "inherit"] });
    const started = new Nginx(folder, child);
    // It writes its number once its ports are open.
    await until(async () => child.exitCode !== null || existsSync(join(folder, "pid")));
    if (child.exitCode !== null) throw new Error(`nginx ended: see ${folder}/error.log`);
    return started;
  }

  /** The process that reads the configuration and starts the worker: the child of nsenter, which stays for it. */
  async master(): Promise<number> {
    const parent = this.#child.pid ?? 0;
    return Number(await readFile(`/proc/${parent}/task/${parent}/children`, "utf8"));
  }

  /** As an administrator brings a change to it: the file, then `nginx -s reload`. */
  async reload(config: string): Promise<void> {
    await writeFile(join(this.#folder, "nginx.conf"), config);
    process.kill(await this.master(), "SIGHUP");
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    process.kill(await this.master(), "SIGTERM");
    await ended;
  }
}

/** What an upstream answers with: a small page and a large file. */
export const bodies = { "/1k": 1024, "/1m": 1024 * 1024 } as const;
export type BodyPath = keyof typeof bodies;

/** Starts one nginx on the upstreams' machine that answers for all of them. */
export async function startUpstreams(edge: Edge, folder: string): Promise<Nginx> {
  await mkdir(join(folder, "www"), { recursive: true });
  for (const [path, bytes] of Object.entries(bodies)) {
    await writeFile(join(folder, "www", path), Buffer.alloc(bytes, "schoolgate "));
  }
  const servers = await Promise.all(
    edge.upstreams.map(async ({ host, port }, index) => {
      const out = join(folder, host);
      await issueCertificate(edge.tools, { out, names: [host], issuer: edge.upstreamAuthority });
      return `server {
  listen ${addressOf(index)}:${port} ssl;
  server_name ${host};
  ssl_certificate ${out}.crt;
  ssl_certificate_key ${out}.key;
  root ${folder}/www;
}`;
    }),
  );
  const config = `${common(folder)}
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=10 inactive=1h;
  open_file_cache_valid 1h;
  keepalive_requests 100000000;
  default_type application/octet-stream;
  ssl_session_cache shared:tls:1m;
${servers.join("\n")}
}
`;
  return Nginx.start(folder, config, (command) => edge.atUpstreams(command));
}

/** Starts the reference proxy beside Envoy. */
export async function startReference(edge: Edge, folder: string, sites: readonly Site[]): Promise<Nginx> {
  return Nginx.start(folder, reference(folder, edge, sites), (command) => edge.inside(command));
}

/** The handbook's configuration as a careful administrator writes it. */
export function reference(folder: string, edge: Edge, sites: readonly Site[]): string {
  const upstreams = edge.upstreams.map(
    ({ host, port }) => `upstream ${nameOf(host)} { server ${host}:${port}; keepalive 64; }`,
  );
  const servers = sites.map(
    ({ host, pair, upstream }) => `server {
  listen ${referencePort} ssl http2;
  server_name ${host};
  ssl_certificate ${pair}.crt;
  ssl_certificate_key ${pair}.key;
  location ~* WW_verify_ { return 404; }
  location / {
    proxy_pass https://${nameOf(upstream.host)};
    proxy_set_header Host ${upstream.host}:${upstream.port};
    proxy_set_header Connection $connection_header;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto https;
    proxy_ssl_name ${upstream.host};
    proxy_redirect https://${upstream.host}:${upstream.port}/ https://${host}/;
    proxy_redirect https://${upstream.host}/ https://${host}/;
    proxy_cookie_domain ${upstream.host} ${host};
  }
}`,
  );
  return `${common(folder)}
http {
  access_log ${folder}/access.log combined;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  server_names_hash_max_size 8192;
  server_names_hash_bucket_size 128;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache shared:tls:10m;
  map $http_upgrade $connection_header { default upgrade; "" ""; }
  proxy_http_version 1.1;
  proxy_ssl_server_name on;
  proxy_ssl_verify on;
  proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
  proxy_ssl_protocols TLSv1.2 TLSv1.3;
${upstreams.join("\n")}
${servers.join("\n")}
}
`;
}

function common(folder: string): string {
  return `daemon off;
user root;
worker_processes 1;
pid ${folder}/pid;
events { worker_connections 8192; }`;
}

function nameOf(host: string): string {
  return host.replaceAll(".", "_");
}
