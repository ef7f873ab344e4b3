import type { SchoolStack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import { outputPath, writeOutput } from "../../lib/write-file.ts";
import { command, type ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import { htmlOf } from "../handover/html.ts";
import { markdownOf } from "../handover/markdown.ts";
import { handoverSheet } from "../handover/sheet.ts";
import { formatOf } from "../output-files.ts";
import { type Outputs, outputsArgs, readOutputs } from "../outputs.ts";
import { type ProbeFlags, probeArgs, probePlan } from "../probe/options.ts";
import type { Result } from "../probe/result.ts";
import { en } from "../probe/texts/en.ts";
import { schoolStack } from "../school-stack.ts";

const formats = { markdown: markdownOf, html: htmlOf };

/** `gate handover`: writes the sheet for a school's administrators. */
export const handover = command(
  {
    name: "handover",
    description: "The sheet for the school, in Chinese: what to enter where, step by step",
  },
  {
    school: { type: "positional", required: true, description: "The school" },
    format: {
      type: "string",
      valueHint: "markdown|html",
      description: "html: one page with copy buttons, printable on A4",
      default: "markdown",
    },
    out: { type: "string", valueHint: "file", description: "File to write. Default: stdout" },
    "cut-over": {
      type: "boolean",
      description:
        "With the page for a live school that leaves its old server: TTL, record, check, the way back",
    },
    "with-probe": { type: "boolean", description: "Probe the school, and say how far each step is" },
    ...probeArgs,
    ...outputsArgs,
  },
  [
    "./gate handover demo",
    "./gate handover demo --format html --out demo.html",
    "./gate handover demo --with-probe --via http://127.0.0.1:3128",
  ],
  async (args, deps): Promise<ExitCode> => {
    const { root, cwd, now, stdout } = deps;
    const {
      school: name,
      format,
      out,
      "cut-over": cutOver,
      "with-probe": withProbe,
      "from-outputs": file,
      rehearse,
      ...flags
    } = args;
    const render = formats[formatOf(format, formats)];
    const target = out === undefined ? undefined : outputPath(cwd, out);
    const stack = schoolStack(root, name, now(), "has no sheet");
    const outputs = await readOutputs(name, { file, rehearse }, deps);
    const results = withProbe ? await probed(stack, outputs, flags, deps) : undefined;
    if (!withProbe && (flags.via ?? flags["token-file"]) !== undefined) {
      throw new Refusal("--via and --token-file are for a probe", "add --with-probe, or leave them out");
    }
    const text = render(handoverSheet({ stack, outputs, now: now(), cutOver, results }));
    if (target === undefined) stdout.write(text);
    else {
      writeOutput(target, text);
      stdout.write(`Wrote ${out}.\n`);
    }
    // Written all the same: its other steps do not wait for an address.
    if (outputs.from === "none") throw withoutAddresses(name, outputs.why);
    return 0;
  },
);

function withoutAddresses(slug: string, why: string): Refusal {
  return new Refusal(
    `the sheet says that the addresses were not read: ${why}`,
    `pulumi login, or --from-outputs <file of pulumi stack output --json -s ${slug}>, and write it again`,
  );
}

/** Loaded only when asked for: most sheets are made without a network. */
async function probed(
  stack: SchoolStack,
  outputs: Outputs,
  flags: ProbeFlags,
  { cwd, now, network }: Deps,
): Promise<Result[]> {
  const { probe } = await import("../probe/probe.ts");
  return probe(probePlan(stack, outputs, flags, cwd), network, now(), en);
}
