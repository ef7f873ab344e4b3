import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { platformSchema } from "../infra/config/platform-schema.ts";
import { schoolSchema } from "../infra/config/school-schema.ts";
import { tlsKeys } from "../lib/tls-keys.ts";

// Writes stacks/schema.json, with which an editor checks and completes stack files as they are typed. It knows the
// fields; the rules between fields, files and clocks are `gate check`'s.

/** What Pulumi writes for an encrypted value. */
const encrypted = (description: string) =>
  z
    .strictObject({
      secure: z.string().meta({ description: "Ciphertext; `pulumi config set --secret` writes it." }),
    })
    .meta({ description });

const certificates = z
  .record(
    z.string(),
    z
      .strictObject({
        chain: z.string().meta({
          description:
            "PEM certificates in the clear: the host's own first, then its intermediates in order. For the route's host, for TLS servers, in date.",
        }),
        key: encrypted(`The private key, encrypted: ${tlsKeys}.`),
      })
      .meta({ description: "The certificate of the route with that key." }),
  )
  .meta({ description: "Route → the certificate that the school brings." });

// Keys of other namespaces, such as alicloud:region, are Pulumi's and pass.
const otherNamespace = "^(?!schoolgate:)[^:]+:.+$";

const facts = (schema: z.ZodType): object => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" });
  return json;
};

/** The JSON Schema of a whole stack file. */
export function stackFileSchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Stack file of schoolgate",
    description:
      "stacks/Pulumi.<name>.yaml: a school or a platform. Generated from infra/config/*-schema.ts by `npm run schema`.",
    type: "object",
    required: ["config"],
    additionalProperties: false,
    properties: {
      config: {
        type: "object",
        oneOf: [{ required: ["schoolgate:school"] }, { required: ["schoolgate:platform"] }],
        additionalProperties: false,
        patternProperties: { [otherNamespace]: true },
        properties: {
          "schoolgate:school": facts(schoolSchema),
          "schoolgate:platform": facts(platformSchema),
          "schoolgate:certificates": facts(certificates),
          "schoolgate:wecomSecret": facts(
            encrypted(
              "The app's Secret, encrypted by `pulumi config set --secret`. Nothing here uses it: it is kept for the OAuth service.",
            ),
          ),
        },
      },
      encryptionsalt: { type: "string" },
      encryptedkey: { type: "string" },
      secretsprovider: { type: "string" },
    },
  };
}

/** Whether the file on disk is what would be written; a missing one is not. */
function isCurrent(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") === text;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const file = join(import.meta.dirname, "schema.json");
  const text = `${JSON.stringify(stackFileSchema(), null, 2)}\n`;
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (!isCurrent(file, text)) {
    console.error(
      "stacks/schema.json is not what infra/config/*-schema.ts say: run npm run schema, and commit it",
    );
    process.exitCode = 1;
  }
}
