import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { Document, isMap, parse, parseDocument } from "yaml";
import type { ProgramConfig } from "../../infra/config/stack-config.ts";

/**
 * A stack's configuration as a rehearsal hands it to Pulumi: in a file of its own, which Pulumi may write into. What is in
 * clear is the stack file's own text; what stands for its secrets is encrypted by the rehearsal's passphrase, so that the
 * stack's is not asked for.
 *
 * @param file written by `pulumi stack init`, with the salt in it
 * @param stack of the project that the file lies in
 * @param text the stack file's
 */
export async function writeConfig(
  file: string,
  stack: Stack,
  text: string,
  { config, secretKeys }: ProgramConfig,
): Promise<void> {
  const secrets = secretKeys.map((key) => [key, { value: config[key] ?? "", secret: true }] as const);
  const digest = createHash("sha256")
    .update(JSON.stringify([text, secrets]))
    .digest("hex");
  const digestFile = `${file}.digest`;
  const known = await readFile(digestFile, "utf8").catch(() => undefined);
  // Encrypting takes a command each, so unchanged values stay.
  if (known === digest) return;
  const { encryptionsalt } = parse(await readFile(file, "utf8")) as { encryptionsalt?: string };
  const settings = parseDocument(text).get("config");
  if (isMap(settings)) for (const key of secretKeys) settings.delete(key);
  await writeFile(file, new Document({ encryptionsalt, config: settings }).toString({ lineWidth: 0 }));
  if (secrets.length > 0) await stack.setAllConfig(Object.fromEntries(secrets));
  await writeFile(digestFile, digest);
}
