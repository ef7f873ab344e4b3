import { tokens } from "../../components/tokens.ts";
import type { Allowed } from "../allowed/type.ts";
import { ofPlatform, ofSchool, ofStack, type Table } from "../allowed.ts";
import { parentTypesOf, stackOf } from "../owner.ts";
import { problemsOf } from "../problems.ts";
import type { Resource, ResourceRule } from "../rule.ts";
import type { Value } from "../value.ts";

/** More problems of a resource with quite another shape would say nothing new. */
const most = 3;

/** A stack holds what the components declare, in the shape in which they declare it, and nothing else. */
export const declaredOnly: ResourceRule = {
  name: "schoolgate-declared-only",
  description:
    "A host, an address or a namespace is trusted for what the components make of it, and for nothing more.",
  level: "mandatory",
  judge: (resource, report) => {
    const ways = allowedOf(resource);
    if (ways.length === 0) {
      report(`is of the type ${resource.type}, which no component declares here: leave it out`);
      return;
    }
    const values = resource.values();
    const problems = ways.map((way) => problemsIn(resource, values, way));
    for (const problem of problems.reduce((least, some) => (some.length < least.length ? some : least))) {
      report(problem);
    }
  },
};

/** What one shape of a type does not allow in a resource. */
function problemsIn(
  resource: Resource,
  values: Value,
  { inputs, ignoreChanges = [] }: Allowed,
): readonly string[] {
  const place = { path: "", stack: stackOf(resource), tellsSecrets: resource.tellsSecrets };
  const problems = problemsOf(inputs, values, place);
  const left = problems.length - most;
  return [
    ...problems.slice(0, most),
    ...(left > 0 ? [`differs from what the components declare in ${left} more places`] : []),
    ...(isSame(ignoreChanges, resource.ignoreChanges)
      ? []
      : [
          `ignores changes of ${listed(resource.ignoreChanges)}: the components declare ${listed(ignoreChanges)}`,
        ]),
  ];
}

/** How resources of a type may be declared where this one stands; empty where none may be. */
function allowedOf(resource: Resource): readonly Allowed[] {
  const { type } = resource;
  const [outermost] = parentTypesOf(resource);
  const besideOthers = outermost === undefined && Object.hasOwn(ofStack, type);
  const table = besideOthers ? ofStack : below(outermost ?? type);
  return Object.hasOwn(table, type) ? [table[type] ?? []].flat() : [];
}

function below(component: string): Table {
  if (component === tokens.School) return ofSchool;
  return component === tokens.Platform ? ofPlatform : {};
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));

const listed = (names: readonly string[]): string => (names.length === 0 ? "nothing" : names.join(", "));
