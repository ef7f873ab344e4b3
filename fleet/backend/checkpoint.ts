import { z } from "zod";
import { jsonOf } from "../../lib/json.ts";
import { nameOf, rootStackType } from "../../lib/urn.ts";

const resource = z.looseObject({ urn: z.string(), type: z.string() });
const operation = z.object({ type: z.string(), resource: z.object({ urn: z.string(), type: z.string() }) });

/** As a backend keeps it. What a stack has that was made and never went up, is left out or null. */
const schema = z.object({
  checkpoint: z.object({
    latest: z
      .looseObject({
        manifest: z.object({ time: z.string().optional() }).optional(),
        resources: z.array(resource).nullish(),
        pending_operations: z.array(operation).nullish(),
      })
      .nullish(),
  }),
});

/** An operation that was begun, and of which nobody knows how it ended. */
export interface PendingOperation {
  readonly type: string;
  readonly resource: string;
}

/** What a backend holds of a stack. */
export interface Checkpoint {
  /** In the form of `pulumi stack export`. */
  readonly exported: { readonly version: number; readonly deployment: unknown };
  /** How many resources there are. */
  readonly resources: number;
  /** When the state was last written, as ISO 8601. */
  readonly written?: string;
  readonly pending: readonly PendingOperation[];
  /** The stack's outputs; what is secret in them is encrypted. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** @returns `undefined` where the text is no checkpoint */
export function checkpointOf(text: string): Checkpoint | undefined {
  const json = jsonOf(text);
  const parsed = schema.safeParse(json);
  if (!parsed.success) return undefined;
  const { latest } = parsed.data.checkpoint;
  const resources = latest?.resources ?? [];
  const { version } = z.object({ version: z.number().catch(0) }).parse(json);
  const written = latest?.manifest?.time;
  const outputs = z
    .record(z.string(), z.unknown())
    .safeParse(resources.find(({ type }) => type === rootStackType)?.outputs);
  return {
    exported: { version, deployment: latest ?? {} },
    resources: resources.length,
    ...(written !== undefined && { written }),
    pending: (latest?.pending_operations ?? []).map((each) => ({
      type: each.type,
      resource: `${each.resource.type.split(":").at(-1)} ${nameOf(each.resource.urn)}`,
    })),
    outputs: outputs.data ?? {},
  };
}
