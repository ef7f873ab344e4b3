import { distance } from "fastest-levenshtein";

/** The known words that an unknown word may have meant, nearest first. */
export function nearest(word: string, known: Iterable<string>, most = 3): string[] {
  // A third of the letters may differ, and one or two in a short word: more would be guessing.
  const limit = Math.max(2, Math.floor(word.length / 3));
  return [...known]
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= limit && far < Math.max(word.length, candidate.length))
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** The fix for an unknown word: the nearest known words, else all of them. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const all = [...known];
  const near = nearest(word, all);
  if (near.length > 0) return `did you mean ${near.join(", or ")}?`;
  return all.length === 0 ? "there is none to choose" : `choose one of ${all.slice(0, 20).join(", ")}`;
}
