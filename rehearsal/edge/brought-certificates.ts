import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { routesOf } from "../../infra/config/school-schema.ts";
import type { Stack } from "../../infra/config/stacks.ts";
import type { Edge } from "./edge.ts";
import { layout } from "./layout.ts";
import { issueCertificate } from "./prepare.ts";

/**
 * Replaces the certificates that a school brings: their keys are encrypted, and a rehearsal asks for no passphrase.
 * The edge's authority signs one for each host, once while the edge runs.
 *
 * @returns configuration that takes the place of the stack file's; empty for a stack that brings none
 */
export async function localCertificates(stack: Stack, edge: Edge): Promise<Readonly<Record<string, string>>> {
  if (stack.kind !== "school" || stack.school.certificate.from !== "secret") return {};
  const paths = layout(edge.folder);
  const folder = join(paths.run, "certificates", stack.name);
  await mkdir(folder, { recursive: true });
  const brought: Record<string, { chain: string; key: string }> = {};
  for (const [route, { host }] of Object.entries(routesOf(stack.school))) {
    const out = join(folder, host);
    if (!existsSync(`${out}.key`)) {
      await issueCertificate(edge.tools, { out, names: [host], issuer: paths.schoolAuthority });
    }
    const [chain, key] = await Promise.all([".crt", ".key"].map((end) => readFile(`${out}${end}`, "utf8")));
    brought[route] = { chain: chain ?? "", key: key ?? "" };
  }
  return { "schoolgate:certificates": JSON.stringify(brought) };
}
