// What a plan cannot know, said in its head.

const always = [
  "An import takes the resource as it finds it and may be followed by an update; whether it is there is not known.",
  "An input that is newly spelled out is shown as a change, also where the cloud has that value already.",
  "Another version of a provider may see a change where the program declares none.",
];

/** Of a plan that compares with a commit. */
export const limitsOfCommit: readonly string[] = [
  "A plan compares what the program declares; it does not see what is deployed: drift, or a stack that was never brought up. `pulumi preview` does.",
  ...always,
];

/** Of a plan that compares with an exported state. */
export const limitsOfState: readonly string[] = [
  "A plan compares with what the state says; it does not see what was changed since in the cloud or the cluster. `pulumi preview --refresh` does.",
  "Secrets of a state are encrypted: whether they change cannot be compared.",
  ...always,
];
