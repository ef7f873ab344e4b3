import { escapeControls } from "../../lib/problem.ts";
import { Refusal } from "../../lib/refusal.ts";

/** Which API, and as whom. */
export interface Account {
  readonly name: "GitHub" | "GitLab";
  /** Without a slash at its end. */
  readonly base: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the token must be allowed: follows "give it". */
  readonly needs: string;
}

/** An answer that is none of those that were hoped for. */
export class ApiError extends Refusal {
  /** Of HTTP; 0: there was no answer. */
  readonly status: number;
  /** What the API says is wrong. */
  readonly said: string;

  constructor(message: string, fix: string, status: number, said: string) {
    super(message, fix);
    this.status = status;
    this.said = said;
  }
}

/** The error for an answer that another try would not change. */
export function refused(account: Account, status: number, call: string, said: string): ApiError {
  const { name, needs } = account;
  const what = call.split("?")[0];
  const error = (message: string, fix: string) => new ApiError(message, fix, status, said);
  if (status === 401) return error(`${name} does not take the token (HTTP 401)`, `give it ${needs}`);
  if (status === 403) {
    return error(
      `the token may not ${what}: ${name} says ${quoted(account, said)} (HTTP 403)`,
      `give it ${needs}; what is locked or archived takes nothing at all`,
    );
  }
  if (status === 404) {
    return error(
      `${name} has nothing at ${what}, or does not show it to this token (HTTP 404)`,
      `look whether it is still there, and give the token ${needs}`,
    );
  }
  return error(
    `${name} answers ${what} with ${quoted(account, said)} (HTTP ${status})`,
    "see what it says; run the job again if that may have passed",
  );
}

/** The error when there is no more patience. */
export function exhausted(account: Account, status: number, said: string, tries: number, at: Date): ApiError {
  const { name } = account;
  if (status === 403 || status === 429) {
    const time = at.toISOString().slice(0, 16).replace("T", " ");
    const what = `${name} has had too many calls of this token`;
    return new ApiError(what, `run the job again after ${time} UTC`, status, said);
  }
  return new ApiError(
    `${name} cannot be used: ${quoted(account, said)} in ${tries} tries${status === 0 ? "" : ` (HTTP ${status})`}`,
    `look at ${name}'s status page, and run the job again when it is well`,
    status,
    said,
  );
}

/** What the API says, on one line and without the token. */
function quoted({ token }: Account, said: string): string {
  const line = escapeControls(said.replaceAll(token, "***").replaceAll(/\s+/g, " ").trim());
  return line === "" ? "nothing" : `“${line.length > 200 ? `${line.slice(0, 199)}…` : line}”`;
}
