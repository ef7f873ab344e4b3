import { routesOf, type SchoolConfig } from "./school-schema.ts";

/**
 * Key of the route whose host serves the app and is WeCom's trusted domain: the one that `entry` names, else the one
 * to the upstream `hub` (as in the handbook), else the only one, of those that stay. `undefined`: the file names none.
 */
export function appRouteOf(config: Pick<SchoolConfig, "domain" | "routes" | "entry">): string | undefined {
  const routes = Object.entries(routesOf(config)).filter(([, { retired }]) => retired !== true);
  const [hub] = routes.filter(([, { upstream }]) => upstream === "hub");
  const [only] = routes.length === 1 ? routes : [];
  return config.entry?.route ?? (hub ?? only)?.[0];
}

/** The app's home page, with the vendor's parameters (handbook, step 6). */
export function entryUrlOf(config: SchoolConfig): string | undefined {
  const host = routesOf(config)[appRouteOf(config) ?? ""]?.host;
  if (config.entry === undefined || host === undefined) return undefined;
  const { route: _, ...parameters } = config.entry;
  return `https://${host}/bsacs/qyweixin.action?${new URLSearchParams(parameters).toString()}`;
}
