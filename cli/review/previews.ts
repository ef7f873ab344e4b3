import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { jsonOf } from "../../lib/json.ts";
import { nameOf, typeOf } from "../../lib/urn.ts";
import type { Group, Plan } from "../../plan/model.ts";
import { prose } from "../../plan/report/markdown-text.ts";
import { clip } from "../../plan/report/value-lines.ts";
import { compare, type Difference } from "./compare.ts";
import type { ReviewTexts } from "./texts/texts.ts";

type PreviewTexts = ReviewTexts["previews"];

/** Bytes of one preview: two thousand steps. */
const mostBytes = 1_000_000;
const mostRows = 50;
const mostDifferences = 20;

const preview = z.object({
  /** How `pulumi preview` ended: 0 is well, a broken mandatory policy is not. */
  exitCode: z.int(),
  steps: z.array(z.object({ op: z.string().max(40), urn: z.string().max(2000) })),
});

/** What the engine previewed of one stack, and nothing of it that could be a secret. */
export type Preview = z.infer<typeof preview>;

/** What a preview says of the group for which it stands. */
interface Comparison {
  readonly school: string;
  /** How many schools it stands for. */
  readonly others: number;
  readonly preview: Preview;
  readonly differences: readonly Difference[];
}

/** One school of each group, the most dangerous group first; a group of one is its own example. */
export function examplesOf({ groups }: Plan, most: number): string[] {
  return groups.slice(0, most).flatMap(({ schools }) => schools.slice(0, 1));
}

/** The file of a stack's preview. */
export function previewFile(folder: string, stack: string): string {
  return join(folder, `${stack}.json`);
}

/**
 * The previews beside the plan, as Markdown.
 *
 * @param folder which other code wrote: only files of the plan's examples are read, and only steps and exit codes shown
 */
export function previewsMarkdown({ groups }: Plan, folder: string, { previews: texts }: ReviewTexts): string {
  const compared = groups.flatMap((group) => comparison(group, folder));
  const [odd, even] = [compared.filter(isOdd), compared.filter((each) => !isOdd(each))];
  const rows = [...odd, ...even].slice(0, mostRows);
  const differences = odd.flatMap(({ school, differences }) =>
    differences.map((each) => line(school, each, texts)),
  );
  const verdict = odd.length === 0 ? texts.agrees : texts.differs(odd.length);
  return [
    `### ${texts.heading}`,
    "",
    `${texts.previewed(compared.length, groups.length)}${verdict}`,
    "",
    `| ${texts.columns.join(" | ")} |`,
    "|---|---|---|---|",
    ...rows.map((each) => row(each, texts)),
    ...(rows.length < compared.length ? ["", texts.moreRows(compared.length - rows.length)] : []),
    ...(differences.length === 0 ? [] : ["", ...differences.slice(0, mostDifferences)]),
    ...(differences.length > mostDifferences
      ? [`- ${texts.moreDifferences(differences.length - mostDifferences)}`]
      : []),
  ].join("\n");
}

/**
 * Previews one stack on Pulumi's engine, with the policies.
 *
 * @param env with credentials, and a PATH that has `pulumi`
 * @param say gets what the engine says on the way, and its errors: a log may have them, a comment may not
 */
export async function previewStack(
  root: string,
  stack: string,
  env: Readonly<Record<string, string | undefined>>,
  say: (text: string) => void,
): Promise<Preview> {
  const args = ["preview", "--json", "--policy-pack", "policies", "--non-interactive", "--stack", stack];
  const engine = spawn("pulumi", args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  engine.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  engine.stderr.on("data", (chunk: Buffer) => say(chunk.toString()));
  const exitCode = await new Promise<number>((resolve, reject) => {
    engine.on("error", reject);
    // Ended by a signal is no success either.
    engine.on("close", (code) => resolve(code ?? 1));
  });
  const digest = z
    .object({
      steps: z.array(z.object({ op: z.string(), urn: z.string() })).default([]),
      diagnostics: z.array(z.object({ message: z.string(), severity: z.string().optional() })).default([]),
    })
    .safeParse(jsonOf(Buffer.concat(chunks).toString()));
  if (!digest.success) return { exitCode: exitCode === 0 ? 1 : exitCode, steps: [] };
  for (const { message, severity } of digest.data.diagnostics) {
    if (severity === "error") say(`${message.trimEnd()}\n`);
  }
  return { exitCode, steps: digest.data.steps };
}

function comparison(group: Group, folder: string): Comparison[] {
  const [school = "", ...others] = group.schools;
  const read = readPreview(previewFile(folder, school));
  if (read === undefined) return [];
  const differences = read.exitCode === 0 ? compare(group, read.steps) : [];
  return [{ school, others: others.length, preview: read, differences }];
}

/** `undefined`: this stack was not previewed. */
function readPreview(file: string): Preview | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return undefined;
  const parsed = stat.size <= mostBytes ? preview.safeParse(jsonOf(readFileSync(file, "utf8"))) : undefined;
  return parsed?.success ? parsed.data : { exitCode: 1, steps: [] };
}

const isOdd = ({ preview, differences }: Comparison): boolean =>
  preview.exitCode !== 0 || differences.length > 0;

function row({ school, others, preview, differences }: Comparison, texts: PreviewTexts): string {
  const isFailed = preview.exitCode !== 0;
  const steps = preview.steps.filter(({ op }) => op !== "same" && op !== "read").length;
  const said = isFailed
    ? texts.failed(preview.exitCode)
    : differences.length > 0
      ? texts.differences(differences.length)
      : texts.same;
  const standsFor = others === 0 ? texts.itself : texts.others(others);
  return `| ${prose(clip(school, 100))} | ${standsFor} | ${isFailed ? "–" : steps} | ${said} |`;
}

function line(school: string, { urn, plan, preview }: Difference, texts: PreviewTexts): string {
  const said = texts.difference({
    school: prose(clip(school, 100)),
    resource: prose(clip(`${typeOf(urn)} ${nameOf(urn)}`, 200)),
    plan,
    preview: prose(clip(preview, 40)),
  });
  return `- ${said}`;
}
