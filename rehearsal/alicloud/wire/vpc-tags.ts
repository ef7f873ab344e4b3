// The tags of all that is in a VPC, on the wire.
import { calling, type WireAction } from "./action.ts";
import { WireError } from "./wire-error.ts";

export const tagActions = {
  TagResources: (question) => {
    question.required("ResourceType");
    return calling(question, "TagResources", {
      resourceId: theResource(question.list("ResourceId")),
      tags: question.tags(),
    });
  },

  UnTagResources: (question) => {
    question.required("ResourceType");
    return calling(question, "UnTagResources", {
      resourceId: theResource(question.list("ResourceId")),
      tagKeys: question.list("TagKey"),
    });
  },

  ListTagResources: (question) => {
    const ResourceType = question.required("ResourceType").toUpperCase();
    const resourceIds = question.list("ResourceId");
    return calling(question, "ListTagResources", { resourceIds }, ({ tagResources }) => ({
      TagResources: {
        TagResource: tagResources.map(({ resourceId, tagKey, tagValue }) => ({
          ResourceId: resourceId,
          ResourceType,
          TagKey: tagKey,
          TagValue: tagValue,
        })),
      },
    }));
  },
} satisfies Record<string, WireAction>;

/** The one resource of a call on tags. The cloud takes several; the stand-in would change them one after the other. */
export function theResource(ids: readonly string[]): string {
  const [id, ...more] = ids;
  if (id === undefined)
    throw new WireError(
      "MissingParameter",
      'The input parameter "ResourceId.1" that is mandatory for processing this request is not supplied.',
    );
  if (more.length > 0)
    throw new WireError("UnsupportedParameter", "The stand-in cloud tags one resource a call.");
  return id;
}
