import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { Refusal } from "../../../lib/refusal.ts";
import { count } from "../../../lib/report.ts";
import { writeOutput } from "../../../lib/write-file.ts";
import { command, type ExitCode } from "../../command.ts";
import { previewFile, previewStack } from "../../review/previews.ts";

/** `gate review preview`: what the real engine says of each stack; needs what `pulumi preview` needs. */
export const preview = command(
  {
    name: "review preview",
    description:
      "Preview stacks on Pulumi's engine with the policies, and keep the steps: no inputs, no outputs",
  },
  {
    "school…": { type: "positional", required: true, description: "Stacks to preview" },
    out: { type: "string", required: true, valueHint: "folder", description: "Folder for <stack>.json" },
  },
  ["./gate review preview demo lakeside --out previews"],
  async ({ _: names, out }, { root, cwd, env, stdout, stderr }): Promise<ExitCode> => {
    const folder = resolve(cwd, out);
    mkdirSync(folder, { recursive: true });
    for (const name of names) {
      if (!/^\w[\w.-]*$/.test(name))
        throw new Refusal(
          `${JSON.stringify(name)} is no stack's name`,
          "name a stack as stacks/Pulumi.<stack>.yaml does",
        );
      const result = await previewStack(root, name, env, (text) => stderr.write(text)).catch(
        (error: unknown) => {
          if (error instanceof Error && "code" in error && error.code === "ENOENT") {
            throw new Refusal("there is no pulumi on PATH", "install the Pulumi CLI (docs/production.md)");
          }
          throw error;
        },
      );
      writeOutput(previewFile(folder, name), `${JSON.stringify(result)}\n`);
      const ended =
        result.exitCode === 0 ? count(result.steps.length, "step") : `failed, exit code ${result.exitCode}`;
      stdout.write(`${name}: ${ended}\n`);
    }
    return 0;
  },
);
