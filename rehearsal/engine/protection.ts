import { Refusal } from "../../lib/refusal.ts";
import { diffProperties } from "./property-diff.ts";
import type { ResourceState } from "./snapshot.ts";

// The reader may be logged in to the real backend. So no fix here names a command, or an edit of the program, that
// would unprotect a real address.
const startOver = "to rehearse from nothing, which forgets this stand-in cloud: --reset";

/** Refuses to replace a protected resource: says which, and for which properties. */
export function replaceProtected(
  old: ResourceState,
  wanted: ResourceState,
  keys: readonly string[],
): Refusal {
  const changes = diffProperties(old.inputs, wanted.inputs, keys).filter(({ replaces }) => replaces);
  const reasons = changes.map(
    ({ path, from, to }) => `    ${path}: ${JSON.stringify(from)} => ${JSON.stringify(to)}`,
  );
  // The state of the resource is incomplete, so every property looks new.
  const wayOut =
    old.initErrors.length > 0 ? "The last run left it incomplete: --refresh" : "Keep the old values";
  return new Refusal(
    [
      `${old.urn} is protected and must not be replaced, which this change asks for:`,
      ...(reasons.length > 0 ? reasons : keys.map((key) => `    ${key}`)),
      `Nothing was changed. ${wayOut}; ${startOver}.`,
    ].join("\n"),
  );
}

/** Refuses to replace a protected resource along with one that it depends on. */
export function dependentReplaced(state: ResourceState, root: ResourceState): Refusal {
  return new Refusal(
    `${state.urn} is protected and must not be replaced, but it would have to be, together with ${root.urn}.\n` +
      `Nothing was changed. Keep the old values; ${startOver}.`,
  );
}

/** The way out where something protected would go. */
const putBack = `Put it back into the stack file. What shall really go is retired first: ./gate retire; ${startOver}.`;

/** Refuses to delete a protected resource. */
export function deleteProtected(state: ResourceState): Refusal {
  return new Refusal(
    `${state.urn} is protected and must not be deleted, but the program does not have it any more.\n` +
      `Nothing was changed. ${putBack}`,
  );
}

/** What Pulumi's CLI says of something protected, with the rehearsal's way out in the place of its own. */
export function withoutUnprotecting(message: string): string {
  return message.replace(/(because it is protected\.)\s+To unprotect .*$/s, `$1\n${putBack}`);
}
