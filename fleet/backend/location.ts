import { join } from "node:path";
import { z } from "zod";
import { jsonOf } from "../../lib/json.ts";
import { readNamed } from "../../lib/read-file.ts";
import { Refusal } from "../../lib/refusal.ts";
import { codeOf } from "../../lib/system-errors.ts";

type Env = Readonly<Record<string, string | undefined>>;

const credentials = z.object({ current: z.string().min(1) });

/**
 * The backend that Pulumi would ask here: the one of PULUMI_BACKEND_URL, else the one that `pulumi login` chose.
 *
 * @throws {Refusal} where neither names one
 */
export function backendUrl(env: Env, home: string): string {
  const { PULUMI_BACKEND_URL: url } = env;
  if (url !== undefined && url !== "") return url;
  const chosen = credentials.safeParse(jsonOf(credentialsText(env, home) ?? ""));
  if (chosen.success) return chosen.data.current;
  throw new Refusal(
    "it is not known where the states are: nobody is logged in to a Pulumi backend here",
    "pulumi login <backend>, or set PULUMI_BACKEND_URL",
  );
}

function credentialsText(env: Env, home: string): string | undefined {
  const folder = env.PULUMI_CREDENTIALS_PATH ?? env.PULUMI_HOME ?? join(home, ".pulumi");
  try {
    return readNamed(join(folder, "credentials.json"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** A backend's URL as it may be shown: without a user, a password and what is after a `?`. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([\w+.-]+:\/\/)[^/@]*@/, "$1").replace(/\?.*$/, "");
}
