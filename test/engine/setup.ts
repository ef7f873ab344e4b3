import { findOrBuildPulumi, findPulumi } from "../../rehearsal/pulumi/find.ts";
import { go } from "../../rehearsal/tools/part.ts";
import { isThere } from "../../rehearsal/tools/requirements.ts";
import { cache } from "../support/cache.ts";

/**
 * Before the tests of Pulumi's own engine: takes the CLI on PATH, or builds one where Go is there. Where neither is, it says
 * once why all of them are skipped; in CI that is a failure.
 */
export default async function setup(): Promise<void> {
  const say = (line: string) => process.stderr.write(`engine: ${line}\n`);
  const found = await findPulumi(cache);
  if (found?.note !== undefined) say(found.note);
  if (found !== undefined) return;
  if (process.env.CI !== undefined || (await isThere(go))) await findOrBuildPulumi(cache, say);
  else say("skipped: there is no pulumi on PATH, and no Go to build it with");
}
