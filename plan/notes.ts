/** What a plan cannot know, and a preview with credentials can. */
const unknowable: readonly string[] = [
  "What was changed in the cloud or the cluster by hand is not seen; `pulumi preview --refresh` sees it.",
  "An import reads the resource as it is, and may be followed by an update; whether there is such a resource is not known.",
  "An input that is newly spelled out is shown as a change, although the cloud may have chosen the same value before.",
  "Another version of a provider or of a controller may see changes where the program declares none.",
];

/** What a plan says once in its head. */
export interface NotesFor {
  /** Compared with an exported state. */
  readonly isState: boolean;
  /** Compared at all. */
  readonly hasBase: boolean;
}

/** Where it stands for readers who have no room for it. */
export const caveatsPlace = "docs/plan-json.md#what-a-plan-cannot-know";

/** What there is nothing to compare with means. */
export const allIsNew = "Nothing to compare with: everything is shown as new.";

/** What no plan of this kind can know; the same each time. */
export function caveatsFor({ isState, hasBase }: NotesFor): string[] {
  if (!hasBase) return [];
  return [
    ...unknowable,
    isState
      ? "Secrets of a state are encrypted: whether they change cannot be compared."
      : "The base is what was declared, and not what was last put up.",
  ];
}
