import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { run } from "../tools/run.ts";
import { addressOf, type EdgePlan, layout } from "./layout.ts";
import { Tools } from "./tools.ts";

export interface CertificateOptions {
  /** Path of the two files to write, without `.crt` and `.key`. */
  readonly out: string;
  /** DNS names and IP addresses. */
  readonly names: readonly string[];
  /** Path of the authority's files; absent: it signs itself. */
  readonly issuer?: string;
  readonly authority?: boolean;
  /** Begin and end of validity from now, as Go writes durations (`-1h`). Default: an hour ago, and in 90 days. */
  readonly from?: string;
  readonly until?: string;
}

/** Issues a certificate with its key. */
export async function issueCertificate(tools: Tools, options: CertificateOptions): Promise<void> {
  const { out, names, issuer, authority, from, until } = options;
  const flags = { out, names: names.join(","), issuer, from, until };
  const given = Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [`-${flag}=${value}`],
  );
  await run([tools.program("certificate"), ...given, ...(authority ? ["-authority"] : [])]);
}

/** Lays out the folder of an edge that is about to start: nothing of an earlier one is left in it. */
export async function prepare(plan: EdgePlan): Promise<void> {
  const paths = layout(plan.folder);
  const tools = new Tools(plan.tools);
  await rm(paths.run, { recursive: true, force: true });
  await rm(paths.logs, { recursive: true, force: true });
  for (const folder of [paths.logs, paths.run, paths.root, paths.api]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await Promise.all([
    issueCertificate(tools, {
      out: paths.schoolAuthority,
      names: ["Local school authority"],
      authority: true,
    }),
    issueCertificate(tools, {
      out: paths.upstreamAuthority,
      names: ["Local upstream authority"],
      authority: true,
    }),
    // The API server is its own authority: nobody else trusts it.
    issueCertificate(tools, { out: join(paths.api, "server"), names: ["127.0.0.1", "localhost"] }),
  ]);
  await Promise.all(
    plan.upstreams.map(({ host }) =>
      issueCertificate(tools, {
        out: join(paths.run, host),
        names: [host],
        issuer: paths.upstreamAuthority,
      }),
    ),
  );
  const hosts = plan.upstreams.map(({ host }, index) => `${addressOf(index)} ${host}\n`);
  await writeFile(paths.hosts, ["127.0.0.1 localhost\n", ...hosts].join(""));
  await writeFile(paths.token, randomBytes(24).toString("base64url"), { mode: 0o600 });
  await writeKubeconfig(plan, paths.insideKubeconfig, 6443);
}

/** Writes a kubeconfig for the API server at a port of 127.0.0.1. */
export async function writeKubeconfig(plan: EdgePlan, path: string, port: number): Promise<void> {
  const { api, token } = layout(plan.folder);
  const authority = await readFile(join(api, "server.crt"));
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "edge",
        cluster: {
          server: `https://127.0.0.1:${port}`,
          "certificate-authority-data": authority.toString("base64"),
        },
      },
    ],
    users: [{ name: "edge", user: { token: await readFile(token, "utf8") } }],
    contexts: [{ name: "edge", context: { cluster: "edge", user: "edge" } }],
    "current-context": "edge",
  };
  await writeFile(path, stringify(kubeconfig), { mode: 0o600 });
}
