import { type Route, routes, verifyFilesOf } from "../routes.ts";
import type { StackRule } from "../rule.ts";

/** A verify file is answered on :80 as on :443. */
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
  },
};

/** Host and path of every verify file that a route answers. */
function urlsOf({ hosts, rules }: Route): readonly string[] {
  const files = rules().flatMap(verifyFilesOf);
  return hosts().flatMap((host) => files.map((file) => `${host}/${file}`));
}
