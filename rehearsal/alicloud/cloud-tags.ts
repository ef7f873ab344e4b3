import type { ActionContext } from "./cloud-action.ts";
import { CloudError } from "./cloud-error.ts";
import type { CloudState, Tags } from "./cloud-state.ts";

export const tagActions = {
  /** Adds tags to a resource, or gives those it has another value. */
  TagResources(context: ActionContext, request: { resourceId: string; tags: Tags }): Record<string, never> {
    Object.assign(tagsOf(context.state, request.resourceId), request.tags);
    return {};
  },

  /** Takes tags from a resource; those it does not have are no error. */
  UnTagResources(
    context: ActionContext,
    request: { resourceId: string; tagKeys: readonly string[] },
  ): Record<string, never> {
    const tags = tagsOf(context.state, request.resourceId);
    for (const key of request.tagKeys) delete tags[key];
    return {};
  },

  /** The tags of resources. One that is not there has none, and that is no error. */
  ListTagResources(
    { state }: ActionContext,
    request: { resourceIds: readonly string[] },
  ): { tagResources: { resourceId: string; tagKey: string; tagValue: string }[] } {
    return {
      tagResources: request.resourceIds.flatMap((resourceId) =>
        Object.entries(recordOf(state, resourceId)?.tags ?? {}).map(([tagKey, tagValue]) => ({
          resourceId,
          tagKey,
          tagValue,
        })),
      ),
    };
  },
};

function recordOf(state: CloudState, id: string): { tags: Tags } | undefined {
  return (
    state.eips[id] ??
    state.natGateways[id] ??
    state.vswitches[id] ??
    state.routeTables[id] ??
    state.securityGroups[id]
  );
}

function tagsOf(state: CloudState, id: string): Tags {
  const record = recordOf(state, id);
  if (record === undefined) throw new CloudError("InvalidResourceId.NotFound", `there is no ${id}`);
  return record.tags;
}
