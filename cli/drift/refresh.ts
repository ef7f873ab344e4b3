import type { Outcome } from "../../fleet/drift/survey.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Value } from "../../lib/value.ts";
import { engineErrors, reasonOf, selectStack } from "../pulumi-stack.ts";

export const withoutPulumi = "install Pulumi: its engine asks the cloud and the cluster";

/** What one stack's state says, and what the providers read now. It changes nothing. */
export async function refreshed(root: string, name: string): Promise<Outcome> {
  try {
    const stack = await selectStack(root, name, withoutPulumi);
    const exported = await stack.exportStack();
    const { resources } = exported.deployment as { readonly resources?: readonly unknown[] };
    if ((resources ?? []).length === 0) return "not up";
    const found = new Map<string, Readonly<Record<string, Value>> | "gone">();
    const [error] = await engineErrors(
      (onEvent) =>
        stack.previewRefresh({
          ...({ color: "never", suppressProgress: true } as const),
          onEvent: (event) => {
            onEvent(event);
            const { op, urn, new: read } = event.resOutputsEvent?.metadata ?? {};
            if (urn === undefined) return;
            if (op === "delete") found.set(urn, "gone");
            else if (read) found.set(urn, read.outputs as Readonly<Record<string, Value>>);
          },
        }),
      ({ message }) => `its lock is taken: ${message}`,
    );
    return error === undefined ? { exported, found } : { failure: error };
  } catch (error) {
    // Of one stack: the others are asked all the same.
    if (error instanceof Refusal) return { failure: `${error.message}; ${error.fix ?? ""}` };
    return { failure: reasonOf(error) };
  }
}
