import type { FieldWords } from "./stack-file-page.ts";

/** The page in English: the schemas' own descriptions. */
export const english: FieldWords = {
  intro: `# The stack file

\`stacks/Pulumi.<name>.yaml\` holds the facts of one school, or of one platform, and nothing else. Generated from the zod schemas of
\`infra/\` by \`npm run docs\`. Editors complete and check the fields by [\`stacks/schema.json\`](../stacks/schema.json); \`./gate check\`
says everything that is wrong, with file, line, column and the way out. Examples: [a school](../stacks/Pulumi.demo.yaml),
[one that adopts what exists](../stacks/Pulumi.lakeside.yaml), [one with its own certificates](../stacks/Pulumi.northgate.yaml),
[a platform](../stacks/Pulumi.hz.yaml).

All fields stand under \`config\`. \`<key>\` is a name of your choice. A row such as \`source: { vswitchIds }\` is one way to write the
field; the rows after it are its fields. Keys of other namespaces (\`alicloud:region\`) and what Pulumi writes beside \`config\`
(\`encryptionsalt\`, \`encryptedkey\`, \`secretsprovider\`) stay as they are. YAML is read as Pulumi reads it: quote a value that Pulumi's
reader would take for a number or a date (\`"0443"\`, \`"2024-09-01"\`).
`,
  columns: ["Field", "Meaning and rule", "Default", "Example"],
  required: "required",
  sections: {
    "schoolgate:school": { title: "A school", text: "A school's file has `schoolgate:school`." },
    "schoolgate:certificates": {
      title: "Certificates that a school brings",
      text: "With `certificate: { from: secret }`, one for each route. [How](runbooks/bring-certificate.md).",
    },
    "schoolgate:wecomSecret": {
      title: "The app's Secret",
      text: "`pulumi config set --secret schoolgate:wecomSecret -s <school>` writes it.",
    },
    "schoolgate:platform": {
      title: "A platform",
      text: "A platform's file has `schoolgate:platform`. [How to bring one up](production.md#5-the-platforms-stack).",
    },
  },
  textOf: ({ schema }) => schema.description ?? "",
};
