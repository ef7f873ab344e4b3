import { objects } from "./kubernetes.ts";
import { at, listAt, textAt } from "./read.ts";
import type { Stack, StackResource } from "./rule.ts";

/** An HTTPRoute, read as far as a rule asks. */
export interface Route {
  readonly resource: StackResource;
  readonly hosts: () => readonly string[];
  /** What it attaches to of a kind. */
  readonly parents: (kind: "Gateway" | "ListenerSet") => readonly unknown[];
  readonly rules: () => readonly unknown[];
}

export function routes(stack: Stack): readonly Route[] {
  return objects(stack, "HTTPRoute").map((resource) => {
    const { inputs } = resource;
    return {
      resource,
      hosts: () => listAt(inputs, "spec", "hostnames").filter((host) => typeof host === "string"),
      parents: (kind) =>
        // Without a kind the Gateway API takes a Gateway.
        listAt(inputs, "spec", "parentRefs").filter((parent) => (at(parent, "kind") ?? "Gateway") === kind),
      rules: () => listAt(inputs, "spec", "rules"),
    };
  });
}

/** Names of the verify files that a rule of a route answers, by exact path; empty of any other rule. */
export function verifyFilesOf(rule: unknown): readonly string[] {
  return listAt(rule, "matches").flatMap((match) => {
    const path = at(match, "path");
    if (textAt(path, "type") !== "Exact") return [];
    const file = /^\/(WW_verify_.*)$/.exec(textAt(path, "value") ?? "")?.[1];
    return file === undefined ? [] : [file];
  });
}
