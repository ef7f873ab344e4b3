import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { jsonOf } from "../lib/json.ts";
import { escapeControls } from "../lib/problem.ts";
import { readNamed } from "../lib/read-file.ts";
import { Refusal } from "../lib/refusal.ts";

const schema = z.object({
  egressIps: z.record(z.string(), z.ipv4()),
  activeEgressIp: z.ipv4(),
  trustedIps: z.string().min(1),
});

/** What of a school's outputs only an engine knows; all others follow from the stack file. */
export type EgressOutputs = z.infer<typeof schema>;

/** A stack that was named to be asked has never gone up. */
export class NotUp extends Refusal {}

/** A school's outputs and where they are from, or why they are not known. */
export type Outputs =
  | { readonly from: "pulumi" | "file" | "rehearsal"; readonly values: EgressOutputs }
  | { readonly from: "none"; readonly cause: "no engine" | "not up" | "failed"; readonly why: string };

/** The flags that say where to take outputs from. */
export const outputsArgs = {
  "from-outputs": {
    type: "string",
    valueHint: "file",
    description: "File of pulumi stack output --json. Default: asks pulumi, where it is on PATH",
  },
  rehearse: { type: "boolean", description: "Take the addresses from the stack's rehearsal" },
} as const;

/** Where to take outputs from. Default: from Pulumi, where it is installed. */
export interface OutputsSource {
  /** A file with what `pulumi stack output --json` printed. */
  readonly file?: string | undefined;
  /** The stack's rehearsal in this folder. */
  readonly rehearse?: boolean | undefined;
}

/**
 * Reads a school's outputs.
 *
 * @throws {Refusal} when the source that was named has none; without Pulumi they are just not known
 */
export async function readOutputs(
  slug: string,
  { file, rehearse }: OutputsSource,
  { root, cwd }: { readonly root: string; readonly cwd: string },
): Promise<Outputs> {
  if (file !== undefined && rehearse)
    throw new Refusal("--from-outputs and --rehearse are given", "keep one of the two");
  if (file !== undefined) return { from: "file", values: fromFile(slug, resolve(cwd, file)) };
  if (rehearse) return { from: "rehearsal", values: await fromRehearsal(slug, root) };
  return fromPulumi(slug, root);
}

function fromFile(slug: string, path: string): EgressOutputs {
  const again = `write it by pulumi stack output --json -s ${slug} > <file>`;
  return parse(jsonOf(readNamed(path)), `${path} does not hold a school's outputs`, again);
}

async function fromRehearsal(slug: string, root: string): Promise<EgressOutputs> {
  // Loaded only here: with it comes the whole engine.
  const { rehearsalFolder } = await import("../rehearsal/rehearse.ts");
  const folder = rehearsalFolder(root, slug);
  const rehearseFirst = `./gate rehearse ${slug}`;
  if (!existsSync(join(folder, "state.json")))
    throw new NotUp(`${slug} was not rehearsed here`, rehearseFirst);
  const [{ StateFile }, { rootStackType }, { reveal }] = await Promise.all([
    import("../rehearsal/engine/state-file.ts"),
    import("../lib/urn.ts"),
    import("../rehearsal/values.ts"),
  ]);
  const state = await new StateFile(folder, { project: "schoolgate", name: slug })
    .load()
    .catch((error: unknown) => {
      if (error instanceof Refusal) throw new Refusal(error.message, `${rehearseFirst} --reset`);
      throw error;
    });
  const stack = state.resources.find(({ type }) => type === rootStackType);
  return parse(reveal(stack?.outputs), `the rehearsal of ${slug} did not come to its end`, rehearseFirst);
}

/** Asks the CLI itself and not the Automation API, which also asks for secrets in clear and so for the passphrase. */
async function fromPulumi(slug: string, root: string): Promise<Outputs> {
  const args = ["stack", "output", "--json", "--stack", slug, "--non-interactive"];
  const { error, stdout, stderr } = await new Promise<{ error: unknown; stdout: string; stderr: string }>(
    (done) => {
      execFile("pulumi", args, { cwd: root, timeout: 60_000 }, (error, stdout, stderr) =>
        done({ error, stdout, stderr }),
      );
    },
  );
  if (error instanceof Error && "code" in error && error.code === "ENOENT") {
    return { from: "none", cause: "no engine", why: "there is no pulumi on PATH" };
  }
  const said = /^error: (.*)$/m.exec(stderr)?.[1];
  if (error)
    return {
      ...{ from: "none", cause: said?.startsWith("no stack named") ? "not up" : "failed" },
      why: `pulumi stack output failed: ${escapeControls(said ?? "see pulumi stack output")}`,
    };
  const read = schema.safeParse(jsonOf(stdout));
  if (!read.success) return { from: "none", cause: "not up", why: `the stack ${slug} is not up` };
  return { from: "pulumi", values: read.data };
}

function parse(value: unknown, what: string, fix: string): EgressOutputs {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const at = read.error.issues[0]?.path.join(".") ?? "";
  throw new Refusal(at === "" ? what : `${what}: ${at} is missing or wrong`, fix);
}
