import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { addressOf } from "../../rehearsal/edge/layout.ts";
import { issueCertificate } from "../../rehearsal/edge/prepare.ts";

/** The process of the Envoy that an edge runs. */
export async function envoyProcess(folder: string): Promise<string> {
  for (const entry of await readdir("/proc")) {
    const command = /^\d+$/.test(entry)
      ? await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "")
      : "";
    const [program = "", ...args] = command.split("\0");
    if (program.endsWith("/bin/envoy") && args.some((arg) => arg.includes(folder))) return entry;
  }
  throw new Error("the edge runs no Envoy");
}

/** Starts the upstreams of an edge, with a certificate each; they end with their standard input. */
export async function startUpstreams(edge: Edge, folder: string): Promise<ChildProcess> {
  const each = await Promise.all(
    edge.upstreams.map(async ({ host, port }, index) => {
      const out = join(folder, host);
      await issueCertificate(edge.tools, { out, names: [host], issuer: edge.upstreamAuthority });
      return [host, addressOf(index), `${port}`, out];
    }),
  );
  const script = join(import.meta.dirname, "edge-upstream.ts");
  const command = await edge.atUpstreams([process.execPath, script, join(folder, "control"), ...each.flat()]);
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}
