/** Addresses and names in them are escaped before; what is in bold or a link is Markdown of our own. */
export interface ReviewTexts {
  readonly comment: {
    readonly noPlan: (commit: string, why: string, run: string) => string;
    readonly planned: (commit: string, run: string) => string;
    readonly page: (page: string) => string;
    readonly cutOff: (run: string) => string;
  };

  /** What the engine previewed, beside the plan. */
  readonly previews: {
    readonly heading: string;
    readonly columns: readonly [stack: string, standsFor: string, steps: string, beside: string];
    readonly previewed: (previews: number, groups: number) => string;
    readonly agrees: string;
    readonly differs: (stacks: number) => string;
    readonly failed: (exitCode: number) => string;
    readonly differences: (count: number) => string;
    readonly same: string;
    readonly itself: string;
    readonly others: (stacks: number) => string;
    readonly moreRows: (count: number) => string;
    readonly moreDifferences: (count: number) => string;
    readonly difference: (of: {
      readonly school: string;
      readonly resource: string;
      readonly plan: string;
      readonly preview: string;
    }) => string;
  };

  /** The checks beside the change. */
  readonly checks: {
    readonly noPlan: string;
    readonly because: (title: string, why: string) => string;
    readonly broken: (stacks: number) => string;
    readonly advisedAgainst: (stacks: number) => string;
    readonly andOthers: (first: string, others: number) => string;
    readonly finding: (who: string, message: string) => string;
    readonly moreGroups: (count: number) => string;
    readonly nothingChanges: string;
    readonly changes: (changed: number, stacks: number) => string;
    readonly notPlanned: (stacks: number) => string;
    readonly problems: (count: number) => string;
    readonly policiesBroken: (count: number) => string;
    readonly list: (clauses: readonly string[]) => string;
    readonly seeComment: string;
    readonly policy: (name: string, title: string) => string;
    readonly morePolicies: (count: number) => string;
  };
}
