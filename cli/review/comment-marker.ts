/** Which review a comment shows. A later one takes the place of an earlier one, never the other way round. */
export interface Edition {
  /** Id of the run (GitHub) or pipeline (GitLab) that made the plan. */
  readonly run: number;
  /** Which attempt: a number on GitHub, the id of the job on GitLab. */
  readonly attempt: number;
  /** Id of the run or job that previewed on the engine; 0: none has. */
  readonly previews: number;
  /** What was planned. */
  readonly commit: string;
}

const marker = /^<!-- schoolgate:review (\d{1,15})\.(\d{1,15})\.(\d{1,15}) ([0-9a-f]{7,64}) -->/;

/** The hidden first line by which a comment is found again. */
export function markerOf({ run, attempt, previews, commit }: Edition): string {
  return `<!-- schoolgate:review ${run}.${attempt}.${previews} ${commit} -->`;
}

/** What a comment shows; `undefined`: it is no review. */
export function editionOf(body: string): Edition | undefined {
  const [, run, attempt, previews, commit] = marker.exec(body) ?? [];
  if (commit === undefined) return undefined;
  return { run: Number(run), attempt: Number(attempt), previews: Number(previews), commit };
}

/** Below 0: `a` is the earlier one. */
export function compareEditions(a: Edition, b: Edition): number {
  return a.run - b.run || a.attempt - b.attempt || a.previews - b.previews;
}
