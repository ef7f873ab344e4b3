import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { z } from "zod";
import { Refusal } from "../../lib/refusal.ts";

const schema = z.object({
  typescript: z.boolean("must be true or false").default(true),
  tsconfig: z.string("must be a path").optional(),
  nodeargs: z.string("must be Node's options in a line").default(""),
});

/** What `runtime.options` of a Pulumi.yaml, PulumiPolicy.yaml or PulumiPlugin.yaml says about running. */
export interface RuntimeOptions {
  /** For the program's Node. */
  readonly nodeArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** @throws names the option that is of the wrong kind. */
export function runtimeOptions(given: Readonly<Record<string, JavaScriptValue>> = {}): RuntimeOptions {
  const read = schema.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Refusal(`runtime option ${issue?.path.join(".")} ${issue?.message}`);
  }
  const { typescript, tsconfig, nodeargs } = read.data;
  return {
    nodeArgs: words(nodeargs),
    env: {
      ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
      ...(tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
    },
  };
}

/** The words of a command line, as a shell parts them: quotes hold together, a backslash takes the next character as it is. */
function words(line: string): string[] {
  const parts = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  return parts.map((part) =>
    part.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_, escaped, double, single) =>
      String(escaped ?? single ?? String(double).replace(/\\(["\\$`])/g, "$1")),
    ),
  );
}
