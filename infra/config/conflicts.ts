import { type Block, overlap } from "../../lib/cidr-block.ts";

/** One thing that a school claims for itself. */
interface Claim {
  readonly slug: string;
  readonly value: string;
}

/** Calls back for every claim whose value another school claims as well, with one such school. */
export function shared<T extends Claim>(claims: readonly T[], each: (claim: T, other: string) => void): void {
  for (const same of Map.groupBy(claims, ({ value }) => value).values()) {
    const slugs = [...new Set(same.map(({ slug }) => slug))];
    for (const claim of slugs.length > 1 ? same : []) {
      each(claim, slugs.find((slug) => slug !== claim.slug) ?? claim.slug);
    }
  }
}

/** Sweeps over blocks sorted by start, and calls back once for every block that overlaps another, with that one. */
export function overlaps<T extends { readonly block: Block }>(
  sorted: readonly T[],
  each: (one: T, other: T) => void,
): void {
  let furthest: T | undefined;
  let reported = false;
  for (const one of sorted) {
    if (furthest && overlap(furthest.block, one.block)) {
      if (!reported) each(furthest, one);
      each(one, furthest);
      reported = true;
    }
    if (!furthest || one.block.end > furthest.block.end) {
      reported = furthest !== undefined && overlap(furthest.block, one.block);
      furthest = one;
    }
  }
}
