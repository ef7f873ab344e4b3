import { isRecord } from "../../lib/value.ts";
import type { Tags } from "./cloud-state.ts";
import type { Session } from "./session.ts";

/** Gives a resource exactly the wanted tags: removes what it has beyond them, or with another value, then sets them. */
export async function setTags(
  session: Session,
  resourceId: string,
  present: unknown,
  wanted: Tags = {},
): Promise<void> {
  const held = isRecord(present) ? present : {};
  const tagKeys = Object.keys(held).filter((key) => held[key] !== wanted[key]);
  if (tagKeys.length > 0) await session.ask("UnTagResources", { resourceId, tagKeys });
  if (Object.keys(wanted).length > 0) await session.ask("TagResources", { resourceId, tags: wanted });
}

/** The tags of a resource whose own answer the provider does not take them from. */
export async function tagsOf(session: Session, resourceId: string): Promise<Tags> {
  const { tagResources } = await session.ask("ListTagResources", { resourceIds: [resourceId] });
  return Object.fromEntries(tagResources.map(({ tagKey, tagValue }) => [tagKey, tagValue]));
}
