import { listAt, textAt } from "../read.ts";
import { type Route, routes, verifyFilesOf } from "../routes.ts";
import type { StackRule } from "../rule.ts";

/** A verify file is answered on :80 as on :443, at once, before anything else is matched. */
export const plainVerifyFiles: StackRule = {
  name: "schoolgate-plain-verify-files",
  description: "WeCom asks for a verify file without TLS, and follows no redirect.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    const all = routes(stack);
    const plain = all.filter((route) => route.parents("Gateway").length > 0);
    const encrypted = all.filter((route) => route.parents("ListenerSet").length > 0);
    for (const [here, there, port] of [
      [encrypted, plain, ":80"],
      [plain, encrypted, ":443"],
    ] as const) {
      const answered = new Set(there.flatMap(urlsOf));
      for (const route of here) {
        for (const url of urlsOf(route)) {
          if (answered.has(url)) continue;
          report(`${url} is not answered on ${port}: add its rule there too`, route.resource.urn);
        }
      }
    }
    for (const { resource, rules } of all) {
      for (const problem of problemsOf(rules())) report(problem, resource.urn);
    }
  },
};

/** Host and path of every verify file that a route answers. */
function urlsOf({ hosts, rules }: Route): readonly string[] {
  const files = rules().flatMap(verifyFilesOf);
  return hosts().flatMap((host) => files.map((file) => `${host}/${file}`));
}

function problemsOf(rules: readonly unknown[]): readonly string[] {
  const others = rules.findIndex((rule) => verifyFilesOf(rule).length === 0);
  return rules.flatMap((rule, index) => {
    const files = verifyFilesOf(rule).join(", ");
    if (files === "") return [];
    const kinds = listAt(rule, "filters").map((filter) => textAt(filter, "type"));
    return [
      ...(kinds.includes("RequestRedirect") ? [`redirects ${files}: answer it with a filter`] : []),
      ...(listAt(rule, "backendRefs").length > 0
        ? [`asks an upstream for ${files}: answer it with a filter`]
        : []),
      ...(others !== -1 && index > others ? [`matches others before ${files}: put its rule first`] : []),
    ];
  });
}
