// What a plan says in words, the same in every format. The texts are plain: each format escapes them.

import { pathIn } from "../../lib/property-path.ts";
import { nameOf } from "../../lib/urn.ts";
import { losesProtection, losesRetention } from "../judge/danger.ts";
import type { Change, Group, Operation, Plan, Side, Violation } from "../model.ts";
import { outputOf } from "./outputs.ts";

/** Names that are shown of a list before it is folded. */
export const shownNames = 10;

/** What stands before what no plan can know. */
export const caveats = "What a plan cannot know, because it asks neither cloud nor cluster";

/** The notes that are of this plan alone. */
export function ownNotes({ notes, caveats }: Pick<Plan, "notes" | "caveats">): string[] {
  return notes.filter((note) => !caveats.includes(note));
}

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
export function whatHappens(changes: readonly Change[], most = 3): string {
  const kinds = new Map<string, { times: number; readonly keys: Set<string> }>();
  for (const change of changes) {
    const what = `${happeningTo(change)} ${shortType(change.type)}`;
    const kind = kinds.get(what) ?? { times: 0, keys: new Set() };
    kind.times += 1;
    for (const key of decisiveKeys(change)) kind.keys.add(key);
    kinds.set(what, kind);
  }
  if (kinds.size === 0) return "no change";
  const texts = [...kinds].map(([what, { times, keys }]) => {
    const key = keys.size === 1 ? ` (${[...keys].join("")})` : "";
    return `${what}${key}${times === 1 ? "" : ` ×${number(times)}`}`;
  });
  const rest = texts.length - most;
  const [first] = changes;
  if (rest > 0 && first && changes.every(({ operation }) => operation === first.operation)) {
    return `${first.operation} ${many(changes.length, "resource")}`;
  }
  return [...texts.slice(0, most), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

/** The same of a whole group, whose outputs alone may change. */
export function whatHappensTo({ changes, outputs = [] }: Pick<Group, "changes" | "outputs">): string {
  const names = new Set(outputs.map(({ path }) => outputOf(path)));
  if (changes.length > 0 || names.size === 0) return whatHappens(changes);
  return `${names.size === 1 ? "output" : "outputs"} ${[...names].join(", ")}`;
}

/** What a reader has to know first of a change; a deletion or replacement is worse than what guarded against it. */
function happeningTo(change: Change): string {
  if (change.mayReplace) return operationOf(change);
  if (losesProtection(change)) return "unprotect";
  return losesRetention(change) && change.operation !== "delete" ? "stop retaining" : operationOf(change);
}

/** What happens to a resource: `update`, or `update or replace` where that cannot be told. */
export function operationOf({ operation, mayReplace }: Change): string {
  return mayReplace ? `${operation} or replace` : operation;
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
export function comparison({ base, head }: Plan): string {
  const at = head.commit === undefined ? "" : ` at ${shortCommit(head.commit)}`;
  const tree = head.ref === undefined ? `The working tree${at}` : `${head.ref}${at}`;
  return base === undefined ? `${tree}, compared with nothing` : `${tree}, compared with ${baseText(base)}`;
}

function baseText({ ref = "the base", states, commit }: Side): string {
  if (states !== undefined) return `the state ${states.join(", ")}`;
  return commit === undefined ? ref : `${ref} (merge base ${shortCommit(commit)})`;
}

/** Enough of a commit to find it by. */
function shortCommit(commit: string): string {
  return commit.slice(0, 12);
}

/** How many stacks change. */
export function headline({ base, totals: { stacks, changed, failed } }: Plan): string {
  if (base === undefined) return `${many(changed, "stack")} declared`;
  if (changed === 0) return failed === 0 ? "No stack changes" : "No stack that could be planned changes";
  const verb = changed === 1 ? "changes" : "change";
  return changed === stacks && stacks > 1
    ? `All ${many(stacks, "stack")} change`
    : `${number(changed)} of ${many(stacks, "stack")} ${verb}`;
}

const nouns: Readonly<Record<Operation, string>> = {
  delete: "delete",
  replace: "replace",
  options: "option change",
  update: "update",
  import: "import",
  create: "create",
};

/** The resources by operation, such as `1 replace, 2 updates`; empty where there are none. */
export function resourceTotals({ base, totals }: Plan): string {
  const happening = operations.filter((operation) => totals.operations[operation] > 0);
  if (base === undefined) {
    return many(
      happening.reduce((sum, operation) => sum + totals.operations[operation], 0),
      "resource",
    );
  }
  return happening.map((operation) => many(totals.operations[operation], nouns[operation])).join(", ");
}

/** What stands against merging, each as a clause; advisory rules last. */
export function objections({ totals: { mandatory, advisory, failed }, problems }: Plan): string[] {
  const breaks = (stacks: number): string => `${many(stacks, "stack")} ${stacks === 1 ? "breaks" : "break"}`;
  return [
    ...(mandatory > 0 ? [`${breaks(mandatory)} a mandatory rule`] : []),
    ...(failed > 0 ? [`${many(failed, "stack")} could not be planned`] : []),
    ...(failed === 0 && problems.length > 0 ? [many(problems.length, "problem")] : []),
    ...(advisory > 0 ? [`${breaks(advisory)} an advisory rule`] : []),
  ];
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

/** A number with its noun, as people read it: `1 stack`, `1,600 stacks`. */
export function many(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `1,600`. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** The stacks that a problem is about; none where it is about all. */
export function stacksOf({ stack, stacks }: Plan["problems"][number]): readonly string[] {
  return stack === undefined ? (stacks ?? []) : [stack];
}
