import type { Operation } from "../../model.ts";
import { number, type Texts } from "./texts.ts";

const many = (value: number, noun: string): string => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

const nouns: Readonly<Record<Operation, string>> = {
  delete: "delete",
  replace: "replace",
  options: "option change",
  update: "update",
  import: "import",
  create: "create",
};

export const en: Texts = {
  tag: "en",

  count: many,
  list: (items) => items.join(", "),
  clauses: (items) => items.join("; "),
  sentence: (text) => `${text}.`,
  sentences: (items) => items.join(" "),
  labelled: (label, text) => `${label}: ${text}`,
  inBrackets: (text) => ` (${text})`,
  more: (value, what) => `… and ${what === undefined ? number(value) : many(value, what)} more`,

  headline: {
    declared: (stacks) => `${many(stacks, "stack")} declared`,
    none: "No stack changes",
    noneOfPlanned: "No stack that could be planned changes",
    all: (stacks) => `All ${many(stacks, "stack")} change`,
    some: (changed, stacks) =>
      `${number(changed)} of ${many(stacks, "stack")} ${changed === 1 ? "changes" : "change"}`,
  },
  times: (count, operation) => many(count, nouns[operation]),
  objections: {
    breaks: (stacks, level) =>
      `${many(stacks, "stack")} ${stacks === 1 ? "breaks" : "break"} ${level === "mandatory" ? "a mandatory" : "an advisory"} rule`,
    notPlanned: (stacks) => `${many(stacks, "stack")} could not be planned`,
  },
  noRuleBroken: "No rule is broken.",
  wrote: (files) => `Wrote ${files.join(", ")}.`,

  compared: {
    workingTree: "The working tree",
    at: (what, commit) => `${what} at ${commit}`,
    withNothing: (head) => `${head}, compared with nothing`,
    with: (head, base) => `${head}, compared with ${base}`,
    base: "the base",
    ref: (ref) => ref,
    state: (states) => `the state ${states.join(", ")}`,
    mergeBase: (ref, commit) => `${ref} (merge base ${commit})`,
  },
  notCommitted: "Not committed, and included",
  caveats: "What a plan cannot know, because it asks neither cloud nor cluster",
  note: (note) => {
    switch (note.kind) {
      case "all is new":
        return "Nothing to compare with: everything is shown as new.";
      case "gone":
        return `The file of ${note.stack} is gone. Its resources stay until \`pulumi destroy -s ${note.stack}\`, which refuses the protected ones.`;
      case "renamed":
        return `${note.stack} looks renamed to ${note.to}. To Pulumi that is another stack: it would make everything anew, new addresses too, and leave what ${note.stack} has.`;
      case "not up":
        return `Not up yet, and not asked: ${note.stacks.join(", ")}.`;
      case "drifted":
        return "To put it back: `pulumi up --refresh -s <stack>`. Where the change is meant, write it into the stack file first; then that up changes nothing.";
      case "address lost":
        return `${note.name} of ${note.stack} is released, and its IP may be somebody else's by now: the school takes it off its trusted IPs. An up makes another address in its place, which the school enters before calls leave from it.`;
    }
  },
  caveat: {
    drift:
      "Drift, such as a change by hand in the cloud or the cluster, is not seen; `pulumi preview --refresh` sees it.",
    imports:
      "An import reads the resource as it is, and an update may follow; a plan does not know whether the resource exists.",
    "spelled out":
      "An input that the program newly sets is shown as a change, even if the cloud had chosen the same value before.",
    versions:
      "Another version of a provider or of a controller may see changes where the program declares none.",
    "encrypted state": "Secrets of a state are encrypted: whether they change cannot be compared.",
    "base as declared": "The base is what was declared, not the result of the last up.",
  },

  happening: {
    nothing: "no change",
    operation: {
      delete: "delete",
      replace: "replace",
      options: "options",
      update: "update",
      import: "import",
      create: "create",
    },
    orReplace: (operation) => `${operation} or replace`,
    unprotect: "unprotect",
    stopRetaining: "stop retaining",
    toAll: (operation, resources) => `${operation} ${many(resources, "resource")}`,
    moreKinds: (kinds) => `and ${kinds} more`,
    outputs: (names) => `${names.length === 1 ? "output" : "outputs"} ${names.join(", ")}`,
  },
  forcesReplacement: "forces the replacement",
  notSet: "not set",
  secretChanged: (value = "a text with a secret in it") => `${value} changed`,
  noNewline: "(no newline at the end)",
  option: "option",
  output: "output",
  asks: {
    trustedIps:
      "the school enters the new list in WeCom's trusted IPs (企业可信IP), before calls leave from an IP that is new in it",
    cnameTarget: "each school's CNAME records lead to the new name, before the old one ends",
    entryUrl: "the school sets it as the app's home page in WeCom",
    hosts: "the school has the host in its DNS and among WeCom's trusted domains",
    verifyUrls: "WeCom asks there for the verify file: the school saves its trusted domain again",
    activeEgressIp: "calls to WeCom leave from it: it is in the school's trusted IPs before the up",
    egressIps: "nobody enters them anywhere: WeCom needs trustedIps only",
    namespace: "whatever else runs in the school's namespace moves with it",
    relayUrl: "the pods that call WeCom need the new proxy",
    other: "whoever reads it needs the new value",
  },

  level: { mandatory: "mandatory", advisory: "advisory" },
  on: " on ",
  problem: "problem",
  problemLabel: "Problem:",
  place: (place, all) => `${place} of ${all}`,
  shownFor: (example) => `shown: ${example}`,

  markdown: {
    columns: ["Stacks", "What happens", "Rules broken"],
    stacksHtml: (names, example) => `Stacks: ${names}. Shown: ${example}.`,
    moreRules: (count) => `and ${count} more`,
    leftOut: "Left out here:",
    someOf: (left, all, what) => `${number(left)} of ${many(all, what)}`,
    linesOf: (groups) => `lines of ${many(groups, "group")}`,
    detailsOf: ({ first, last }, stacks) => {
      const which = first === last ? `group ${number(last)}` : `groups ${number(first)} to ${number(last)}`;
      return `the details of ${which}, ${many(stacks, "stack")}`;
    },
    wholePlanHtml: (command) => `The whole plan: ${command}`,
    wholePlanInHtml: (page, command) => `The whole plan is in ${page}, written with this; or ${command}`,
  },

  html: {
    title: (headline) => `Plan: ${headline}`,
    property: "Property",
    value: "Value",
    base: "Base",
    head: "Head",
    outputColumn: "Output",
    sameInHtml: (example) => `Shown for ${example}, the same in all of:`,
    filter: "Filter",
    school: "School or platform",
    operation: "Operation",
    type: "Type",
    rule: "Rule broken",
    any: "any",
    clear: "Clear",
    openAll: "Open all",
    foldAll: "Fold all",
    showing: (groups, allGroups, stacks, allStacks) =>
      `Showing ${groups} of ${many(allGroups, "group")}, ${stacks} of ${many(allStacks, "stack")}.`,
    keyboard: "Keyboard",
    keysHtml: [
      "<kbd>Tab</kbd> goes from one control to the next, <kbd>Enter</kbd> or <kbd>Space</kbd> opens and folds.",
      "On the line of a group: <kbd>↓</kbd> and <kbd>↑</kbd> go to the next and the one before, <kbd>Home</kbd> and <kbd>End</kbd> to the first and the last.",
      "In the filter: <kbd>Esc</kbd> clears it.",
    ],
  },
};
