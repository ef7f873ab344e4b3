import { Refusal } from "../../lib/refusal.ts";
import { ApiError } from "./api-error.ts";
import { commentOf, type Draft, mostCharacters } from "./comment.ts";
import { compareEditions, type Edition, editionOf } from "./comment-marker.ts";
import type { Forge } from "./forge.ts";
import { outcomesOf } from "./outcomes.ts";

/** More rounds than any race of a few runs takes. */
const mostRounds = 10;

/** What became of a comment: another one stands when the change has moved on, or a later run was first. */
type Ending = "posted" | "moved on" | "later";

/**
 * Says what a review found: its checks, and the one comment.
 *
 * @returns what became of it, a sentence
 * @throws {ApiError} when the API does not let it
 */
export async function post(draft: Omit<Draft, "links">, forge: Forge): Promise<string> {
  const { edition, artifact } = draft;
  const endings: Readonly<Record<Ending, string>> = {
    posted: `Posted to ${forge.change}.`,
    "moved on": `${forge.change} has moved on from ${edition.commit.slice(0, 12)}: nothing was posted.`,
    later: `A later review of ${forge.change} stands: nothing was posted.`,
  };
  if (!(await isCurrent(edition, forge))) return endings["moved on"];
  await forge.check(outcomesOf(artifact, draft.texts));
  return endings[await settle({ ...draft, links: forge.links }, forge)];
}

/**
 * Brings the change to one comment: the earliest of ours, with the latest edition. No API edits on a condition, so that
 * it looks again after each step: whoever comes last sees what the others did, and takes away what is too much. That
 * two edits of one instant come in order is for CI to see to: it runs one post of a change at a time.
 */
async function settle(draft: Draft, forge: Forge): Promise<Ending> {
  const { edition } = draft;
  let isWritten = false;
  let most = mostCharacters;
  const write = async (how: (body: string) => Promise<void>): Promise<void> => {
    try {
      await how(commentOf(draft, most));
      isWritten = true;
    } catch (error) {
      if (isTooLong(error) && most > 2000) most = Math.floor(most / 2);
      else if (!isGone(error)) throw error;
    }
  };
  for (let round = 0; round < mostRounds; round += 1) {
    if (!(await isCurrent(edition, forge))) return "moved on";
    const reviews = (await forge.comments()).flatMap(({ id, body }) => {
      const shown = editionOf(body);
      return shown ? [{ id, order: compareEditions(shown, edition) }] : [];
    });
    const [first, ...others] = reviews;
    if (first === undefined) {
      await write((body) => forge.create(body));
      continue;
    }
    if (first.order < 0 || (first.order === 0 && !isWritten)) {
      await write((body) => forge.edit(first.id, body));
      continue;
    }
    // A later edition beside the first one is of a run that is still at it, and takes its own away.
    const excess = others.filter(({ order }) => order <= 0);
    if (excess.length === 0) return first.order === 0 ? "posted" : "later";
    for (const { id } of excess) await unlessGone(forge.remove(id));
  }
  throw new Refusal(
    `the comment of ${forge.change} does not stay as it was written: other runs write it at the same time`,
    "run the job again when they are done; a concurrency group keeps them apart",
  );
}

async function isCurrent({ commit }: Edition, forge: Forge): Promise<boolean> {
  return (await forge.currentCommit()) === commit;
}

async function unlessGone(step: Promise<void>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

const isGone = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

const isTooLong = (error: unknown): boolean =>
  error instanceof ApiError && [400, 413, 422].includes(error.status) && /too (long|large)/i.test(error.said);
