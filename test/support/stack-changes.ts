import type { Project } from "./projects.ts";

/** A change of stack files, as a platform engineer makes it. */
export interface StackChange {
  /** What it is called in the title of a test. */
  readonly title: string;
  readonly make: (project: Project) => void;
}

/** Changes of one school's file. */
export function changesOf(school: string) {
  const change = (title: string, path: readonly string[], value: unknown): StackChange => ({
    title,
    make: (project) =>
      project.edit(school, (file) => {
        const at = ["config", "schoolgate:school", ...path];
        if (value === undefined) file.deleteIn(at);
        else file.setIn(at, file.createNode(value, { flow: true }));
      }),
  });
  return {
    rename: (name: string) => change(`its display name becomes ${name}`, ["name"], name),
    route: (key: string, upstream: string) =>
      change(`the route ${key} leads to ${upstream}`, ["routes", key], upstream),
    routes: (routes: Record<string, string>) =>
      change(`its routes are ${Object.keys(routes).join()}`, ["routes"], routes),
    retiredRoute: (route: string, upstream: string) =>
      change(`${route} is retired`, ["routes", route], { upstream, retired: true }),
    noRoute: (route: string) => change(`${route} goes`, ["routes", route], undefined),
    verifyFile: (route: string, code: string) =>
      change(`${route} gets a verify file`, ["wecom", "verifyFiles", route, fileOf(code)], code),
    retiredFile: (route: string, code: string) =>
      change(`${route} retires a verify file`, ["wecom", "verifyFiles", route, fileOf(code)], {
        code,
        retired: true,
      }),
    noVerifyFile: (route: string, code: string) =>
      change(`${route} loses a verify file`, ["wecom", "verifyFiles", route, fileOf(code)], undefined),
    address: (key: string) => change(`it gets the address ${key}`, ["egress", "addresses", key], {}),
    noAddress: (key: string) =>
      change(`it loses the address ${key}`, ["egress", "addresses", key], undefined),
    trusted: (...keys: string[]) => change(`WeCom trusts ${keys.join()}`, ["egress", "trusted"], keys),
    relay: (on: boolean) => change(`it gets ${on ? "a" : "no"} relay`, ["egress", "relay"], on),
    retired: change("it is retired", ["retired"], true),
    swap: (to: string) => change(`it swaps to the address ${to}`, ["egress", "active"], to),
  };
}

/** Whether a platform brings its upstreams' redirects back under the schools' hosts. */
export function rewriteRedirects(platform: string, on: boolean): StackChange {
  return {
    title: `${platform} ${on ? "rewrites" : "leaves"} redirects`,
    make: (project) =>
      project.edit(platform, (file) => file.setIn(["config", "schoolgate:platform", "rewriteRedirects"], on)),
  };
}

function fileOf(code: string): string {
  return `WW_verify_${code}.txt`;
}
