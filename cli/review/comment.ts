import { markdownOf } from "../../plan/report/markdown.ts";
import type { Texts } from "../../plan/report/texts/texts.ts";
import { commandLine } from "../plan/command-line.ts";
import type { Artifact } from "./artifact.ts";
import { type Edition, markerOf } from "./comment-marker.ts";
import type { ReviewTexts } from "./texts/texts.ts";

/** UTF-16 units of a comment, so that a plan's own 65,000 fit. GitHub takes 65,536 characters and 262,144 bytes, which these can never be; GitLab more. */
export const mostCharacters = 65_400;

/** Where a comment leads: addresses that the API gave. */
export interface Links {
  /** The run that made the plan. */
  readonly run: string;
  /** The plan as a page with filters; absent where the run left none. */
  readonly page?: string;
}

/** A whole comment but for its length. */
export interface Draft {
  readonly edition: Edition;
  readonly links: Links;
  readonly artifact: Artifact;
  /** Whatever the language, a comment is found again by its edition alone. */
  readonly texts: ReviewTexts;
  /** The words of the plan, in the same language. */
  readonly planTexts: Texts;
  /** What the engine previewed, as Markdown of our own. */
  readonly previews?: string;
}

/**
 * The comment of a review: who says it, the previews if there are any, and as much of the plan as fits.
 *
 * @param most characters of the whole
 */
export function commentOf(
  { edition, links, artifact, previews, texts: { comment }, planTexts }: Draft,
  most = mostCharacters,
): string {
  const commit = edition.commit.slice(0, 12);
  const page = links.page === undefined ? "" : comment.page(links.page);
  const head = [
    markerOf(edition),
    "why" in artifact
      ? comment.noPlan(commit, artifact.why, links.run)
      : `${comment.planned(commit, links.run)}${page}`,
    ...(previews === undefined ? [] : ["", previews]),
    "",
    "",
  ].join("\n");
  if ("why" in artifact) return fitted(head.trimEnd(), most, "");
  const rest = `\n\n${comment.cutOff(links.run)}`;
  const against = artifact.plan.base?.ref;
  const command = commandLine({ names: [], platform: undefined, against, states: [] });
  const [short, body] = [most - head.length, markdownOf(artifact.plan, planTexts, { command }).trim()];
  // Previews alone may fill a comment; what they displace is said all the same.
  if (short < 1000) return fitted(head.trimEnd(), most, rest);
  return `${head}${fitted(body, short, rest)}`;
}

/** As many whole lines as fit, with what they open closed again, and `rest` to say so. */
export function fitted(markdown: string, most: number, rest: string): string {
  if (markdown.length <= most) return markdown;
  const kept: string[] = [];
  const open = new Openings();
  let used = rest.length;
  for (const line of markdown.split("\n")) {
    used += line.length + 1;
    if (used + open.after(line).length > most) break;
    open.take(line);
    kept.push(line);
  }
  return `${kept.join("\n")}${open.after("")}${rest}`;
}

/** What the lines so far have opened and not closed. */
class Openings {
  private fence = "";
  private details = 0;

  take(line: string): void {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (this.fence !== "") {
      if (fence?.startsWith(this.fence) && line.trim() === fence) this.fence = "";
      return;
    }
    if (fence !== undefined) {
      this.fence = fence;
      return;
    }
    this.details += line.split(/<details(?: open)?>/).length - line.split("</details>").length;
  }

  /** What closes everything after one more line. */
  after(line: string): string {
    const { fence, details } = this;
    this.take(line);
    const closing = `${this.fence === "" ? "" : `\n${this.fence}`}${"\n</details>".repeat(Math.max(this.details, 0))}`;
    this.fence = fence;
    this.details = details;
    return closing;
  }
}
