import { sibling } from "../kubernetes.ts";
import { at, listAt, textAt } from "../read.ts";
import { routes, verifyFilesOf } from "../routes.ts";
import type { Stack, StackResource, StackRule } from "../rule.ts";

/** A verify file answers with the code in its name, and with nothing else. */
export const verifyFileBodies: StackRule = {
  name: "schoolgate-verify-file-bodies",
  description: "WeCom compares a verify file byte by byte before it trusts its host.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    // One file is answered on both ports, by one filter.
    const told = new Set<string>();
    const once = (message: string, urn: string) => {
      if (told.has(message)) return;
      told.add(message);
      report(message, urn);
    };
    for (const { resource, rules } of routes(stack)) {
      for (const rule of rules()) {
        for (const file of verifyFilesOf(rule)) judgeFile(stack, resource, rule, file, once);
      }
    }
  },
};

function judgeFile(
  stack: Stack,
  route: StackResource,
  rule: unknown,
  file: string,
  report: (message: string, urn: string) => void,
): void {
  const code = /^WW_verify_([A-Za-z0-9]+)\.txt$/.exec(file)?.[1];
  // The closed list says what is a verify file's path.
  if (code === undefined) return;
  const answer = answerOf(stack, route, rule);
  if (answer === undefined) {
    report(`${file} has no content: its rule needs a filter that answers from a ConfigMap`, route.urn);
    return;
  }
  const problem = problemOf(answer.body, code);
  if (problem !== undefined) report(`${file} ${problem}`, answer.urn);
}

/** What a rule answers, and the resource that holds it. */
function answerOf(
  stack: Stack,
  route: StackResource,
  rule: unknown,
): { body: string; urn: string } | undefined {
  for (const filter of listAt(rule, "filters")) {
    const answering = sibling(stack, route, "HTTPRouteFilter", textAt(filter, "extensionRef", "name"));
    const direct = at(answering?.inputs, "spec", "directResponse");
    if (answering === undefined || (at(direct, "statusCode") ?? 200) !== 200) continue;
    const inline = textAt(direct, "body", "inline");
    if (inline !== undefined) return { body: inline, urn: answering.urn };
    const content = sibling(stack, route, "ConfigMap", textAt(direct, "body", "valueRef", "name"));
    const body = textAt(content?.inputs, "data", "response.body");
    if (content !== undefined && body !== undefined) return { body, urn: content.urn };
  }
  return undefined;
}

function problemOf(body: string, code: string): string | undefined {
  if (body === code) return undefined;
  return "answers another code than its name's: take the file as downloaded: ./gate verify-file <school> <route> <path>";
}
