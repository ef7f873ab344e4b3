import type { CommandGroup } from "../command-group.ts";

/** `gate review`: what CI does with a plan, on GitHub and GitLab. */
export const review: CommandGroup = {
  name: "gate review",
  description: "In CI: say in a pull or merge request what a plan found, and hold real previews beside it",
  commands: {
    examples: async () => (await import("./review/examples.ts")).examples,
    fetch: async () => (await import("./review/fetch.ts")).fetchPlan,
    post: async () => (await import("./review/post.ts")).postReview,
    preview: async () => (await import("./review/preview.ts")).preview,
    subject: async () => (await import("./review/subject.ts")).subject,
  },
};
