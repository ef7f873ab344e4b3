import { didYouMean } from "../../../lib/nearest.ts";
import { Refusal } from "../../../lib/refusal.ts";

/** The flag that says where a change is reviewed. */
export const onArg = {
  on: {
    type: "string",
    required: true,
    valueHint: "github|gitlab",
    description: "Where the change is reviewed",
  },
} as const;

const forges = ["github", "gitlab"] as const;

/** @throws {Refusal} when it is neither GitHub nor GitLab */
export function forgeName(on: string): (typeof forges)[number] {
  const known = forges.find((forge) => forge === on);
  if (known === undefined)
    throw new Refusal(`--on is github or gitlab, and ${on} is neither`, didYouMean(on, forges));
  return known;
}
