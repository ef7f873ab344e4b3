import type { ProbeTexts } from "./texts/en.ts";
import type { Unreached } from "./unreached.ts";

/** Who can take the next step. */
export type Whose = "school network admin" | "WeCom admin" | "platform";

/** What was asked, and what a good answer is. */
export interface About {
  readonly check:
    | "dns"
    | "filing"
    | "caa"
    | "tcp"
    | "tls"
    | "ipv6"
    | "verify file"
    | "page"
    | "leak"
    | "egress"
    | "trust";
  /** The host, address or call that it is about. */
  readonly subject: string;
  readonly expected: string;
}

/** A step that somebody has to take. */
interface Action {
  readonly found: string;
  /** What to do next. */
  readonly next: string;
  readonly whose: Whose;
}

/** What one check came to. Fit to be shown to anybody: no Secret, token, OAuth code or cookie is in it. */
export type Result =
  | (About & { readonly state: "pass"; readonly found: string })
  | (About &
      Action & {
        readonly state: "fail";
        /** Nothing is wrong: a step is not taken yet, or its effect is still on the way. */
        readonly waiting: boolean;
      })
  | (About & Action & { readonly state: "could not ask" });

/** The answer is as it should be. */
export function pass(about: About, found: string): Result {
  return { ...about, state: "pass", found };
}

/** The answer is not as it should be, and stays so until somebody corrects it. */
export function fail(about: About, action: Action): Result {
  return { ...about, state: "fail", waiting: false, ...action };
}

/** The answer is not as it should be yet. */
export function notYet(about: About, action: Action): Result {
  return { ...about, state: "fail", waiting: true, ...action };
}

/** There was no answer to judge, which is no failure of the school's. */
export function couldNotAsk(about: About, action: Action): Result {
  return { ...about, state: "could not ask", ...action };
}

/** There was no answer from a school's host; what is wrong with the way there is told by the checks of that way. */
export function noAnswer(about: About, { side, reason }: Unreached, texts: ProbeTexts): Result {
  const action: Action = { found: reason, next: texts.seeOtherChecks, whose: "platform" };
  return side === "here" ? couldNotAsk(about, action) : fail(about, action);
}
