import type { Cloud } from "../cloud.ts";
import type { ActionName, AnswerOf, RequestOf } from "../cloud-actions.ts";
import type { CloudState, Tags } from "../cloud-state.ts";
import type { Caller } from "./keys.ts";
import type { Question } from "./question.ts";

/** The circumstances of a call, for the answers that name them. */
export interface Visit {
  /** Nobody signed the request, where it is undefined. */
  readonly caller: Caller | undefined;
  /** Host and port as the client knows the front. */
  readonly host: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Makes the call to the cloud, and shapes its answer for the wire. */
export type Answering = (cloud: Cloud) => Promise<object> | object;

/** An action on the wire: reads every parameter that it heeds, then says how it is answered. */
export type WireAction = (question: Question, visit: Visit) => Answering;

/**
 * The common way: one action of the cloud.
 * @param shape makes the wire's answer of the cloud's, and of what the cloud holds then. Default: nothing but a RequestId.
 */
export function calling<Name extends ActionName>(
  question: Question,
  name: Name,
  request: RequestOf<Name>,
  shape: (answer: AnswerOf<Name>, state: CloudState) => object = () => ({}),
): Answering {
  const { clientToken } = question;
  const isQuery = /^(Describe|List)/.test(name);
  const whole = { ...request, ...(clientToken !== undefined && !isQuery && { clientToken }) };
  return async (cloud) => shape(await cloud.call(name, whole), await cloud.snapshot());
}

/** How the parameters of a query match a record's values. */
export type Filters<Entry> = Readonly<Record<string, (entry: Entry) => string>>;

/**
 * Reads the filters and the page of a query.
 * @returns makes one page of the answer of all records that have the values asked for.
 */
export function paged<Entry>(
  question: Question,
  filters: Filters<Entry>,
): (entries: readonly Entry[]) => { rest: object; entries: Entry[] } {
  const wanted = Object.entries(filters).flatMap(([name, read]) => {
    const value = question.text(name);
    return value === undefined ? [] : [(entry: Entry) => read(entry) === value];
  });
  const tags = question.tags();
  const hasTags = (entry: Entry): boolean => {
    const { tags: own = {} } = entry as { tags?: Tags };
    return Object.entries(tags).every(([key, value]) => own[key] === value);
  };
  const PageNumber = question.whole("PageNumber") ?? 1;
  const PageSize = question.whole("PageSize") ?? 10;
  return (all) => {
    const found = all.filter((entry) => wanted.every((matches) => matches(entry)) && hasTags(entry));
    const first = (PageNumber - 1) * PageSize;
    return {
      rest: { TotalCount: found.length, PageNumber, PageSize },
      entries: found.slice(first, first + PageSize),
    };
  };
}

/** Tags as the VPC's answers have them. */
export function tagList(tags: Tags): { Tag: { Key: string; Value: string }[] } {
  return { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** Tags as ECS's answers have them, and those of NAT gateways. */
export function tagKeyList(tags: Tags): { Tag: { TagKey: string; TagValue: string }[] } {
  return { Tag: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) };
}
