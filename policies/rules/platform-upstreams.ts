import { tokens } from "../../components/tokens.ts";
import { objects, sibling } from "../kubernetes.ts";
import { at, listAt, textAt } from "../read.ts";
import { type Route, routes } from "../routes.ts";
import type { Stack, StackRule } from "../rule.ts";

/** A school's hosts lead to the platform's upstreams, each asked by its own name. */
export const platformUpstreams: StackRule = {
  name: "schoolgate-platform-upstreams",
  description: "Whatever a school's host leads to is trusted by WeCom as the school itself.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    // A stack with a platform may hold more, so a school's stack has none.
    const platform = stack.resources.find(({ type }) => type === tokens.Platform);
    if (platform !== undefined && stack.resources.some(({ type }) => type === tokens.School)) {
      report("is a platform in a school's stack: declare it in a stack of its own", platform.urn);
    }
    const allowed = gatewayNamespaces(stack);
    for (const route of routes(stack)) {
      for (const rule of route.rules()) {
        for (const target of listAt(rule, "backendRefs")) {
          const [name, namespace] = [textAt(target, "name"), textAt(target, "namespace")];
          if (namespace !== undefined && allowed.has(namespace)) continue;
          const where = namespace === undefined ? "its own namespace" : `the namespace ${namespace}`;
          report(
            `leads to the Backend ${name} in ${where}: the platform's are in that of its gateway`,
            route.resource.urn,
          );
        }
        const problem = nameProblem(stack, route, rule);
        if (problem !== undefined) report(problem, route.resource.urn);
      }
    }
  },
};

/** Where the Gateways are that the stack's listeners belong to: the platform's upstreams lie beside them. */
function gatewayNamespaces(stack: Stack): ReadonlySet<string> {
  return new Set(
    objects(stack, "ListenerSet").flatMap(
      ({ inputs }) => textAt(inputs, "spec", "parentRef", "namespace") ?? [],
    ),
  );
}

/** An upstream is asked by the name under which answers are brought back from it. */
function nameProblem(stack: Stack, route: Route, rule: unknown): string | undefined {
  const filters = listAt(rule, "filters");
  const asked = filters
    .map((filter) =>
      sibling(stack, route.resource, "HTTPRouteFilter", textAt(filter, "extensionRef", "name")),
    )
    .map((filter) => textAt(filter?.inputs, "spec", "urlRewrite", "hostname", "pathRegex", "substitution"))
    .find((name) => name !== undefined);
  const headers = filters.flatMap((filter) => listAt(filter, "responseHeaderModifier", "set"));
  const fronts = headers.flatMap((header) => textAt(header, "value")?.split(" ") ?? []);
  const own = fronts.find((front) => route.hosts().some((host) => front.endsWith(`=${host}`)));
  if (asked === undefined && at(rule, "backendRefs") === undefined) return undefined;
  const upstream = own?.slice(0, own.indexOf("=")).replace(/:443$/, "");
  if (asked === upstream) return undefined;
  return `asks its upstream as ${asked ?? "the school's host"}, and brings answers back from ${upstream ?? "none"}: name one in both`;
}
