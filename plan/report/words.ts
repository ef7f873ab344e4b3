// What a plan says, the same in every format, in the words of a language. The texts are plain: each format escapes them.

import { pathIn } from "../../lib/property-path.ts";
import { nameOf } from "../../lib/urn.ts";
import { losesProtection, losesRetention } from "../judge/danger.ts";
import type { Change, Group, Operation, Plan, Side, Violation } from "../model.ts";
import { outputOf } from "./outputs.ts";
import { number, type Texts } from "./texts/texts.ts";

/** Names that are shown of a list before it is folded. */
export const shownNames = 10;

/** The signs that people know from other plans. */
export const signs: Readonly<Record<Operation, string>> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
  import: "=",
  options: "!",
};

/** From the most dangerous to the least. */
export const operations = ["delete", "replace", "options", "update", "import", "create"] as const;

/** `EipAddress` of `alicloud:ecs/eipAddress:EipAddress`, `alicloud provider` of `pulumi:providers:alicloud`. */
export function shortType(type: string): string {
  const last = type.split(":").at(-1) ?? type;
  return type.startsWith("pulumi:providers:") ? `${last} provider` : last;
}

/** What happens to a group in one line: `replace EipAddress (isp), update HTTPRoute (request) ×2, and 3 more`. */
export function whatHappens(changes: readonly Change[], texts: Texts, most = 3): string {
  const { happening } = texts;
  const kinds = new Map<string, { times: number; readonly keys: Set<string> }>();
  for (const change of changes) {
    const what = `${happeningTo(change, texts)} ${shortType(change.type)}`;
    const kind = kinds.get(what) ?? { times: 0, keys: new Set() };
    kind.times += 1;
    for (const key of decisiveKeys(change)) kind.keys.add(key);
    kinds.set(what, kind);
  }
  if (kinds.size === 0) return happening.nothing;
  const parts = [...kinds].map(([what, { times, keys }]) => {
    const key = keys.size === 1 ? texts.inBrackets([...keys].join("")) : "";
    return `${what}${key}${times === 1 ? "" : ` ×${number(times)}`}`;
  });
  const rest = parts.length - most;
  const [first] = changes;
  if (rest > 0 && first && changes.every(({ operation }) => operation === first.operation)) {
    return happening.toAll(happening.operation[first.operation], changes.length);
  }
  return texts.list([...parts.slice(0, most), ...(rest > 0 ? [happening.moreKinds(rest)] : [])]);
}

/** The same of a whole group, whose outputs alone may change. */
export function whatHappensTo(
  { changes, outputs = [] }: Pick<Group, "changes" | "outputs">,
  texts: Texts,
): string {
  const names = new Set(outputs.map(({ path }) => outputOf(path)));
  return changes.length > 0 || names.size === 0
    ? whatHappens(changes, texts)
    : texts.happening.outputs([...names]);
}

/** What a reader has to know first of a change; a deletion or replacement is worse than what guarded against it. */
function happeningTo(change: Change, texts: Texts): string {
  const { unprotect, stopRetaining } = texts.happening;
  if (change.mayReplace) return operationOf(change, texts);
  if (losesProtection(change)) return unprotect;
  return losesRetention(change) && change.operation !== "delete" ? stopRetaining : operationOf(change, texts);
}

/** What happens to a resource: `update`, or `update or replace` where that cannot be told. */
export function operationOf({ operation, mayReplace }: Change, { happening }: Texts): string {
  const said = happening.operation[operation];
  return mayReplace ? happening.orReplace(said) : said;
}

/** The last keys of the properties that decide what is done; of a whole resource, none. */
function decisiveKeys({ operation, properties }: Change): string[] {
  const forcing = properties.filter(({ replaces }) => replaces === true);
  const deciding = operation === "update" ? properties : operation === "replace" ? forcing : [];
  return deciding.map(({ path }) =>
    String(pathIn(path)?.findLast((part) => typeof part === "string") ?? path),
  );
}

/** What is compared. */
export function comparison({ base, head }: Plan, { compared }: Texts): string {
  const what = head.ref ?? compared.workingTree;
  const tree = head.commit === undefined ? what : compared.at(what, shortCommit(head.commit));
  return base === undefined ? compared.withNothing(tree) : compared.with(tree, baseText(base, compared));
}

function baseText({ ref, states, commit }: Side, compared: Texts["compared"]): string {
  if (states !== undefined) return compared.state(states);
  if (ref === undefined) return compared.base;
  return commit === undefined ? compared.ref(ref) : compared.mergeBase(ref, shortCommit(commit));
}

/** Enough of a commit to find it by. */
function shortCommit(commit: string): string {
  return commit.slice(0, 12);
}

/** How many stacks change. */
export function headline({ base, totals: { stacks, changed, failed } }: Plan, { headline }: Texts): string {
  if (base === undefined) return headline.declared(changed);
  if (changed === 0) return failed === 0 ? headline.none : headline.noneOfPlanned;
  return changed === stacks && stacks > 1 ? headline.all(stacks) : headline.some(changed, stacks);
}

/** The same, with the resources by operation, such as `1 replace, 2 updates`, where there are any. */
export function headlineWithTotals(plan: Plan, texts: Texts): string {
  const resources = resourceTotals(plan, texts);
  return resources === "" ? headline(plan, texts) : texts.labelled(headline(plan, texts), resources);
}

/** The resources by operation; empty where there are none. */
export function resourceTotals({ base, totals }: Plan, texts: Texts): string {
  const happening = operations.filter((operation) => totals.operations[operation] > 0);
  if (base === undefined) {
    return texts.count(
      happening.reduce((sum, operation) => sum + totals.operations[operation], 0),
      "resource",
    );
  }
  return texts.list(happening.map((operation) => texts.times(totals.operations[operation], operation)));
}

/** What stands against merging, each as a sentence; advisory rules last. */
export function objections(
  { totals: { mandatory, advisory, failed }, problems }: Plan,
  { objections, count, sentence }: Texts,
): string[] {
  return [
    ...(mandatory > 0 ? [objections.breaks(mandatory, "mandatory")] : []),
    ...(failed > 0 ? [objections.notPlanned(failed)] : []),
    ...(failed === 0 && problems.length > 0 ? [count(problems.length, "problem")] : []),
    ...(advisory > 0 ? [objections.breaks(advisory, "advisory")] : []),
  ].map(sentence);
}

/** The rules that a group breaks, each once, mandatory ones first. */
export function brokenRules(violations: readonly Violation[]): Pick<Violation, "policy" | "level">[] {
  const rules = new Map(violations.map(({ policy, level }) => [`${level} ${policy}`, { policy, level }]));
  return [...rules.values()].sort((a, b) => (a.level === b.level ? 0 : a.level === "mandatory" ? -1 : 1));
}

/** The resource that a URN names; whole where it is none. */
export function resourceOf(urn: string): string {
  return nameOf(urn) || urn;
}

/** The stacks that a problem is about; none where it is about all. */
export function stacksOf({ stack, stacks }: Plan["problems"][number]): readonly string[] {
  return stack === undefined ? (stacks ?? []) : [stack];
}
